#include "catalog/room/book_chat.h"

#include "base/error.h"
#include "catalog/rights/rights.h"
#include "catalog/store/field_text.h"

static void free_row(void *data) {
    BookChatRow *row = data;
    g_free(row->name);
    g_free(row->text);
    g_free(row);
}

static bool insert(Database *database, const char *meeting_id, const BookChatLine *line,
                   GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT OR IGNORE INTO room_chat (id, meeting_id, sequence, person_id, name, said_at_us,"
        " text) SELECT ?1, ?2, n + 1, ?3, ?4, ?5, ?6 FROM (SELECT ifnull(max(sequence), 0) AS n"
        " FROM room_chat WHERE meeting_id = ?2) WHERE n < ?7",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, line->id);
    statement_bind_text(statement, 2, meeting_id);
    statement_bind_text(statement, 3, line->person_id);
    statement_bind_text(statement, 4, line->name);
    statement_bind_int64(statement, 5, line->said_at_us);
    statement_bind_text(statement, 6, line->text);
    statement_bind_int64(statement, 7, BOOK_CHAT_MAX_ROWS);
    return statement_run(statement, error);
}

/* Lines may be broken, nothing else may steer. */
static bool check_text(const char *text, GError **error) {
    g_autofree char *flat = g_strdelimit(g_strdup(text), "\n", ' ');
    return field_text_check("cannot write this", flat, BOOK_CHAT_MAX_CHARS, error);
}

bool book_chat_say(Database *database, const char *meeting_id, const BookChatLine *line,
                   int64_t *ret_sequence, GError **error) {
    database_assert_current(database);
    if (!check_text(line->text, error) || !insert(database, meeting_id, line, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT sequence FROM room_chat WHERE id = ?1 AND meeting_id = ?2 AND person_id = ?3",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, line->id);
    statement_bind_text(statement, 2, meeting_id);
    statement_bind_text(statement, 3, line->person_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        *ret_sequence = statement_int64(statement, 0);
    if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "Nothing more can be written in this meeting.");
    return step == STATEMENT_ROW;
}

bool book_chat_remove(Database *database, const char *meeting_id, const char *id, const char *by,
                      int64_t at_us, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE room_chat SET removed_at_us = ifnull(removed_at_us, ?4),"
                         " removed_by = ifnull(removed_by, ?3) WHERE meeting_id = ?1"
                         " AND (id = ?2 OR CAST(sequence AS TEXT) = ?2)",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, id);
    statement_bind_text(statement, 3, by);
    statement_bind_int64(statement, 4, at_us);
    return statement_run(statement, error) &&
           (database_changes(database) > 0 || rights_not_found(error));
}

static void *make_row(Statement *statement) {
    BookChatRow *row = g_new0(BookChatRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    row->sequence = statement_int64(statement, 1);
    statement_copy_text(statement, 2, row->person_id, sizeof row->person_id);
    row->name = statement_dup_text(statement, 3);
    row->said_at_us = statement_int64(statement, 4);
    row->text = statement_dup_text(statement, 5);
    row->removed_at_us = statement_int64(statement, 6);
    return row;
}

GPtrArray *book_chat_list(Database *database, const char *meeting_id, BookChatReader reader,
                          int64_t after, unsigned limit, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT id, sequence, person_id, name, said_at_us, iif(removed_at_us IS NULL OR ?2, text,"
        " NULL), ifnull(removed_at_us, 0) FROM room_chat WHERE meeting_id = ?1 AND sequence > ?3"
        " ORDER BY sequence LIMIT ?4",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_int64(statement, 2, reader == BOOK_CHAT_HOST);
    statement_bind_int64(statement, 3, after);
    statement_bind_int64(statement, 4, limit);
    return statement_rows(statement, make_row, free_row, error);
}

bool book_chat_forget(Database *database, int64_t now_us, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE room_chat SET text = NULL WHERE text IS NOT NULL AND said_at_us < ?1",
        error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, now_us - BOOK_CHAT_KEEP_US);
    return statement_run(statement, error);
}
