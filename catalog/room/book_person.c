#include "catalog/room/book_person.h"

#include "catalog/meeting/meeting_words.h"
#include "catalog/room/book_link.h"

void book_person_free(BookPerson *person) {
    if (!person)
        return;
    g_free(person->name);
    g_free(person);
}

static void free_person(void *data) {
    book_person_free(data);
}

#define COLUMNS                                                                                    \
    "SELECT person_id, kind, name, role, is_admitted, is_banned, ifnull(hand_at_us, 0),"           \
    " ifnull(seat, ''), client, held, is_given, ifnull(link_id, '')"

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
    statement_copy_text(statement, 7, person->seat, sizeof person->seat);
    statement_copy_text(statement, 8, person->client, sizeof person->client);
    person->held = (unsigned)statement_int64(statement, 9);
    person->is_given = statement_int64(statement, 10) != 0;
    statement_copy_text(statement, 11, person->link_id, sizeof person->link_id);
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
        " hand_at_us, seat, client, held, is_given, link_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
        " ?7, nullif(?8, 0), nullif(?9, ''), ?10, ?11, ?12, nullif(?13, ''))"
        " ON CONFLICT (meeting_id, person_id) DO UPDATE SET name = excluded.name,"
        " role = excluded.role, is_admitted = excluded.is_admitted,"
        " is_banned = excluded.is_banned, hand_at_us = excluded.hand_at_us,"
        " seat = excluded.seat, client = excluded.client, held = excluded.held,"
        " is_given = excluded.is_given, link_id = excluded.link_id",
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
    statement_bind_text(statement, 9, person->seat);
    statement_bind_text(statement, 10, person->client);
    statement_bind_int64(statement, 11, person->held);
    statement_bind_int64(statement, 12, person->is_given);
    statement_bind_text(statement, 13, person->link_id);
    return statement_run(statement, error);
}

/* ---- parts ---- */

bool book_person_kind(Database *database, const char *person_id, BookPersonKind *ret_kind,
                      GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT 1 WHERE EXISTS (SELECT 1 FROM screen WHERE id = ?1) UNION ALL"
                         " SELECT 0 WHERE EXISTS (SELECT 1 FROM account WHERE id = ?1)",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, person_id);
    StatementStep step = statement_step(statement, error);
    *ret_kind = BOOK_GUEST;
    if (step == STATEMENT_ROW)
        *ret_kind = statement_int64(statement, 0) ? BOOK_SCREEN : BOOK_ACCOUNT;
    return step != STATEMENT_FAILED;
}

static void take_parts(BookPerson *noted, const BookPerson *said, unsigned parts) {
    if (parts & BOOK_PERSON_ROLE)
        noted->role = said->role;
    if (parts & BOOK_PERSON_GIVEN)
        noted->is_given = said->is_given;
    if (parts & BOOK_PERSON_LINK)
        g_strlcpy(noted->link_id, said->link_id, sizeof noted->link_id);
    if (parts & BOOK_PERSON_LET) {
        noted->is_admitted = said->is_admitted;
        noted->is_banned = said->is_banned;
    }
    if (parts & BOOK_PERSON_HAND)
        noted->hand_at_us = said->hand_at_us;
    if (parts & BOOK_PERSON_HELD)
        noted->held = said->held;
    if (parts & BOOK_PERSON_SEAT) {
        g_strlcpy(noted->seat, said->seat, sizeof noted->seat);
        g_strlcpy(noted->client, said->client, sizeof noted->client);
        g_free(noted->name);
        noted->name = g_strdup(said->name);
    }
}

static BookPerson *new_person(Database *database, const BookPerson *said, GError **error) {
    BookPersonKind kind;
    if (!book_person_kind(database, said->id, &kind, error))
        return NULL;
    BookPerson *person = g_new0(BookPerson, 1);
    g_strlcpy(person->id, said->id, sizeof person->id);
    person->kind = kind;
    person->role = said->role;
    person->name = g_strdup(said->name);
    return person;
}

bool book_person_change(Database *database, const char *meeting_id, const BookPerson *person,
                        unsigned parts, GError **error) {
    g_autoptr(BookPerson) noted = NULL;
    if (!book_person_find(database, meeting_id, person->id, &noted, error) ||
        (!noted && !(noted = new_person(database, person, error))))
        return false;
    bool was_banned = noted->is_banned;
    take_parts(noted, person, parts);
    bool is_counted = noted->is_banned && !was_banned && *noted->link_id;
    return book_person_put(database, meeting_id, noted, error) &&
           (!is_counted || book_link_note_banned(database, noted->link_id, error));
}
