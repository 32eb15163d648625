/* Sign-in names and passwords against what the roster knows of the person (personal_password.h).
 * All verbs run on a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/roster/member_row.h"
#include "catalog/store/account_table.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

/* ERROR_INVALID. */
bool person_check_password(const FieldCrypto *crypto, const MemberRow *member, const char *password,
                           GError **error);
/* The same for the person of an account; one who is nobody of the roster may have any. */
bool person_check_account(Database *database, const FieldCrypto *crypto, const AccountRow *account,
                          const char *password, GError **error);

/* ERROR_INVALID for one with a number of the person in it, ERROR_CONFLICT for one that is taken. */
bool person_check_name(Database *database, const FieldCrypto *crypto, const MemberRow *member,
                       const char *name, GError **error);

/* Pinyin of the whole name, each reading once. Caller frees. */
GStrv person_check_readings(const MemberRow *member);
