#include "catalog/meeting/meeting_tick.h"

#include "catalog/meeting/meeting_change.h"
#include "catalog/meeting/meeting_order.h"

static GPtrArray *read_over(Database *database, int64_t now_us, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT " MEETING_COLUMNS MEETING_SOURCE " WHERE state = 'ended' AND ended_at_us <= ?1",
        error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, now_us - MEETING_UNDO_US);
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
    g_autoptr(GPtrArray) rows = read_over(database, now_us, error);
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
