/* Secret names of people's calendars: found by their hash, kept sealed too because they are shown
 * again. All verbs run on a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/id.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

/* Of an account, made when there is none; inside a write job. Caller frees. */
char *calendar_table_secret(Database *database, const FieldCrypto *crypto, const char *account_id,
                            GError **error);
/* A new one, whether there was one or not; the one before is nobody's from now on. Caller frees. */
char *calendar_table_renew(Database *database, const FieldCrypto *crypto, const char *account_id,
                           GError **error);
/* Whose it is. ERROR_NOT_FOUND, also for an account that is locked. */
bool calendar_table_find(Database *database, const char *secret, char ret_account_id[ID_TEXT_BYTES],
                         GError **error);
