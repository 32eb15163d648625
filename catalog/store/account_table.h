/* Accounts: who may sign in. Every change is also a fact in the outbox, without secrets.
 *
 * Names are unique under NFKC and case folding. All verbs run on a database thread; changing verbs
 * inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"
#include "catalog/store/role.h"

#define ACCOUNT_NAME_MAX_CHARS         64
#define ACCOUNT_DISPLAY_NAME_MAX_CHARS 128
#define ACCOUNT_MAX_ACCOUNTS           100000
#define ACCOUNT_LIST_MAX_ROWS          200

typedef struct AccountRow {
    char id[ID_TEXT_BYTES];
    char *name;               /* as written by who made it */
    char *display_name;       /* what people see */
    char *password_hash;      /* encoded argon2id string; never leaves the server */
    uint32_t roles;           /* ROLE_*, which hold everywhere */
    uint32_t appointed_roles; /* those of its open appointments; written by appointment_table */
    char member_id[ID_TEXT_BYTES]; /* whose account it is; \"\": nobody's of the roster */
    char *locale;                  /* "zh-CN", "en"; NULL: the client's choice */
    bool locked;
    int64_t created_at_us, updated_at_us;
    int64_t last_sign_in_at_us; /* 0: never */
} AccountRow;

void account_row_free(AccountRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AccountRow, account_row_free)

/* What makes two names the same: NFKC, case folded. ERROR_INVALID for an empty or too long name,
 * control or invisible characters, space at an end. Pure. Caller frees. */
char *account_name_key(const char *name, GError **error);

/* Stores a new account; sets id and times in `row`. ERROR_CONFLICT when the name is taken or there
 * are ACCOUNT_MAX_ACCOUNTS, ERROR_INVALID for a bad name, display name or role. */
bool account_table_insert(Database *database, AccountRow *row, GError **error);

/* ERROR_NOT_FOUND when there is none. */
AccountRow *account_table_get(Database *database, const char *id, GError **error);

/* *ret_row is NULL when there is no such name (also for a malformed one). */
bool account_table_find_name(Database *database, const char *name, AccountRow **ret_row,
                             GError **error);

/* *ret_row is NULL when the member of the roster has no account. */
bool account_table_find_member(Database *database, const char *member_id, AccountRow **ret_row,
                               GError **error);

/* A page in the order of creation. */
typedef struct AccountQuery {
    const char *text;  /* part of name or display name, any case; NULL: all */
    const char *after; /* id of the last row of the page before; NULL: from the start */
    unsigned limit;    /* 0 or more than ACCOUNT_LIST_MAX_ROWS: that many */
} AccountQuery;

/* AccountRow elements, freed with the array; password hashes are left out. */
GPtrArray *account_table_list(Database *database, const AccountQuery *query, GError **error);

/* Writes display_name, roles, locale and locked of `row` (found by its id), sets updated_at_us.
 * ERROR_NOT_FOUND; ERROR_CONFLICT when no unlocked administrator would be left. */
bool account_table_update(Database *database, AccountRow *row, GError **error);

bool account_table_set_password(Database *database, const char *id, const char *password_hash,
                                GError **error);

/* No fact: it happens at each sign-in. */
bool account_table_set_last_sign_in(Database *database, const char *id, GError **error);

/* Sessions and tokens of the account go too. ERROR_NOT_FOUND, ERROR_CONFLICT as above. */
bool account_table_remove(Database *database, const char *id, GError **error);

bool account_table_count(Database *database, int64_t *ret_count, GError **error);
bool account_table_count_administrators(Database *database, int64_t *ret_unlocked, GError **error);
