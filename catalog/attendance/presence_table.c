#include "catalog/attendance/presence_table.h"

#include "base/clock.h"

const char *const PRESENCE_HOW_WORDS[] = {"remote", "phone", "qr", "card", "pin", "paper", NULL};

void presence_row_free(PresenceRow *row) {
    if (!row)
        return;
    char *const texts[] = {row->guest_name, row->entered_name, row->name, row->unit_name,
                           row->place_name};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(row);
}

static void free_row(void *data) {
    presence_row_free(data);
}

#define ROWS                                                                                       \
    "SELECT p.id, p.register_id, ifnull(p.member_id, ''), p.guest_name, ifnull(p.place_id, ''),"   \
    " ifnull(p.viewing_id, ''), p.from_us, ifnull(p.until_us, 0), " PRESENCE_UNTIL_SQL             \
    ", " PRESENCE_WITHDRAWN_SQL ", p.how, p.entered_by, p.entered_name, p.entered_at_us,"          \
    " ifnull(person.name, iif(p.guest_number IS NULL, p.guest_name, NULL)), person.unit_name,"     \
    " place.name, ifnull(p.guest_number, 0)"                                                       \
    " FROM presence AS p LEFT JOIN register_person AS person"                                      \
    " ON person.register_id = p.register_id AND person.member_id = p.member_id"                    \
    " LEFT JOIN place ON place.id = p.place_id"

static PresenceHow how_of(const char *word) {
    unsigned how = 0;
    while (how < PRESENCE_N_HOWS - 1 && !g_str_equal(PRESENCE_HOW_WORDS[how], word))
        how++;
    return (PresenceHow)how;
}

static void *make_row(Statement *statement) {
    PresenceRow *row = g_new0(PresenceRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->register_id, sizeof row->register_id);
    statement_copy_text(statement, 2, row->member_id, sizeof row->member_id);
    row->guest_name = statement_dup_text(statement, 3);
    statement_copy_text(statement, 4, row->place_id, sizeof row->place_id);
    statement_copy_text(statement, 5, row->viewing_id, sizeof row->viewing_id);
    row->said.from_us = statement_int64(statement, 6);
    row->said.until_us = statement_int64(statement, 7);
    row->until_us = statement_int64(statement, 8);
    row->is_withdrawn = statement_int64(statement, 9) != 0;
    row->how = how_of(statement_text(statement, 10));
    statement_copy_text(statement, 11, row->entered_by, sizeof row->entered_by);
    row->entered_name = statement_dup_text(statement, 12);
    row->entered_at_us = statement_int64(statement, 13);
    row->name = statement_dup_text(statement, 14);
    row->unit_name = statement_dup_text(statement, 15);
    row->place_name = statement_dup_text(statement, 16);
    row->guest_number = statement_int64(statement, 17);
    return row;
}

bool presence_table_find(Database *database, const char *id, PresenceRow **ret_row,
                         GError **error) {
    database_assert_current(database);
    *ret_row = NULL;
    g_autoptr(Statement) statement = database_prepare(database, ROWS " WHERE p.id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        *ret_row = make_row(statement);
    return step != STATEMENT_FAILED;
}

/* ?1 register, ?2 place, ?3 roots, ?4 member, ?5 guest, ?6 withdrawn ones too, ?7 limit */
static const char LIST[] =
    "WITH RECURSIVE reach (id) AS (SELECT value FROM json_each(ifnull(?3, '[]'))"
    " UNION SELECT unit.id FROM unit JOIN reach ON unit.parent_id = reach.id) " ROWS
    " WHERE p.register_id = ?1 AND (?2 IS NULL OR p.place_id = ?2)"
    " AND (?3 IS NULL OR person.unit_id IN (SELECT id FROM reach)"
    " OR place.unit_id IN (SELECT id FROM reach))"
    " AND (?4 IS NULL OR p.member_id = ?4) AND (?5 IS NULL OR p.guest_name = ?5)"
    " AND (?6 OR NOT " PRESENCE_WITHDRAWN_SQL ")"
    " ORDER BY p.entered_at_us DESC, p.id DESC LIMIT ?7";

GPtrArray *presence_table_list(Database *database, const PresenceQuery *query, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, LIST, error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, query->register_id);
    statement_bind_text(statement, 2, query->place_id);
    statement_bind_text(statement, 3, query->roots_json);
    statement_bind_text(statement, 4, query->member_id);
    statement_bind_text(statement, 5, query->guest_name);
    statement_bind_int64(statement, 6, query->with_withdrawn);
    statement_bind_int64(statement, 7, PRESENCE_LIST_MAX_ROWS);
    return statement_rows(statement, make_row, free_row, error);
}

static const char *or_null(const char *text) {
    return *text ? text : NULL;
}

bool presence_table_insert(Database *database, const PresenceRow *row, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO presence (id, register_id, claim, member_id, guest_name, place_id, viewing_id,"
        " from_us, until_us, how, entered_by, entered_name, entered_at_us)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, nullif(?9, 0), ?10, ?11, ?12, ?13)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->register_id);
    statement_bind_text(statement, 3, *row->viewing_id ? "beside" : "room");
    statement_bind_text(statement, 4, or_null(row->member_id));
    statement_bind_text(statement, 5, row->guest_name);
    statement_bind_text(statement, 6, or_null(row->place_id));
    statement_bind_text(statement, 7, or_null(row->viewing_id));
    statement_bind_int64(statement, 8, row->said.from_us);
    statement_bind_int64(statement, 9, row->said.until_us);
    statement_bind_text(statement, 10, PRESENCE_HOW_WORDS[row->how]);
    statement_bind_text(statement, 11, row->entered_by);
    statement_bind_text(statement, 12, row->entered_name);
    statement_bind_int64(statement, 13, row->entered_at_us);
    return statement_run(statement, error);
}

bool presence_table_mark(Database *database, const PresenceMark *mark, const PresenceBy *by,
                         GError **error) {
    database_assert_current(database);
    char id[ID_TEXT_BYTES];
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO presence_mark (id, presence_id, kind, at_us, reason, entered_by, entered_name,"
        " entered_at_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        error);
    if (!statement)
        return false;
    id_new_uuid7(id);
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, mark->presence_id);
    statement_bind_text(statement, 3, mark->is_withdrawal ? "withdrawn" : "left");
    statement_bind_int64(statement, 4, mark->at_us);
    statement_bind_text(statement, 5, mark->reason);
    statement_bind_text(statement, 6, by->id);
    statement_bind_text(statement, 7, by->name);
    statement_bind_int64(statement, 8, clock_wall_us());
    return statement_run(statement, error);
}
