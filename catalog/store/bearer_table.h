/* Bearer tokens that people make for programs. Only hashes are stored. All verbs run on a database
 * thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"
#include "catalog/store/secret_hash.h"

#define BEARER_MAX_PER_ACCOUNT 64
#define BEARER_LABEL_MAX_CHARS 128

typedef struct BearerRow {
    char id[ID_TEXT_BYTES];
    char account_id[ID_TEXT_BYTES];
    uint8_t secret_hash[SECRET_HASH_BYTES];
    char *label;
    int64_t created_at_us, expires_at_us;
    int64_t last_used_at_us; /* 0: never */
} BearerRow;

void bearer_row_free(BearerRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BearerRow, bearer_row_free)

/* Stores a new token; sets id and created_at_us. ERROR_CONFLICT beyond BEARER_MAX_PER_ACCOUNT live
 * ones, ERROR_INVALID for a bad label. */
bool bearer_table_insert(Database *database, BearerRow *row, GError **error);

/* *ret_row is NULL when no live token has this secret. */
bool bearer_table_find_secret(Database *database, const uint8_t secret_hash[SECRET_HASH_BYTES],
                              BearerRow **ret_row, GError **error);

/* Neither revoked nor expired. */
bool bearer_table_is_live(Database *database, const char *id, bool *ret_is_live, GError **error);

bool bearer_table_touch(Database *database, const char *id, GError **error);

/* BearerRow elements of live tokens, newest first. */
GPtrArray *bearer_table_list(Database *database, const char *account_id, GError **error);

/* ERROR_NOT_FOUND when the account has no such live token. */
bool bearer_table_revoke(Database *database, const char *account_id, const char *id,
                         GError **error);
bool bearer_table_revoke_all(Database *database, const char *account_id, GError **error);

/* Removes what ended more than 30 days ago. */
bool bearer_table_purge(Database *database, int64_t *ret_removed, GError **error);
