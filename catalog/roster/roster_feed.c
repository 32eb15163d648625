#include "catalog/roster/roster_feed.h"

void roster_feed_row_free(RosterFeedRow *row) {
    if (!row)
        return;
    g_free(row->name);
    g_free(row->external_id);
    g_free(row->member_kind);
    g_free(row);
}

static void *row_from(Statement *statement) {
    RosterFeedRow *row = g_new0(RosterFeedRow, 1);
    row->change = statement_int64(statement, 0);
    row->kind = (RosterFeedKind)statement_int64(statement, 1);
    statement_copy_text(statement, 2, row->id, sizeof row->id);
    statement_copy_text(statement, 3, row->unit_id, sizeof row->unit_id);
    row->name = statement_dup_text(statement, 4);
    row->external_id = statement_dup_text(statement, 5);
    row->member_kind = statement_dup_text(statement, 6);
    row->is_ended = statement_int64(statement, 7) != 0;
    return row;
}

GPtrArray *roster_feed_read(Database *database, int64_t after, unsigned limit, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT change, 0, id, parent_id, name, external_id, NULL, closed_at_us IS NOT NULL"
        " FROM unit WHERE change > ?1"
        " UNION ALL SELECT change, 1, member.id,"
        " (SELECT unit_id FROM membership WHERE member_id = member.id AND is_home = 1"
        "  AND until_day IS NULL), name, external_id, kind_id, left_at_us IS NOT NULL"
        " FROM member WHERE change > ?1 ORDER BY 1 LIMIT ?2",
        error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, after);
    statement_bind_int64(statement, 2, MIN(limit, ROSTER_FEED_MAX_ROWS));
    return statement_rows(statement, row_from, (GDestroyNotify)roster_feed_row_free, error);
}
