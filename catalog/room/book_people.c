#include "catalog/room/book_people.h"

#include "catalog/meeting/meeting_words.h"

static void free_present(void *data) {
    BookPresent *present = data;
    g_free(present->name);
    g_free(present->unit_name);
    g_free(present);
}

/* ?1 meeting, ?2 limit */
static const char PEOPLE[] =
    "WITH visits (member_id, person_id, kind, name, is_here) AS MATERIALIZED"
    " (SELECT member_id, person_id, kind, name, max(until_us IS NULL) FROM room_visit"
    " WHERE meeting_id = ?1 GROUP BY person_id),"
    " expected AS (SELECT register_person.* FROM register JOIN register_person"
    " ON register_id = register.id WHERE register.kind = 'meeting' AND event_id = ?1)"
    " SELECT expected.member_id, 'account', expected.name, unit_name, is_expected, is_excused,"
    " ifnull(max(is_here), 0), count(visits.person_id), EXISTS (SELECT 1 FROM presence"
    " WHERE presence.register_id = expected.register_id"
    " AND presence.member_id = expected.member_id AND NOT EXISTS (SELECT 1 FROM presence_mark"
    " WHERE presence_id = presence.id AND presence_mark.kind = 'withdrawn')), 0 AS place,"
    " search_key AS sorted,"
    " (SELECT id FROM account WHERE account.member_id = expected.member_id)"
    " FROM expected LEFT JOIN visits ON visits.member_id = expected.member_id"
    " GROUP BY expected.member_id"
    " UNION ALL SELECT '', kind, name, '', 0, 0, is_here, 1, 0, 1, name, NULL FROM visits"
    " WHERE member_id IS NULL OR member_id NOT IN (SELECT member_id FROM expected)"
    " ORDER BY place, sorted LIMIT ?2";

static void *make_present(Statement *statement) {
    BookPresent *present = g_new0(BookPresent, 1);
    statement_copy_text(statement, 0, present->member_id, sizeof present->member_id);
    present->kind =
        (BookPersonKind)meeting_words_find(BOOK_PERSON_KIND_WORDS, statement_text(statement, 1));
    present->name = statement_dup_text(statement, 2);
    present->unit_name = statement_dup_text(statement, 3);
    present->is_expected = statement_int64(statement, 4) != 0;
    present->is_excused = statement_int64(statement, 5) != 0;
    present->is_here = statement_int64(statement, 6) != 0;
    present->has_come = statement_int64(statement, 7) != 0;
    present->is_ticked = statement_int64(statement, 8) != 0;
    statement_copy_text(statement, 11, present->account_id, sizeof present->account_id);
    return present;
}

GPtrArray *book_people_list(Database *database, const char *meeting_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, PEOPLE, error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_int64(statement, 2, BOOK_PEOPLE_MAX);
    return statement_rows(statement, make_present, free_present, error);
}
