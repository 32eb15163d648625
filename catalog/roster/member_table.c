#include "catalog/roster/member_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/roster/roster_change.h"
#include "catalog/store/field_text.h"

#define LOCALE_MAX_CHARS 35 /* RFC 5646 §4.4.1 */

#define COLUMNS                                                                                    \
    "id, name, name_key, search_key, kind_id, gender, locale, external_id, identity_sealed,"       \
    " identity_lookup, phone_sealed, phone_lookup, left_at_us, change, created_at_us,"             \
    " updated_at_us"

static void set_not_found(GError **error, const char *id) {
    g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find member '%s'", id);
}

/* ---- reading ---- */

static void read_number(Statement *statement, int column, MemberSealed *ret_number) {
    size_t length;
    const void *sealed = statement_blob(statement, column, &length);
    if (!sealed ||
        !statement_copy_blob(statement, column + 1, ret_number->lookup, sizeof ret_number->lookup))
        return;
    ret_number->sealed = g_bytes_new(sealed, length);
}

static MemberRow *row_from(Statement *statement) {
    MemberRow *row = g_new0(MemberRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    row->name = statement_dup_text(statement, 1);
    row->name_key = statement_dup_text(statement, 2);
    row->search_key = statement_dup_text(statement, 3);
    row->kind_id = statement_dup_text(statement, 4);
    row->gender = statement_dup_text(statement, 5);
    row->locale = statement_dup_text(statement, 6);
    row->external_id = statement_dup_text(statement, 7);
    read_number(statement, 8, &row->numbers[MEMBER_IDENTITY]);
    read_number(statement, 10, &row->numbers[MEMBER_PHONE]);
    row->left_at_us = statement_int64(statement, 12);
    row->change = statement_int64(statement, 13);
    row->created_at_us = statement_int64(statement, 14);
    row->updated_at_us = statement_int64(statement, 15);
    return row;
}

MemberRow *member_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT " COLUMNS " FROM member WHERE id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        set_not_found(error, id);
    return step == STATEMENT_ROW ? row_from(statement) : NULL;
}

static bool read_id(Statement *statement, char ret_id[ID_TEXT_BYTES], GError **error) {
    *ret_id = '\0';
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        statement_copy_text(statement, 0, ret_id, ID_TEXT_BYTES);
    return step != STATEMENT_FAILED;
}

bool member_table_find_identity(Database *database, const uint8_t lookup[FIELD_LOOKUP_BYTES],
                                char ret_id[ID_TEXT_BYTES], GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT id FROM member WHERE identity_lookup = ?1", error);
    if (!statement)
        return false;
    statement_bind_blob(statement, 1, lookup, FIELD_LOOKUP_BYTES);
    return read_id(statement, ret_id, error);
}

bool member_table_find_external(Database *database, const char *external_id,
                                char ret_id[ID_TEXT_BYTES], GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT id FROM member WHERE external_id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, external_id);
    return read_id(statement, ret_id, error);
}

GPtrArray *member_table_find_name(Database *database, const char *name_key, const char *unit_id,
                                  unsigned limit, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT member.id FROM member CROSS JOIN membership ON membership.member_id = member.id"
        " WHERE name_key = ?1 AND unit_id = ?2 AND until_day IS NULL AND left_at_us IS NULL"
        " LIMIT ?3",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, name_key);
    statement_bind_text(statement, 2, unit_id);
    statement_bind_int64(statement, 3, limit);
    return statement_texts(statement, error);
}

bool member_table_count(Database *database, int64_t *ret_count, GError **error) {
    database_assert_current(database);
    return database_query_int64(database, "SELECT count(*) FROM member WHERE left_at_us IS NULL",
                                ret_count, error);
}

/* ---- rules ---- */

static bool check_values(const MemberRow *row, GError **error) {
    if (row->gender && !g_str_equal(row->gender, "female") && !g_str_equal(row->gender, "male")) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot use gender '%s': it is 'female', 'male' or not known", row->gender);
        return false;
    }
    return (!row->locale ||
            field_text_check("cannot use this locale", row->locale, LOCALE_MAX_CHARS, error)) &&
           (!row->external_id || field_text_check("cannot use this external id", row->external_id,
                                                  MEMBER_EXTERNAL_ID_MAX_CHARS, error));
}

static bool set_taken(GError **error, const MemberRow *row, const char *what) {
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "cannot store '%s': somebody in the roster has this %s already", row->name, what);
    return false;
}

