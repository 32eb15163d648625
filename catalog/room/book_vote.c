#include "catalog/room/book_vote.h"

#include "base/error.h"
#include "catalog/meeting/meeting_words.h"
#include "catalog/rights/rights.h"
#include "catalog/room/book_vote_box.h"
#include "catalog/room/book_vote_paper.h"
#include "catalog/store/field_text.h"

static bool refuse(GError **error, int code, const char *sentence) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

/* ---- opening ---- */

static bool check_wish(const BookVoteWish *wish, unsigned *ret_n_choices, GError **error) {
    unsigned n = 0;
    if (!field_text_check("cannot ask this", wish->question, BOOK_VOTE_QUESTION_MAX_CHARS, error))
        return false;
    for (; wish->choices && wish->choices[n]; n++)
        if (n >= BOOK_VOTE_MAX_CHOICES)
            return refuse(error, ERROR_INVALID, "A vote has one to sixteen choices.");
        else if (!field_text_check("cannot use this choice", wish->choices[n],
                                   BOOK_VOTE_CHOICE_MAX_CHARS, error))
            return false;
    if (n == 0)
        return refuse(error, ERROR_INVALID, "A vote has one to sixteen choices.");
    *ret_n_choices = n;
    return (wish->max_choices >= 1 && wish->max_choices <= n) ||
           refuse(error, ERROR_INVALID, "A ballot has at least one choice, and at most all.");
}

/* Of the meeting's register: at home there, of a kind that votes. */
#define VOTERS                                                                                     \
    " FROM register JOIN register_person ON register_id = register.id"                             \
    " JOIN member_kind ON member_kind.id = kind_id AND votes = 1"                                  \
    " WHERE register.kind = 'meeting' AND is_visiting = 0 AND event_id = "

static const char OPEN_VOTE[] =
    "INSERT INTO room_vote (id, meeting_id, position, question, is_secret, max_choices, quorum,"
    " majority, n_expected, opened_by, opened_at_us, tellers)"
    " SELECT ?1, id, 1 + (SELECT count(*) FROM room_vote WHERE meeting_id = ?2), ?3, ?4, ?5, ?6,"
    " ?7, (SELECT count(*)" VOTERS "?2), ?8, ?9, ?11 FROM meeting WHERE id = ?2 AND kind = 'group'"
    " AND state = 'open' AND (SELECT count(*) FROM room_vote WHERE meeting_id = ?2) < ?10";

static bool insert_vote(Database *database, const char *meeting_id, const BookVoteWish *wish,
                        GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, OPEN_VOTE, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, wish->id);
    statement_bind_text(statement, 2, meeting_id);
    statement_bind_text(statement, 3, wish->question);
    statement_bind_int64(statement, 4, wish->is_secret);
    statement_bind_int64(statement, 5, wish->max_choices);
    statement_bind_text(statement, 6, BOOK_QUORUM_WORDS[wish->quorum]);
    statement_bind_text(statement, 7, BOOK_MAJORITY_WORDS[wish->majority]);
    statement_bind_text(statement, 8, wish->opened_by);
    statement_bind_int64(statement, 9, wish->at_us);
    statement_bind_int64(statement, 10, BOOK_VOTE_MAX_VOTES);
    statement_bind_text(statement, 11, wish->tellers ? wish->tellers : "[]");
    if (!statement_run(statement, error))
        return false;
    return database_changes(database) > 0 ||
           refuse(error, ERROR_CONFLICT, "No vote can be opened in this meeting now.");
}

static bool check_tellers(Database *database, const char *tellers, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT 1 FROM json_each(?1) WHERE value NOT IN (SELECT id FROM account)", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, tellers ? tellers : "[]");
    StatementStep step = statement_step(statement, error);
    return step == STATEMENT_DONE ||
           (step == STATEMENT_ROW && refuse(error, ERROR_INVALID, "A teller has no account here."));
}

static bool insert_choice(Database *database, const char *vote_id, unsigned position,
                          const char *text, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "INSERT INTO room_vote_choice (vote_id, position, text) VALUES (?1, ?2, ?3)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, vote_id);
    statement_bind_int64(statement, 2, position);
    statement_bind_text(statement, 3, text);
    return statement_run(statement, error);
}

/* What the rules must know of one vote. */
typedef struct Facts {
    bool is_there, is_closed;
    unsigned n_choices, max_choices;
    BookVoteSum sum;
} Facts;

