#include "catalog/viewing/cut_table.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/rights/rights.h"
#include "catalog/viewing/viewing_types.h"

GArray *cut_table_list(Database *database, const char *meeting_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT id, from_ms, to_ms FROM recording_cut WHERE meeting_id = ?1"
                         " ORDER BY from_ms, id",
                         error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, meeting_id);
    g_autoptr(GArray) cuts = g_array_new(FALSE, FALSE, sizeof(CutRow));
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        CutRow cut = {.from_ms = statement_int64(statement, 1),
                      .to_ms = statement_int64(statement, 2)};
        statement_copy_text(statement, 0, cut.id, sizeof cut.id);
        g_array_append_val(cuts, cut);
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&cuts) : NULL;
}

static bool check(Database *database, const char *meeting_id, const CutRow *cut, GError **error) {
    if (cut->from_ms < 0 || cut->to_ms <= cut->from_ms || cut->to_ms > VIEWING_MEDIA_MAX_MS) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "A span begins before it ends, and not before the meeting.");
        return false;
    }
    g_autoptr(GArray) cuts = cut_table_list(database, meeting_id, error);
    if (cuts && cuts->len >= CUT_MAX_OF_MEETING)
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "Too many spans of this meeting are withdrawn already.");
    return cuts && cuts->len < CUT_MAX_OF_MEETING;
}

bool cut_table_insert(Database *database, const char *meeting_id, CutRow *cut, const char *made_by,
                      GError **error) {
    database_assert_current(database);
    if (!check(database, meeting_id, cut, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database, "INSERT INTO recording_cut VALUES (?1, ?2, ?3, ?4, ?5, ?6)", error);
    if (!statement)
        return false;
    id_new_uuid7(cut->id);
    statement_bind_text(statement, 1, cut->id);
    statement_bind_text(statement, 2, meeting_id);
    statement_bind_int64(statement, 3, cut->from_ms);
    statement_bind_int64(statement, 4, cut->to_ms);
    statement_bind_text(statement, 5, made_by);
    statement_bind_int64(statement, 6, clock_wall_us());
    return statement_run(statement, error);
}

bool cut_table_remove(Database *database, const char *meeting_id, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "DELETE FROM recording_cut WHERE meeting_id = ?1 AND id = ?2", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, id);
    return statement_run(statement, error) &&
           (database_changes(database) > 0 || rights_not_found(error));
}
