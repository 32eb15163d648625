#include "catalog/meeting/meeting_list.h"

#include <string.h>

#include "base/error.h"
#include "catalog/meeting/meeting_parts.h"

static void free_seen(void *data) {
    MeetingSeen *seen = data;
    meeting_row_free(seen->row);
    g_clear_pointer(&seen->languages, g_ptr_array_unref);
    g_free(seen);
}

#define SELECT "SELECT " MEETING_COLUMNS ", " MEETING_VIEWER_RUNS " AS runs" MEETING_SOURCE
/* As meeting_state_shown(). */
#define SHOWN                                                                                      \
    "CASE WHEN " MEETING_VIEWER_RUNS " THEN state WHEN state = 'rehearsal' THEN 'scheduled'"       \
    " WHEN state = 'ready' THEN 'ended' ELSE state END"

static GPtrArray *read_rows(Database *database, Statement *take_statement, GError **error) {
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_seen);
    StatementStep step;
    while ((step = statement_step(take_statement, error)) == STATEMENT_ROW) {
        MeetingSeen *seen = g_new0(MeetingSeen, 1);
        seen->row = meeting_table_row(take_statement);
        seen->runs = statement_int64(take_statement, MEETING_N_COLUMNS) != 0;
        g_ptr_array_add(rows, seen);
    }
    statement_release(take_statement);
    if (step == STATEMENT_FAILED)
        return NULL;
    for (unsigned i = 0; i < rows->len; i++) {
        MeetingSeen *seen = rows->pdata[i];
        seen->languages = meeting_parts_languages(database, seen->row->id, error);
        if (!seen->languages)
            return NULL;
    }
    return g_steal_pointer(&rows);
}

/* "begin.id" */
static bool read_cursor(const char *cursor, int64_t *ret_from_us, const char **ret_id,
                        GError **error) {
    char *end = NULL;
    *ret_from_us = INT64_MIN;
    *ret_id = "";
    if (!cursor || !*cursor)
        return true;
    *ret_from_us = g_ascii_strtoll(cursor, &end, 10);
    if (end == cursor || *end != '.' || !id_is_uuid(end + 1)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, "This is no cursor of a page.");
        return false;
    }
    *ret_id = end + 1;
    return true;
}

GPtrArray *meeting_list_page(Database *database, const MeetingViewer *viewer,
                             const MeetingQuery *query, char ret_cursor[MEETING_CURSOR_BYTES],
                             GError **error) {
    database_assert_current(database);
    int64_t after_us;
    const char *after_id;
    if (!read_cursor(query->cursor, &after_us, &after_id, error))
        return NULL;
    Statement *statement = database_prepare(
        database,
        SELECT " WHERE (?9 = 0 OR ends_at_us > ?9) AND (?10 = 0 OR starts_at_us < ?10)"
               " AND (?11 IS NULL OR " SHOWN " = ?11) AND (?12 IS NULL OR meeting.unit_id = ?12)"
               " AND (starts_at_us, meeting.id) > (?13, ?14) AND " MEETING_VIEWER_SEES
               " ORDER BY starts_at_us, meeting.id LIMIT ?15",
        error);
    if (!statement)
        return NULL;
    unsigned limit = query->limit > 0 && query->limit < MEETING_LIST_MAX_ROWS
                         ? query->limit
                         : MEETING_LIST_MAX_ROWS;
    meeting_viewer_bind(viewer, statement);
    statement_bind_int64(statement, 9, query->from_us);
    statement_bind_int64(statement, 10, query->to_us);
    statement_bind_text(statement, 11, query->state < 0 ? NULL : MEETING_STATE_WORDS[query->state]);
    statement_bind_text(statement, 12, query->unit_id);
    statement_bind_int64(statement, 13, after_us);
    statement_bind_text(statement, 14, after_id);
    statement_bind_int64(statement, 15, limit + 1);
    g_autoptr(GPtrArray) rows = read_rows(database, statement, error);
    if (!rows)
        return NULL;
    ret_cursor[0] = '\0';
    if (rows->len > limit) {
        g_ptr_array_set_size(rows, (int)limit);
        const MeetingRow *last = ((const MeetingSeen *)rows->pdata[limit - 1])->row;
        g_snprintf(ret_cursor, MEETING_CURSOR_BYTES, "%" G_GINT64_FORMAT ".%s", last->starts_at_us,
                   last->id);
    }
    return g_steal_pointer(&rows);
}

static const char *const NOW_SQL[N_MEETING_NOW] = {
    [MEETING_NOW_ON_AIR] =
        SELECT " WHERE ?9 > 0 AND " MEETING_HAS_PROGRAMME
               " AND (state IN ('open', 'live') OR (state = 'rehearsal' AND runs))"
               " AND " MEETING_VIEWER_SEES " ORDER BY is_endless, starts_at_us LIMIT ?10",
    [MEETING_NOW_UPCOMING] =
        SELECT " WHERE (state = 'scheduled' OR (state = 'rehearsal' AND NOT runs))"
               " AND ends_at_us > ?9 AND starts_at_us < ?9 + ?11 AND " MEETING_VIEWER_SEES
               " ORDER BY starts_at_us LIMIT ?10",
    [MEETING_NOW_RECORDINGS] = SELECT " WHERE ?9 > 0 AND state = 'published' AND is_recorded"
                                      " AND expired_at_us IS NULL AND " MEETING_VIEWER_SEES
                                      " ORDER BY starts_at_us DESC LIMIT ?10",
    /* expected: as book_entry_is_expected() */
    [MEETING_NOW_ROOMS] =
        SELECT " WHERE ?9 > 0 AND ?3 AND meeting.kind = 'group' AND state = 'open'"
               " AND (EXISTS (SELECT 1 FROM meeting_unit WHERE meeting_id = meeting.id"
               " AND meeting_unit.unit_id IN (SELECT value FROM json_each(?4)))"
               " OR (visibility <> 'invited' AND NOT EXISTS (SELECT 1 FROM meeting_unit"
               " WHERE meeting_id = meeting.id))) AND " MEETING_VIEWER_SEES
               " ORDER BY is_endless, starts_at_us LIMIT ?10",
};

GPtrArray *meeting_list_now(Database *database, const MeetingViewer *viewer, MeetingNow what,
                            int64_t now_us, GError **error) {
    database_assert_current(database);
    Statement *statement = database_prepare(database, NOW_SQL[what], error);
    if (!statement)
        return NULL;
    meeting_viewer_bind(viewer, statement);
    statement_bind_int64(statement, 9, now_us);
    statement_bind_int64(statement, 10, MEETING_LIST_MAX_ROWS);
    if (what == MEETING_NOW_UPCOMING)
        statement_bind_int64(statement, 11, MEETING_SOON_US);
    return read_rows(database, statement, error);
}
