/* Which content codings a client takes (RFC 9110 §12.5.3). Pure. */
#pragma once

#include "base/gate/gate.h"

/* Quality of a coding in an Accept-Encoding list, in thousandths: 0 forbidden, -1 not mentioned. */
int http_coding_quality(GateText list, const char *token);
