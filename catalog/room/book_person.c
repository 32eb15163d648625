#include "catalog/room/book_person.h"

#include "catalog/meeting/meeting_words.h"

void book_person_free(BookPerson *person) {
    if (!person)
        return;
    g_free(person->name);
    g_free(person);
}

static void free_person(void *data) {
    book_person_free(data);
}

#define COLUMNS "SELECT person_id, kind, name, role, is_admitted, is_banned, ifnull(hand_at_us, 0)"

static void *make_person(Statement *statement) {
    BookPerson *person = g_new0(BookPerson, 1);
    statement_copy_text(statement, 0, person->id, sizeof person->id);
    person->kind =
        (BookPersonKind)meeting_words_find(BOOK_PERSON_KIND_WORDS, statement_text(statement, 1));
    person->name = statement_dup_text(statement, 2);
    person->role = (BookRole)meeting_words_find(BOOK_ROLE_WORDS, statement_text(statement, 3));
    person->is_admitted = statement_int64(statement, 4) != 0;
    person->is_banned = statement_int64(statement, 5) != 0;
    person->hand_at_us = statement_int64(statement, 6);
    return person;
}

bool book_person_find(Database *database, const char *meeting_id, const char *person_id,
                      BookPerson **ret_person, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, COLUMNS " FROM room_person WHERE meeting_id = ?1 AND person_id = ?2", error);
    *ret_person = NULL;
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, person_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        *ret_person = make_person(statement);
    return step != STATEMENT_FAILED;
}

GPtrArray *book_person_list(Database *database, const char *meeting_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         COLUMNS " FROM room_person WHERE meeting_id = ?1"
                                 " ORDER BY hand_at_us IS NULL, hand_at_us, person_id",
                         error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, meeting_id);
    return statement_rows(statement, make_person, free_person, error);
}

bool book_person_put(Database *database, const char *meeting_id, const BookPerson *person,
                     GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO room_person (meeting_id, person_id, kind, name, role, is_admitted, is_banned,"
        " hand_at_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, nullif(?8, 0))"
        " ON CONFLICT (meeting_id, person_id) DO UPDATE SET name = excluded.name,"
        " role = excluded.role, is_admitted = excluded.is_admitted,"
        " is_banned = excluded.is_banned, hand_at_us = excluded.hand_at_us",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, person->id);
    statement_bind_text(statement, 3, BOOK_PERSON_KIND_WORDS[person->kind]);
    statement_bind_text(statement, 4, person->name);
    statement_bind_text(statement, 5, BOOK_ROLE_WORDS[person->role]);
    statement_bind_int64(statement, 6, person->is_admitted);
    statement_bind_int64(statement, 7, person->is_banned);
    statement_bind_int64(statement, 8, person->hand_at_us);
    return statement_run(statement, error);
}
