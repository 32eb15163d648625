/* Leaving the roster. What was stays: memberships end, nothing is deleted. On a
 * database thread, inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/id.h"
#include "catalog/store/database.h"

/* Ends today all memberships, open transfers and codes of the member; locks the account and ends
 * its sessions and tokens: its id, or "", goes to ret_account_id. `account_id`: who decides.
 * ERROR_NOT_FOUND; ERROR_CONFLICT for who left already or is the last administrator. */
bool member_leave(Database *database, const char *id, const char *account_id,
                  char ret_account_id[ID_TEXT_BYTES], GError **error);