static bool read_facts(Database *database, const char *meeting_id, const char *vote_id,
                       Facts *ret_facts, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT closed_at_us NOT NULL, (SELECT count(*) FROM room_vote_choice WHERE vote_id = ?1),"
        " max_choices, is_secret, quorum, majority, n_expected FROM room_vote"
        " WHERE id = ?1 AND meeting_id = ?2",
        error);
    *ret_facts = (Facts){0};
    if (!statement)
        return false;
    statement_bind_text(statement, 1, vote_id);
    statement_bind_text(statement, 2, meeting_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        *ret_facts = (Facts){.is_there = true,
                             .is_closed = statement_int64(statement, 0) != 0,
                             .n_choices = (unsigned)statement_int64(statement, 1),
                             .max_choices = (unsigned)statement_int64(statement, 2),
                             .sum = {.is_secret = statement_int64(statement, 3) != 0,
                                     .quorum = (BookQuorum)meeting_words_find(
                                         BOOK_QUORUM_WORDS, statement_text(statement, 4)),
                                     .majority = (BookMajority)meeting_words_find(
                                         BOOK_MAJORITY_WORDS, statement_text(statement, 5)),
                                     .n_expected = statement_int64(statement, 6)}};
    return step != STATEMENT_FAILED;
}

bool book_vote_open(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                    const BookVoteWish *wish, GError **error) {
    unsigned n_choices = 0;
    Facts facts;
    if (!check_wish(wish, &n_choices, error) ||
        !read_facts(database, meeting_id, wish->id, &facts, error))
        return false;
    if (facts.is_there)
        return true; /* said again: the answer was lost */
    if (!check_tellers(database, wish->tellers, error) ||
        !insert_vote(database, meeting_id, wish, error))
        return false;
    for (unsigned i = 0; i < n_choices; i++)
        if (!insert_choice(database, wish->id, i, wish->choices[i], error))
            return false;
    return !wish->is_secret || book_vote_box_begin(database, crypto, wish->id, error);
}

/* ---- ballots ---- */

static bool take_open(Database *database, const char *meeting_id, const char *vote_id,
                      Facts *ret_facts, GError **error) {
    if (!read_facts(database, meeting_id, vote_id, ret_facts, error))
        return false;
    if (!ret_facts->is_there)
        return rights_not_found(error);
    return !ret_facts->is_closed || refuse(error, ERROR_CONFLICT, "The vote is closed.");
}

static bool check_ballot(const Facts *facts, uint32_t choices, GError **error) {
    if (choices >> facts->n_choices)
        return refuse(error, ERROR_INVALID, "There is no such choice.");
    return (unsigned)__builtin_popcount(choices) <= facts->max_choices ||
           refuse(error, ERROR_INVALID, "There are too many choices on the ballot.");
}

bool book_vote_standing(Database *database, const char *vote_id, const char *account_id,
                        bool *ret_may, bool *ret_voted, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT EXISTS (SELECT 1" VOTERS "room_vote.meeting_id AND register_person.member_id ="
        " (SELECT member_id FROM account WHERE id = ?2)), EXISTS (SELECT 1 FROM room_vote_voter"
        " WHERE vote_id = ?1 AND person_id = ?2) FROM room_vote WHERE id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, vote_id);
    statement_bind_text(statement, 2, account_id);
    StatementStep step = statement_step(statement, error);
    *ret_may = step == STATEMENT_ROW && statement_int64(statement, 0);
    *ret_voted = step == STATEMENT_ROW && statement_int64(statement, 1);
    return step != STATEMENT_FAILED;
}

bool book_vote_has_right(Database *database, const char *meeting_id, const char *account_id,
                         bool *ret_has_right, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT EXISTS (SELECT 1" VOTERS "?1 AND register_person.member_id ="
                         " (SELECT member_id FROM account WHERE id = ?2))",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, account_id);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    *ret_has_right = statement_int64(statement, 0) != 0;
    return true;
}

GStrv book_vote_electorate(Database *database, const char *meeting_id, int64_t *ret_n_expected,
                           GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT (SELECT id FROM account WHERE account.member_id = register_person.member_id)" VOTERS
        "?1 ORDER BY 1",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, meeting_id);
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
    int64_t n_expected = 0;
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        n_expected++;
        if (!statement_is_null(statement, 0))
            g_strv_builder_add(ids, statement_text(statement, 0));
    }
    if (step != STATEMENT_DONE)
        return NULL;
    *ret_n_expected = n_expected;
    return g_strv_builder_end(ids);
}

static bool insert_voter(Database *database, const BookBallot *ballot, bool is_secret,
                         GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO room_vote_voter (vote_id, person_id, choices, is_written)"
                         " VALUES (?1, ?2, ?3, ?4)",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, ballot->vote_id);
    statement_bind_text(statement, 2, ballot->account_id);
    if (!is_secret)
        statement_bind_int64(statement, 3, ballot->choices);
    statement_bind_int64(statement, 4, ballot->is_written);
    return statement_run(statement, error);
}

/* An open ballot that is said again is the same ballot; of a secret one nobody can know. */
static bool is_repeated(Database *database, const BookBallot *ballot, bool *ret_is_repeated,
                        GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT 1 FROM room_vote_voter WHERE vote_id = ?1 AND person_id = ?2 AND choices = ?3",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, ballot->vote_id);
    statement_bind_text(statement, 2, ballot->account_id);
    statement_bind_int64(statement, 3, ballot->choices);
    StatementStep step = statement_step(statement, error);
    *ret_is_repeated = step == STATEMENT_ROW;
    return step != STATEMENT_FAILED;
}

