#include "catalog/roster/member_kind_table.h"

#include <string.h>

#include "base/error.h"
#include "catalog/roster/member_row.h"
#include "catalog/store/field_text.h"

void member_kind_row_free(MemberKindRow *row) {
    if (!row)
        return;
    g_free(row->id);
    g_free(row->name);
    g_free(row);
}

static void *read_row(Statement *statement) {
    MemberKindRow *row = g_new0(MemberKindRow, 1);
    row->id = statement_dup_text(statement, 0);
    row->name = statement_dup_text(statement, 1);
    row->votes = statement_int64(statement, 2) != 0;
    row->required = statement_int64(statement, 3) != 0;
    return row;
}

GPtrArray *member_kind_table_list(Database *database, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT id, name, votes, required FROM member_kind ORDER BY position, id", error);
    if (!statement)
        return NULL;
    return statement_rows(statement, read_row, (GDestroyNotify)member_kind_row_free, error);
}

/* ---- rules ---- */

static bool check_row(const MemberKindRow *row, GError **error) {
    size_t length = strlen(row->id);
    if (length == 0 || length > MEMBER_KIND_ID_MAX_CHARS ||
        strspn(row->id, "abcdefghijklmnopqrstuvwxyz0123456789-") != length) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot use id '%s' for a kind of people: it needs 1 to %d small letters, "
                    "digits and dashes",
                    row->id, MEMBER_KIND_ID_MAX_CHARS);
        return false;
    }
    return field_text_check("cannot use this name of a kind", row->name, MEMBER_KIND_NAME_MAX_CHARS,
                            error);
}

static bool check_rows(const GPtrArray *rows, GError **error) {
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (unsigned i = 0; i < rows->len; i++) {
        const MemberKindRow *row = rows->pdata[i];
        if (!check_row(row, error))
            return false;
        if (g_hash_table_add(ids, row->id) && g_hash_table_add(names, field_text_fold(row->name)))
            continue;
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot have the kind '%s' twice", row->name);
        return false;
    }
    bool has_full = g_hash_table_contains(ids, MEMBER_KIND_FULL);
    if (!has_full || rows->len > MEMBER_KIND_MAX_KINDS)
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    has_full ? "cannot have more than %d kinds of people"
                             : "cannot do without the kind '" MEMBER_KIND_FULL
                               "' (among at most %d): who is given no kind is of it",
                    MEMBER_KIND_MAX_KINDS);
    return has_full && rows->len <= MEMBER_KIND_MAX_KINDS;
}

/* ---- writing ---- */

static bool store_row(Database *database, const MemberKindRow *row, unsigned position,
                      GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO member_kind (id, position, name, votes, required) VALUES (?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT (id) DO UPDATE SET position = ?2, name = ?3, votes = ?4, required = ?5",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_int64(statement, 2, position);
    statement_bind_text(statement, 3, row->name);
    statement_bind_int64(statement, 4, row->votes);
    statement_bind_int64(statement, 5, row->required);
    return statement_run(statement, error);
}

/* Position 0 is nobody's once all rows are stored: what still has it goes. */
static bool remove_others(Database *database, GError **error) {
    g_autoptr(Statement) used = database_prepare(
        database,
        "SELECT name, (SELECT count(*) FROM member WHERE kind_id = member_kind.id) AS n"
        " FROM member_kind WHERE position = 0 AND n > 0 ORDER BY n DESC LIMIT 1",
        error);
    StatementStep step = used ? statement_step(used, error) : STATEMENT_FAILED;
    if (step == STATEMENT_ROW)
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot remove the kind '%s': %" G_GINT64_FORMAT " people are of it; give them "
                    "another one first",
                    statement_text(used, 0), statement_int64(used, 1));
    return step == STATEMENT_DONE &&
           database_execute(database, "DELETE FROM member_kind WHERE position = 0", error);
}

bool member_kind_table_set(Database *database, const GPtrArray *rows, GError **error) {
    database_assert_current(database);
    if (!check_rows(rows, error) ||
        !database_execute(database, "UPDATE member_kind SET position = 0", error))
        return false;
    for (unsigned i = 0; i < rows->len; i++)
        if (!store_row(database, rows->pdata[i], i + 1, error))
            return false;
    return remove_others(database, error);
}
