#include "catalog/store/account_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/store/account_fact.h"
#include "catalog/store/field_text.h"

#define LOCALE_MAX_CHARS 35 /* RFC 5646 §4.4.1 */

#define COLUMNS                                                                                    \
    "id, name, display_name, password_hash, roles, locale, locked, created_at_us, updated_at_us,"  \
    " last_sign_in_at_us, appointed_roles, member_id"

void account_row_free(AccountRow *row) {
    if (!row)
        return;
    g_free(row->name);
    g_free(row->display_name);
    g_free(row->password_hash);
    g_free(row->locale);
    g_free(row);
}

/* ---- values ---- */

static bool has_hidden_character(const char *name) {
    for (const char *p = name; *p; p = g_utf8_next_char(p))
        if (g_unichar_type(g_utf8_get_char(p)) == G_UNICODE_FORMAT)
            return true;
    return false;
}

char *account_name_key(const char *name, GError **error) {
    if (!field_text_check("cannot use this account name", name, ACCOUNT_NAME_MAX_CHARS, error))
        return NULL;
    const char *last = g_utf8_prev_char(name + strlen(name));
    if (has_hidden_character(name) || g_unichar_isspace(g_utf8_get_char(name)) ||
        g_unichar_isspace(g_utf8_get_char(last))) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot use account name '%s': space at an end or an invisible character",
                    name);
        return NULL;
    }
    return field_text_fold(name);
}

static char *search_key(const AccountRow *row) {
    g_autofree char *both = g_strconcat(row->name, "\n", row->display_name, NULL);
    return field_text_fold(both);
}

static bool check_values(const AccountRow *row, GError **error) {
    if (!field_text_check("cannot use this display name", row->display_name,
                          ACCOUNT_DISPLAY_NAME_MAX_CHARS, error) ||
        (row->locale &&
         !field_text_check("cannot use this locale", row->locale, LOCALE_MAX_CHARS, error)))
        return false;
    if (row->roles & ~ROLE_ALL) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot give roles 0x%x: unknown bits",
                    row->roles);
        return false;
    }
    return true;
}

static void set_not_found(GError **error, const char *id) {
    g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find account '%s'", id);
}

/* ---- reading ---- */

static void *row_from(Statement *statement) {
    AccountRow *row = g_new0(AccountRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    row->name = statement_dup_text(statement, 1);
    row->display_name = statement_dup_text(statement, 2);
    row->password_hash = statement_dup_text(statement, 3);
    row->roles = (uint32_t)statement_int64(statement, 4);
    row->locale = statement_dup_text(statement, 5);
    row->locked = statement_int64(statement, 6) != 0;
    row->created_at_us = statement_int64(statement, 7);
    row->updated_at_us = statement_int64(statement, 8);
    row->last_sign_in_at_us = statement_int64(statement, 9);
    row->appointed_roles = (uint32_t)statement_int64(statement, 10);
    statement_copy_text(statement, 11, row->member_id, sizeof row->member_id);
    return row;
}

static bool find(Database *database, const char *sql, const char *value, AccountRow **ret_row,
                 GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, value);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_FAILED)
        return false;
    *ret_row = step == STATEMENT_ROW ? row_from(statement) : NULL;
    return true;
}

AccountRow *account_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    AccountRow *row = NULL;
    if (find(database, "SELECT " COLUMNS " FROM account WHERE id = ?1", id, &row, error) && !row)
        set_not_found(error, id);
    return row;
}

bool account_table_find_name(Database *database, const char *name, AccountRow **ret_row,
                             GError **error) {
    database_assert_current(database);
    g_autofree char *key = account_name_key(name, NULL);
    if (key)
        return find(database, "SELECT " COLUMNS " FROM account WHERE name_key = ?1", key, ret_row,
                    error);
    *ret_row = NULL; /* no account can have such a name */
    return true;
}

bool account_table_find_member(Database *database, const char *member_id, AccountRow **ret_row,
                               GError **error) {
    database_assert_current(database);
    return find(database, "SELECT " COLUMNS " FROM account WHERE member_id = ?1", member_id,
                ret_row, error);
}

GPtrArray *account_table_list(Database *database, const AccountQuery *query, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT id, name, display_name, NULL, roles, locale, locked, created_at_us,"
        " updated_at_us, last_sign_in_at_us, appointed_roles, member_id FROM account"
        " WHERE id > ?1 AND instr(search_key, ?2) > 0 ORDER BY id LIMIT ?3",
        error);
    if (!statement)
        return NULL;
    g_autofree char *part = field_text_fold(query->text ? query->text : "");
    bool is_page = query->limit > 0 && query->limit < ACCOUNT_LIST_MAX_ROWS;
    statement_bind_text(statement, 1, query->after ? query->after : "");
    statement_bind_text(statement, 2, part); /* "" is part of every text */
    statement_bind_int64(statement, 3, is_page ? query->limit : ACCOUNT_LIST_MAX_ROWS);
    return statement_rows(statement, row_from, (GDestroyNotify)account_row_free, error);
}

bool account_table_count(Database *database, int64_t *ret_count, GError **error) {
    database_assert_current(database);
    return database_query_int64(database, "SELECT count(*) FROM account", ret_count, error);
}

