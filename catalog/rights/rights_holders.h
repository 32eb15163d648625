/* Who to tell: the people who were appointed to look after a unit. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/rights/rights.h"

/* Ids of unlocked accounts that have the right for the unit by an appointment to it or to a unit
 * above, without `without_account_id` (or NULL). Whose role holds everywhere is not among them: it
 * would be everything, all day. In the caller's transaction. */
bool rights_holders(Database *database, RightId right, const char *unit_id,
                    const char *without_account_id, GStrv *ret_account_ids, GError **error);