/* Why the database refused the row; the unique indexes are asked only then. */
static bool explain(Database *database, const MemberRow *row, GError **error) {
    char other[ID_TEXT_BYTES] = "";
    const MemberSealed *identity = &row->numbers[MEMBER_IDENTITY];
    if (identity->sealed && !member_table_find_identity(database, identity->lookup, other, error))
        return false;
    if (*other && !g_str_equal(other, row->id))
        return set_taken(error, row, "identity number");
    if (row->external_id && !member_table_find_external(database, row->external_id, other, error))
        return false;
    if (*other && !g_str_equal(other, row->id))
        return set_taken(error, row, "external id");
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot store '%s': there is no kind '%s'",
                row->name, row->kind_id ? row->kind_id : MEMBER_KIND_FULL);
    return false;
}

bool member_table_check_room(Database *database, int64_t n_new, GError **error) {
    database_assert_current(database);
    int64_t n_members;
    if (!database_query_int64(database, "SELECT count(*) FROM member", &n_members, error))
        return false;
    if (n_members + n_new <= MEMBER_MAX_MEMBERS)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "cannot add %" G_GINT64_FORMAT
                " people: the roster takes %d and has %" G_GINT64_FORMAT,
                n_new, MEMBER_MAX_MEMBERS, n_members);
    return false;
}

/* ---- writing ---- */

static void bind_number(Statement *statement, int parameter, const MemberSealed *number) {
    if (!number->sealed)
        return;
    size_t length;
    const void *sealed = g_bytes_get_data(number->sealed, &length);
    statement_bind_blob(statement, parameter, sealed, length);
    statement_bind_blob(statement, parameter + 1, number->lookup, sizeof number->lookup);
}

static void bind_row(Statement *statement, const MemberRow *row) {
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->name);
    statement_bind_text(statement, 3, row->name_key);
    statement_bind_text(statement, 4, row->search_key);
    statement_bind_text(statement, 5, row->kind_id ? row->kind_id : MEMBER_KIND_FULL);
    statement_bind_text(statement, 6, row->gender);
    statement_bind_text(statement, 7, row->locale);
    statement_bind_text(statement, 8, row->external_id);
    bind_number(statement, 9, &row->numbers[MEMBER_IDENTITY]);
    bind_number(statement, 11, &row->numbers[MEMBER_PHONE]);
    if (row->left_at_us > 0)
        statement_bind_int64(statement, 13, row->left_at_us);
    statement_bind_int64(statement, 14, row->change);
    statement_bind_int64(statement, 15, row->updated_at_us);
}

/* A refusal by a constraint is told in words. */
static bool run_row(Database *database, Statement *statement, const MemberRow *row,
                    GError **error) {
    g_autoptr(GError) refusal = NULL;
    if (statement_run(statement, &refusal))
        return true;
    if (g_error_matches(refusal, BASE_ERROR, ERROR_CONFLICT))
        return explain(database, row, error);
    g_propagate_error(error, g_steal_pointer(&refusal));
    return false;
}

bool member_table_insert(Database *database, MemberRow *row, GError **error) {
    database_assert_current(database);
    g_assert(row->name && row->id[0]);
    if (!check_values(row, error) || !roster_change_next(database, &row->change, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO member (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
                         " ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?15)",
                         error);
    if (!statement)
        return false;
    row->created_at_us = row->updated_at_us = clock_wall_us();
    bind_row(statement, row);
    return run_row(database, statement, row, error);
}

/* False with ERROR_NOT_FOUND when no row was changed. */
static bool changed_one(Database *database, const char *id, GError **error) {
    if (database_changes(database) == 1)
        return true;
    set_not_found(error, id);
    return false;
}

bool member_table_update(Database *database, MemberRow *row, GError **error) {
    database_assert_current(database);
    if (!check_values(row, error) || !roster_change_next(database, &row->change, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE member SET name = ?2, name_key = ?3, search_key = ?4, kind_id = ?5, gender = ?6,"
        " locale = ?7, external_id = ?8, identity_sealed = ?9, identity_lookup = ?10,"
        " phone_sealed = ?11, phone_lookup = ?12, left_at_us = ?13, change = ?14,"
        " updated_at_us = ?15 WHERE id = ?1",
        error);
    if (!statement)
        return false;
    row->updated_at_us = clock_wall_us();
    bind_row(statement, row);
    return run_row(database, statement, row, error) && changed_one(database, row->id, error);
}

bool member_table_touch(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    int64_t change;
    if (!roster_change_next(database, &change, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE member SET change = ?2, updated_at_us = ?3 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, change);
    statement_bind_int64(statement, 3, clock_wall_us());
    return statement_run(statement, error) && changed_one(database, id, error);
}
