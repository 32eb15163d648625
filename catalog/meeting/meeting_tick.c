#include "catalog/meeting/meeting_tick.h"

#include "catalog/meeting/meeting_audience.h"
#include "catalog/meeting/meeting_change.h"
#include "catalog/meeting/meeting_order.h"

static const char OVER[] =
    "SELECT " MEETING_COLUMNS MEETING_SOURCE " WHERE meeting.kind = 'broadcast'"
    " AND state = 'ended' AND ended_at_us <= ?1 - ?2";
static const char SOON[] =
    "SELECT " MEETING_COLUMNS MEETING_SOURCE
    " WHERE state IN ('scheduled', 'rehearsal') AND starts_at_us > ?1 AND starts_at_us <= ?1 + ?2"
    " AND NOT EXISTS (SELECT 1 FROM meeting_notice WHERE meeting_id = meeting.id"
    " AND kind = 'soon')";

static GPtrArray *read_rows(Database *database, const char *sql, int64_t now_us, int64_t span_us,
                            GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, now_us);
    statement_bind_int64(statement, 2, span_us);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)meeting_row_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_ptr_array_add(rows, meeting_table_row(statement));
    return step == STATEMENT_DONE ? g_steal_pointer(&rows) : NULL;
}

GPtrArray *meeting_tick_over(Database *database, const FieldCrypto *crypto, int64_t now_us,
                             GError **error) {
    database_assert_current(database);
    g_autoptr(GPtrArray) orders =
        g_ptr_array_new_with_free_func((GDestroyNotify)meeting_order_free);
    g_autoptr(GPtrArray) rows = read_rows(database, OVER, now_us, MEETING_UNDO_US, error);
    if (!rows)
        return NULL;
    for (unsigned i = 0; i < rows->len; i++) {
        MeetingRow *row = rows->pdata[i];
        bool publishes = row->publishes_itself && row->is_recorded;
        if (!meeting_change_step(database, row, MEETING_MAKE_READY, error) ||
            (publishes && !meeting_change_step(database, row, MEETING_PUBLISH, error)))
            return NULL;
        MeetingOrder *order = meeting_order_load(database, crypto, row, error);
        if (!order)
            return NULL;
        g_ptr_array_add(orders, order);
    }
    return g_steal_pointer(&orders);
}

/* ---- notices ---- */

static void free_notice(void *data) {
    MeetingNotice *notice = data;
    g_strfreev(notice->concerned);
    g_free(notice);
}

static bool mark_told(Database *database, const char *id, int64_t now_us, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO meeting_notice (meeting_id, kind, told_at_us) VALUES (?1, 'soon', ?2)", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, now_us);
    return statement_run(statement, error);
}

GPtrArray *meeting_tick_soon(Database *database, int64_t now_us, GError **error) {
    database_assert_current(database);
    g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func(free_notice);
    g_autoptr(GPtrArray) rows = read_rows(database, SOON, now_us, MEETING_SOON_NOTICE_US, error);
    if (!rows)
        return NULL;
    for (unsigned i = 0; i < rows->len; i++) {
        const MeetingRow *row = rows->pdata[i];
        MeetingNotice *notice = g_new0(MeetingNotice, 1);
        g_strlcpy(notice->id, row->id, sizeof notice->id);
        g_ptr_array_add(notices, notice);
        notice->concerned = meeting_audience_ids(database, row, MEETING_AUDIENCE_ALL, error);
        if (!notice->concerned || !mark_told(database, row->id, now_us, error))
            return NULL;
    }
    return g_steal_pointer(&notices);
}
