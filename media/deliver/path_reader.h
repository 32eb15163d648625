/* Takes a path apart from its front. Pure; never allocates. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate.h"

/* Each takes its piece off `rest`; false: it does not begin so. */

bool path_reader_text(GateText *rest, const char *text);
/* Letters, digits and "-", at most 63. */
bool path_reader_name(GateText *rest, GateText *ret_name);
/* "~", then everything up to the next "/", which stays. */
bool path_reader_token(GateText *rest, GateText *ret_token);
/* Decimal, without sign or leading zeros, at most 15 digits. */
bool path_reader_number(GateText *rest, uint64_t *ret_number);
