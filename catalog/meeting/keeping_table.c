#include "catalog/meeting/keeping_table.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/json_table.h"
#include "catalog/meeting/meeting_table.h"
#include "catalog/meeting/retention.h"
#include "catalog/store/audit_table.h"

/* ---- marks ---- */

bool keeping_table_set_kept(Database *database, const char *meeting_id, bool is_kept,
                            GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO recording_keeping (meeting_id, is_kept) VALUES (?1, ?2)"
        " ON CONFLICT (meeting_id) DO UPDATE SET is_kept = excluded.is_kept, due_at_us = NULL",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_int64(statement, 2, is_kept);
    return statement_run(statement, error);
}

static bool set_due(Database *database, const char *meeting_id, int64_t due_us, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO recording_keeping (meeting_id, due_at_us) VALUES (?1, nullif(?2, 0))"
        " ON CONFLICT (meeting_id) DO UPDATE SET due_at_us = excluded.due_at_us",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_int64(statement, 2, due_us);
    return statement_run(statement, error);
}

/* ---- the end ---- */

typedef struct EndJson {
    int64_t keep_days, duration_ms, bytes;
} EndJson;

static const JsonTable END_TABLE = {
    "end", sizeof(EndJson),
    (const JsonField[]){
        {"keep_days", JSON_INTEGER, offsetof(EndJson, keep_days)},
        {"duration_ms", JSON_INTEGER, offsetof(EndJson, duration_ms)},
        {"bytes", JSON_INTEGER, offsetof(EndJson, bytes)},
        {NULL, JSON_END},
    }};

static bool write_down(Database *database, const MeetingRow *row, int64_t keep_days,
                       GError **error) {
    const EndJson json = {keep_days, row->duration_us / CLOCK_US_PER_MS, row->bytes};
    g_autoptr(AuditRow) entry = g_new0(AuditRow, 1);
    entry->actor_name = g_strdup("");
    entry->action = g_strdup("recording.expire");
    entry->target = g_strdup(row->id);
    entry->outcome = g_strdup("ok");
    entry->detail = json_table_write(&END_TABLE, &json);
    return audit_table_append(database, entry, error);
}

static bool expire(Database *database, const MeetingRow *row, int64_t now_us, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE recording_keeping SET expired_at_us = ?2, due_at_us = NULL, has_files = 1"
        " WHERE meeting_id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_int64(statement, 2, now_us);
    return statement_run(statement, error);
}

/* ---- the tick ---- */

/* Those that a rule may touch, and those that were told of one and are out of its reach now. */
static const char KNOWN[] = "SELECT " MEETING_COLUMNS MEETING_SOURCE
                            " WHERE is_recorded AND NOT is_endless AND expired_at_us IS NULL"
                            " AND (state = 'published' OR due_at_us IS NOT NULL)";

static GPtrArray *read_known(Database *database, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, KNOWN, error);
    if (!statement)
        return NULL;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)meeting_row_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_ptr_array_add(rows, meeting_table_row(statement));
    return step == STATEMENT_DONE ? g_steal_pointer(&rows) : NULL;
}

static bool judge(Database *database, const MeetingRow *row, int64_t keep_days, int64_t now_us,
                  GError **error) {
    const RetentionRecording recording = {
        .published_us = row->state == MEETING_PUBLISHED ? row->published_at_us : 0,
        .keep_days = keep_days,
        .is_kept = row->is_kept,
        .told_due_us = row->due_at_us};
    int64_t due_us = retention_due_us(&recording, now_us);
    if (due_us > 0 && due_us <= now_us)
        return expire(database, row, now_us, error) && write_down(database, row, keep_days, error);
    return due_us == row->due_at_us || set_due(database, row->id, due_us, error);
}

bool keeping_table_tick(Database *database, int64_t keep_days, int64_t now_us, GError **error) {
    database_assert_current(database);
    g_autoptr(GPtrArray) rows = read_known(database, error);
    if (!rows)
        return false;
    for (unsigned i = 0; i < rows->len; i++)
        if (!judge(database, rows->pdata[i], keep_days, now_us, error))
            return false;
    return true;
}

/* ---- files ---- */

GPtrArray *keeping_table_left(Database *database, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT meeting_id FROM recording_keeping WHERE has_files = 1", error);
    if (!statement)
        return NULL;
    return statement_texts(statement, error);
}

bool keeping_table_files_gone(Database *database, const char *meeting_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE recording_keeping SET has_files = 0 WHERE meeting_id = ?1 AND has_files = 1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    return statement_run(statement, error);
}
