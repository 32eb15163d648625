#include "catalog/room/book_talk.h"

#include "base/error.h"
#include "catalog/meeting/meeting_words.h"
#include "catalog/rights/rights.h"

static bool is_third(int part) {
    return part == MEETING_PART_NOTE_TAKER || part == MEETING_PART_INTERPRETER;
}

static bool refuse(GError **error, const char *sentence) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, sentence);
    return false;
}

static bool check(const GPtrArray *wishes, GError **error) {
    unsigned n_others = 0, n_thirds = 0, n_supervisors = 0;
    for (unsigned i = 0; wishes && i < wishes->len; i++) {
        int part = ((const MeetingTalkWish *)wishes->pdata[i])->part;
        if (part == MEETING_PART_HOST)
            return refuse(error, "Who calls a talk is its host.");
        n_others += part == MEETING_PART_PARTY;
        n_thirds += is_third(part);
        n_supervisors += part == MEETING_PART_SUPERVISOR;
    }
    if (n_others != 1)
        return refuse(error, "A talk is with exactly one person.");
    return (n_thirds <= 1 && n_supervisors <= 1) ||
           refuse(error, "A talk has at most one note-taker or interpreter and one supervisor.");
}

/* ?1 meeting, ?2 account or member, ?3 part */
static const char ADD[] =
    "INSERT OR IGNORE INTO room_talk_party (meeting_id, account_id, part, name)"
    " SELECT ?1, account.id, ?3, ifnull(member.name, account.display_name) FROM account"
    " LEFT JOIN member ON member.id = account.member_id"
    " WHERE (account.id = ?2 OR account.member_id = ?2) AND locked = 0";

static bool add(Database *database, const char *meeting_id, const char *person_id, int part,
                bool *ret_is_new, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, ADD, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, person_id);
    statement_bind_text(statement, 3, MEETING_PART_WORDS[part]);
    if (!statement_run(statement, error))
        return false;
    *ret_is_new = database_changes(database) > 0;
    return true;
}

static bool exists(Database *database, const char *person_id, bool *ret_exists, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT 1 FROM account WHERE (id = ?1 OR member_id = ?1) AND locked = 0", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, person_id);
    StatementStep step = statement_step(statement, error);
    *ret_exists = step == STATEMENT_ROW;
    return step != STATEMENT_FAILED;
}

bool book_talk_plan(Database *database, const char *meeting_id, const char *host_id,
                    const GPtrArray *wishes, GError **error) {
    database_assert_current(database);
    bool is_new = false, is_there = false;
    if (!check(wishes, error) ||
        !add(database, meeting_id, host_id, MEETING_PART_HOST, &is_new, error))
        return false;
    for (unsigned i = 0; i < wishes->len; i++) {
        const MeetingTalkWish *wish = wishes->pdata[i];
        if (!add(database, meeting_id, wish->person_id, wish->part, &is_new, error) ||
            (!is_new && !exists(database, wish->person_id, &is_there, error)))
            return false;
        if (!is_new && is_there)
            return refuse(error, "Somebody is named twice in this talk.");
        if (!is_new) {
            g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                                "Somebody who is named in this talk has no account.");
            return false;
        }
    }
    return true;
}

static const char UNITS_OF[] =
    "SELECT unit_id FROM membership WHERE until_day IS NULL AND member_id IN"
    " (SELECT ?1 UNION SELECT member_id FROM account WHERE id = ?1)";

bool book_talk_may_call(Database *database, const char *host_id, const char *person_id,
                        GError **error) {
    database_assert_current(database);
    g_autoptr(GPtrArray) units = NULL;
    {
        g_autoptr(Statement) statement = database_prepare(database, UNITS_OF, error);
        if (!statement)
            return false;
        statement_bind_text(statement, 1, person_id);
        units = statement_texts(statement, error);
    }
    for (unsigned i = 0; units && i < units->len; i++)
        if (rights_check(database, host_id, RIGHT_ROOM_RUN, units->pdata[i], NULL))
            return true;
    return units && rights_check(database, host_id, RIGHT_ROOM_RUN, NULL, error);
}

/* ---- reading ---- */

static void free_party(void *data) {
    BookTalkParty *party = data;
    g_free(party->name);
    g_free(party);
}

static void *make_party(Statement *statement) {
    BookTalkParty *party = g_new0(BookTalkParty, 1);
    statement_copy_text(statement, 0, party->account_id, sizeof party->account_id);
    party->part = (MeetingPart)meeting_words_find(MEETING_PART_WORDS, statement_text(statement, 1));
    party->name = statement_dup_text(statement, 2);
    party->has_answered = !statement_is_null(statement, 3);
    party->accepts_third = statement_int64(statement, 3) != 0;
    return party;
}

static int by_part(const void *left, const void *right) {
    return (int)(*(BookTalkParty *const *)left)->part - (int)(*(BookTalkParty *const *)right)->part;
}

GPtrArray *book_talk_parties(Database *database, const char *meeting_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT account_id, part, name, accepts_third FROM room_talk_party WHERE meeting_id = ?1",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, meeting_id);
    GPtrArray *parties = statement_rows(statement, make_party, free_party, error);
    if (parties)
        g_ptr_array_sort(parties, by_part);
    return parties;
}

bool book_talk_accept(Database *database, const char *meeting_id, const char *account_id,
                      bool accepts, GError **error) {
    g_autoptr(GPtrArray) parties = book_talk_parties(database, meeting_id, error);
    if (!parties)
        return false;
    bool is_one = false, has_third = false;
    for (unsigned i = 0; i < parties->len; i++) {
        const BookTalkParty *party = parties->pdata[i];
        has_third |= is_third(party->part);
        is_one |= party->part <= MEETING_PART_PARTY && g_str_equal(party->account_id, account_id);
    }
    if (!is_one)
        return rights_not_found(error);
    if (!has_third) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "This talk has no note-taker or interpreter.");
        return false;
    }
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE room_talk_party SET accepts_third = ?3"
                         " WHERE meeting_id = ?1 AND account_id = ?2",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, account_id);
    statement_bind_int64(statement, 3, accepts);
    return statement_run(statement, error);
}

BookTalkDoor book_talk_door(const GPtrArray *parties, const char *account_id,
                            MeetingPart *ret_part) {
    unsigned n_accepted = 0;
    const BookTalkParty *who = NULL;
    for (unsigned i = 0; i < parties->len; i++) {
        const BookTalkParty *party = parties->pdata[i];
        n_accepted += party->part <= MEETING_PART_PARTY && party->accepts_third;
        if (g_str_equal(party->account_id, account_id))
            who = party;
    }
    if (!who)
        return BOOK_TALK_OUTSIDE;
    *ret_part = who->part;
    if (who->part == MEETING_PART_SUPERVISOR)
        return BOOK_TALK_OUTSIDE;
    return who->part <= MEETING_PART_PARTY || n_accepted == 2 ? BOOK_TALK_ENTERS : BOOK_TALK_WAITS;
}