bool account_table_count_administrators(Database *database, int64_t *ret_unlocked, GError **error) {
    database_assert_current(database);
    G_STATIC_ASSERT(ROLE_ADMINISTRATOR == 1);
    return database_query_int64(database,
                                "SELECT count(*) FROM account WHERE locked = 0 AND roles & 1 <> 0",
                                ret_unlocked, error);
}

/* ---- writing ---- */

static bool is_active_administrator(const AccountRow *row) {
    return (row->roles & ROLE_ADMINISTRATOR) && !row->locked;
}

/* Refuses a change from `before` to `after` (NULL: removed) that leaves nobody to administer. */
static bool check_administrator_left(Database *database, const AccountRow *before,
                                     const AccountRow *after, GError **error) {
    if (!is_active_administrator(before) || (after && is_active_administrator(after)))
        return true;
    int64_t n_unlocked;
    if (!account_table_count_administrators(database, &n_unlocked, error))
        return false;
    if (n_unlocked > 1)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "cannot %s account '%s': it is the last administrator who can sign in",
                after ? "change" : "remove", before->name);
    return false;
}

static bool check_free(Database *database, const AccountRow *row, GError **error) {
    int64_t n_accounts;
    g_autoptr(AccountRow) other = NULL;
    if (!account_table_count(database, &n_accounts, error) ||
        !account_table_find_name(database, row->name, &other, error))
        return false;
    if (!other && n_accounts < ACCOUNT_MAX_ACCOUNTS)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                other ? "cannot make account '%s': the name is taken"
                      : "cannot make account '%s': there are too many accounts",
                row->name);
    return false;
}

bool account_table_insert(Database *database, AccountRow *row, GError **error) {
    database_assert_current(database);
    g_autofree char *name_key = account_name_key(row->name, error);
    if (!name_key || !check_values(row, error) || !check_free(database, row, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO account (" COLUMNS ", name_key, search_key)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, NULL, 0, ?11, ?9, ?10)",
                         error);
    if (!statement)
        return false;
    g_autofree char *search = search_key(row);
    id_new_uuid7(row->id);
    row->created_at_us = row->updated_at_us = clock_wall_us();
    row->last_sign_in_at_us = 0;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->name);
    statement_bind_text(statement, 3, row->display_name);
    statement_bind_text(statement, 4, row->password_hash);
    statement_bind_int64(statement, 5, row->roles);
    statement_bind_text(statement, 6, row->locale);
    statement_bind_int64(statement, 7, row->locked);
    statement_bind_int64(statement, 8, row->created_at_us);
    statement_bind_text(statement, 9, name_key);
    statement_bind_text(statement, 10, search);
    statement_bind_text(statement, 11, *row->member_id ? row->member_id : NULL);
    return statement_run(statement, error) &&
           account_fact_append(database, ACCOUNT_CREATED, row, error);
}

static bool write_row(Database *database, const AccountRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE account SET display_name = ?2, roles = ?3, locale = ?4, locked = ?5,"
        " updated_at_us = ?6, search_key = ?7 WHERE id = ?1",
        error);
    if (!statement)
        return false;
    g_autofree char *search = search_key(row);
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->display_name);
    statement_bind_int64(statement, 3, row->roles);
    statement_bind_text(statement, 4, row->locale);
    statement_bind_int64(statement, 5, row->locked);
    statement_bind_int64(statement, 6, row->updated_at_us);
    statement_bind_text(statement, 7, search);
    return statement_run(statement, error);
}

bool account_table_update(Database *database, AccountRow *row, GError **error) {
    database_assert_current(database);
    g_autoptr(AccountRow) stored = account_table_get(database, row->id, error);
    if (!stored || !check_values(row, error) ||
        !check_administrator_left(database, stored, row, error))
        return false;
    g_free(row->name);
    row->name = g_steal_pointer(&stored->name); /* never changes: facts and audit quote it */
    row->updated_at_us = clock_wall_us();
    return write_row(database, row, error) &&
           account_fact_append(database, ACCOUNT_CHANGED, row, error);
}

bool account_table_set_password(Database *database, const char *id, const char *password_hash,
                                GError **error) {
    database_assert_current(database);
    g_autoptr(AccountRow) row = account_table_get(database, id, error);
    if (!row)
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE account SET password_hash = ?2, updated_at_us = ?3 WHERE id = ?1", error);
    if (!statement)
        return false;
    row->updated_at_us = clock_wall_us();
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, password_hash);
    statement_bind_int64(statement, 3, row->updated_at_us);
    return statement_run(statement, error) &&
           account_fact_append(database, ACCOUNT_PASSWORD_CHANGED, row, error);
}

bool account_table_set_last_sign_in(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE account SET last_sign_in_at_us = ?2 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, clock_wall_us());
    if (!statement_run(statement, error))
        return false;
    if (database_changes(database) == 1)
        return true;
    set_not_found(error, id);
    return false;
}

bool account_table_remove(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(AccountRow) row = account_table_get(database, id, error);
    if (!row || !check_administrator_left(database, row, NULL, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM account WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    return statement_run(statement, error) &&
           account_fact_append(database, ACCOUNT_REMOVED, row, error);
}
