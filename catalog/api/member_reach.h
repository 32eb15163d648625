/* Whether who asks may do something with a member. A member belongs to the units of the open
 * memberships (one who left: to the last ones). On a database thread, in the call's transaction. */
#pragma once

#include <stdbool.h>

#include "base/id.h"
#include "catalog/api/call.h"
#include "catalog/rights/rights.h"

/* The right for one of the member's units; the id of the first such unit (the home first) goes to
 * ret_unit_id, which may be NULL. ERROR_NOT_FOUND alike for one out of reach and none at all. */
bool member_reach_any(Database *database, const Call *call, RightId right, const char *member_id,
                      char ret_unit_id[ID_TEXT_BYTES], GError **error);

/* The right for the member's home: what changes it, or ends everything, is decided there. */
bool member_reach_home(Database *database, const Call *call, RightId right, const char *member_id,
                       GError **error);
