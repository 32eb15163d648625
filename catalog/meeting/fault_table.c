#include "catalog/meeting/fault_table.h"

#include "base/clock.h"

static void add_span(GArray *spans, FaultSpan span) {
    FaultSpan *last = spans->len > 0 ? &g_array_index(spans, FaultSpan, spans->len - 1) : NULL;
    if (last && span.from_ms <= last->to_ms)
        last->to_ms = MAX(last->to_ms, span.to_ms);
    else
        g_array_append_val(spans, span);
}

GArray *fault_table_spans(Database *database, const char *meeting_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT from_ms, to_ms FROM meeting_fault WHERE meeting_id = ?1 ORDER BY from_ms",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, meeting_id);
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(FaultSpan));
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        add_span(spans, (FaultSpan){statement_int64(statement, 0), statement_int64(statement, 1)});
    return step == STATEMENT_DONE ? g_steal_pointer(&spans) : NULL;
}

bool fault_table_note(Database *database, const char *meeting_id, const MeetingMediaFault *fault,
                      GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO meeting_fault (meeting_id, from_ms, to_ms, kind, made_at_us)"
        " SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM meeting WHERE id = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM meeting_fault WHERE meeting_id = ?1 AND from_ms = ?2"
        " AND to_ms = ?3 AND kind = ?4)"
        " AND (SELECT count(*) FROM meeting_fault WHERE meeting_id = ?1) < ?6",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_int64(statement, 2, fault->from_ms);
    statement_bind_int64(statement, 3, fault->to_ms);
    statement_bind_text(statement, 4, fault->is_server ? "away" : "held");
    statement_bind_int64(statement, 5, clock_wall_us());
    statement_bind_int64(statement, 6, FAULT_MAX_OF_MEETING);
    return statement_run(statement, error);
}
