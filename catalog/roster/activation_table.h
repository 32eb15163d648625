/* One-time codes by which members make their account or a new password. Only a keyed hash of a code
 * is stored. A member has one open code at most. All verbs run on a database thread; changing ones
 * inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/roster/activation_code.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

#define ACTIVATION_VALID_DAYS 30

typedef struct ActivationRow {
    char id[ID_TEXT_BYTES], member_id[ID_TEXT_BYTES];
    char issued_by[ID_TEXT_BYTES]; /* account */
    int64_t issued_at_us, expires_at_us;
    int64_t used_at_us; /* 0: not yet */
} ActivationRow;

/* Makes a code for `row`'s member_id in the name of issued_by; the other fields are set. The open
 * one before it is cancelled. The code is told only here. */
bool activation_table_issue(Database *database, const FieldCrypto *crypto, ActivationRow *row,
                            char ret_code[ACTIVATION_CODE_BYTES], GError **error);

/* *ret_row is NULL for an unknown and for a cancelled code; used and expired ones are found. */
bool activation_table_find(Database *database, const FieldCrypto *crypto, const char *code,
                           ActivationRow **ret_row, GError **error);

/* ERROR_CONFLICT when it is no longer open. */
bool activation_table_use(Database *database, const char *id, GError **error);

/* Cancels what is open; *ret_n may be NULL. For a member who leaves, whose account is locked. */
bool activation_table_cancel(Database *database, const char *member_id, int64_t *ret_n,
                             GError **error);

/* Ids (char *) of those whose home is this unit, who have no account and, unless `again`, no open
 * code, by pinyin; at most `limit`. */
GPtrArray *activation_table_list_waiting(Database *database, const char *unit_id, bool again,
                                         unsigned limit, GError **error);

/* Forgets what ended more than a year ago. */
bool activation_table_purge(Database *database, int64_t *ret_removed, GError **error);