bool book_vote_cast(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                    const BookBallot *ballot, GError **error) {
    Facts facts;
    bool may = false, has_voted = false, repeats = false;
    if (!take_open(database, meeting_id, ballot->vote_id, &facts, error) ||
        !check_ballot(&facts, ballot->choices, error) ||
        !book_vote_standing(database, ballot->vote_id, ballot->account_id, &may, &has_voted, error))
        return false;
    if (!may)
        return refuse(error, ERROR_FORBIDDEN, "You have no vote in this meeting.");
    if (has_voted && !is_repeated(database, ballot, &repeats, error))
        return false;
    if (has_voted)
        return repeats || refuse(error, ERROR_CONFLICT, "You have voted already.");
    return insert_voter(database, ballot, facts.sum.is_secret, error) &&
           (!facts.sum.is_secret ||
            book_vote_box_add(database, crypto, ballot->vote_id, ballot->choices, error));
}

/* ---- tallies ---- */

static bool check_tally(const Facts *facts, const BookTally *tally, GError **error) {
    int64_t sum = 0;
    bool is_good = tally->n_ballots >= 0 && tally->n_ballots <= facts->sum.n_expected;
    for (unsigned i = 0; i < BOOK_VOTE_MAX_CHOICES; i++) {
        is_good &= tally->counts[i] >= 0 && tally->counts[i] <= tally->n_ballots &&
                   (i < facts->n_choices || tally->counts[i] == 0);
        sum += tally->counts[i];
    }
    return (is_good && sum <= tally->n_ballots * (int64_t)facts->max_choices) ||
           refuse(error, ERROR_INVALID, "These counts cannot come from so many ballots.");
}

bool book_vote_tally(Database *database, const char *meeting_id, const BookTally *tally,
                     GError **error) {
    Facts facts;
    return take_open(database, meeting_id, tally->vote_id, &facts, error) &&
           check_tally(&facts, tally, error) &&
           book_vote_paper_take(database, tally, facts.n_choices, error);
}

/* ---- the end ---- */

static bool keep_result(Database *database, const BookVoteEnd *end, const BookVoteSum *sum,
                        GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE room_vote SET closed_by = ?2, closed_at_us = ?3, n_ballots = ?4, has_quorum = ?5,"
        " is_hidden = ?6, box_sealed = NULL, n_present = ?7 WHERE id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, end->vote_id);
    statement_bind_text(statement, 2, end->closed_by);
    statement_bind_int64(statement, 3, end->at_us);
    statement_bind_int64(statement, 4, sum->n_cast + sum->n_tallied);
    statement_bind_int64(statement, 5, book_vote_rule_has_quorum(sum));
    statement_bind_int64(statement, 6, book_vote_rule_is_hidden(sum));
    if (sum->has_present)
        statement_bind_int64(statement, 7, sum->n_present);
    return statement_run(statement, error);
}

static bool keep_choice(Database *database, const char *vote_id, unsigned position,
                        const BookVoteSum *sum, int64_t n_for, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE room_vote_choice SET n_ballots = ?3, is_passed = ?4"
                         " WHERE vote_id = ?1 AND position = ?2",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, vote_id);
    statement_bind_int64(statement, 2, position);
    if (!book_vote_rule_is_hidden(sum))
        statement_bind_int64(statement, 3, n_for);
    statement_bind_int64(statement, 4, book_vote_rule_is_passed(sum, n_for));
    return statement_run(statement, error);
}

/* Tallies of a secret vote would tell what is left when they are taken off the sum. */
static bool forget_tallies(Database *database, const char *vote_id, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM room_tally WHERE vote_id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, vote_id);
    return statement_run(statement, error);
}

bool book_vote_close(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                     const BookVoteEnd *end, GError **error) {
    Facts facts;
    BookVoteCounts counts;
    if (!read_facts(database, meeting_id, end->vote_id, &facts, error))
        return false;
    if (!facts.is_there)
        return rights_not_found(error);
    if (facts.is_closed)
        return true;
    if (!book_vote_box_count(database, crypto, end->vote_id, facts.sum.is_secret, &counts, error))
        return false;
    facts.sum.n_cast = counts.n_cast;
    facts.sum.n_tallied = counts.n_tallied;
    facts.sum.has_present = end->has_present;
    facts.sum.n_present = end->n_present;
    if (counts.n_cast + counts.n_tallied > facts.sum.n_expected)
        return refuse(error, ERROR_CONFLICT, "There are more ballots than voters.");
    if (!keep_result(database, end, &facts.sum, error))
        return false;
    for (unsigned i = 0; i < facts.n_choices; i++)
        if (!keep_choice(database, end->vote_id, i, &facts.sum, counts.counts[i], error))
            return false;
    return !facts.sum.is_secret || forget_tallies(database, end->vote_id, error);
}
