#include "catalog/room/book_visit.h"

static bool run(Database *database, const char *sql, const char *id, int64_t at_us,
                GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, at_us);
    return statement_run(statement, error);
}

bool book_visit_begin(Database *database, const char *meeting_id, const BookVisit *visit,
                      GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT OR IGNORE INTO room_visit (id, meeting_id, person_id, kind, member_id, place_id,"
        " name, from_us, heard_at_us) SELECT ?1, ?2, ?3, ?4,"
        " (SELECT member_id FROM account WHERE ?4 = 'account' AND id = ?3),"
        " (SELECT place_id FROM screen WHERE ?4 = 'screen' AND id = ?3), ?5, ?6, ?6"
        " WHERE NOT EXISTS (SELECT 1 FROM room_visit WHERE meeting_id = ?2 AND person_id = ?3"
        " AND until_us IS NULL)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, visit->id);
    statement_bind_text(statement, 2, meeting_id);
    statement_bind_text(statement, 3, visit->person_id);
    statement_bind_text(statement, 4, BOOK_PERSON_KIND_WORDS[visit->kind]);
    statement_bind_text(statement, 5, visit->name);
    statement_bind_int64(statement, 6, visit->at_us);
    return statement_run(statement, error);
}

bool book_visit_end(Database *database, const char *visit_id, int64_t at_us, GError **error) {
    return run(database,
               "UPDATE room_visit SET until_us = max(from_us, ?2), heard_at_us = max(from_us, ?2)"
               " WHERE id = ?1 AND until_us IS NULL",
               visit_id, at_us, error);
}

bool book_visit_end_person(Database *database, const char *meeting_id, const char *person_id,
                           int64_t at_us, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE room_visit SET until_us = max(from_us, ?2), heard_at_us = max(from_us, ?2)"
        " WHERE meeting_id = ?1 AND person_id = ?3 AND until_us IS NULL",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_int64(statement, 2, at_us);
    statement_bind_text(statement, 3, person_id);
    return statement_run(statement, error);
}

static bool hear_since(Database *database, int64_t now_us, int64_t silent_us, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE room_visit SET heard_at_us = ?1"
                         " WHERE until_us IS NULL AND heard_at_us < ?1 - ?2",
                         error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, now_us);
    statement_bind_int64(statement, 2, silent_us);
    return statement_run(statement, error);
}

bool book_visit_hear_all(Database *database, int64_t now_us, GError **error) {
    return hear_since(database, now_us, BOOK_VISIT_HEARD_US, error);
}

bool book_visit_hear_last(Database *database, int64_t now_us, GError **error) {
    return hear_since(database, now_us, 0, error);
}

bool book_visit_heard(Database *database, const char *meeting_id, int64_t at_us, GError **error) {
    return run(database,
               "UPDATE room_visit SET heard_at_us = max(heard_at_us, ?2)"
               " WHERE meeting_id = ?1 AND until_us IS NULL",
               meeting_id, at_us, error);
}

bool book_visit_end_all(Database *database, const char *meeting_id, int64_t at_us, GError **error) {
    return run(database,
               "UPDATE room_visit SET until_us = max(from_us, ?2), heard_at_us = max(from_us, ?2)"
               " WHERE meeting_id = ?1 AND until_us IS NULL",
               meeting_id, at_us, error);
}

bool book_visit_recover(Database *database, GError **error) {
    database_assert_current(database);
    return database_execute(
        database, "UPDATE room_visit SET until_us = heard_at_us WHERE until_us IS NULL", error);
}
