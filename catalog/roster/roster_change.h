/* The numbering of the roster's change feed: every changed unit and member carries the newest
 * number, so that who has read up to N asks for what is above N. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"

/* Takes the next number, in the caller's write transaction. */
bool roster_change_next(Database *database, int64_t *ret_change, GError **error);

/* The newest number that was given; 0: none yet. */
bool roster_change_last(Database *database, int64_t *ret_change, GError **error);
