/* Accounts on the wire. */
#pragma once

#include <glib.h>

#include "catalog/auth/identity.h"
#include "catalog/store/account_table.h"

extern const char *const ACCOUNT_LOCALES[]; /* languages of the pages, NULL-terminated */

/* What an administrator sees. Caller frees. */
char *account_json(const AccountRow *row);
/* GPtrArray of AccountRow → list. Caller frees. */
char *account_json_list(const GPtrArray *rows);

/* {account, session_id, expires_at, shared}: what people see of themselves. Caller frees. */
char *account_json_session(const Identity *identity);

/* ERROR_INVALID unless NULL or one of ACCOUNT_LOCALES. */
bool account_json_check_locale(const char *locale, GError **error);
