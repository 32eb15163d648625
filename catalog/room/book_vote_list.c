#include "catalog/room/book_vote_list.h"

#include "catalog/meeting/meeting_words.h"

static void free_choice(void *data) {
    BookVoteChoice *choice = data;
    g_free(choice->text);
    g_free(choice);
}

static void free_vote(void *data) {
    BookVote *vote = data;
    g_free(vote->question);
    g_free(vote->tellers);
    g_clear_pointer(&vote->choices, g_ptr_array_unref);
    g_free(vote);
}

static void free_voter(void *data) {
    BookVoter *voter = data;
    g_free(voter->name);
    g_free(voter);
}

static void *make_vote(Statement *statement) {
    BookVote *vote = g_new0(BookVote, 1);
    statement_copy_text(statement, 0, vote->id, sizeof vote->id);
    vote->question = statement_dup_text(statement, 1);
    vote->is_secret = statement_int64(statement, 2) != 0;
    vote->max_choices = (unsigned)statement_int64(statement, 3);
    vote->quorum = (BookQuorum)meeting_words_find(BOOK_QUORUM_WORDS, statement_text(statement, 4));
    vote->majority =
        (BookMajority)meeting_words_find(BOOK_MAJORITY_WORDS, statement_text(statement, 5));
    vote->n_expected = statement_int64(statement, 6);
    vote->opened_at_us = statement_int64(statement, 7);
    vote->is_closed = !statement_is_null(statement, 8);
    vote->closed_at_us = statement_int64(statement, 8);
    vote->n_ballots = statement_int64(statement, 9);
    vote->has_quorum = statement_int64(statement, 10) != 0;
    vote->is_hidden = statement_int64(statement, 11) != 0;
    vote->tellers = statement_dup_text(statement, 12);
    vote->n_present = statement_int64(statement, 13);
    return vote;
}

static void *make_choice(Statement *statement) {
    BookVoteChoice *choice = g_new0(BookVoteChoice, 1);
    choice->text = statement_dup_text(statement, 0);
    choice->n_ballots = statement_is_null(statement, 1) ? -1 : statement_int64(statement, 1);
    choice->is_passed = statement_int64(statement, 2) != 0;
    return choice;
}

static bool read_choices(Database *database, BookVote *vote, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT text, n_ballots, is_passed FROM room_vote_choice"
                         " WHERE vote_id = ?1 ORDER BY position",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, vote->id);
    vote->choices = statement_rows(statement, make_choice, free_choice, error);
    return vote->choices != NULL;
}

GPtrArray *book_vote_list_all(Database *database, const char *meeting_id, GError **error) {
    database_assert_current(database);
    g_autoptr(GPtrArray) votes = NULL;
    {
        g_autoptr(Statement) statement = database_prepare(
            database,
            "SELECT id, question, is_secret, max_choices, quorum, majority, n_expected,"
            " opened_at_us, closed_at_us, ifnull(n_ballots, (SELECT count(*) FROM room_vote_voter"
            " WHERE vote_id = id)), has_quorum, is_hidden, tellers, ifnull(n_present, -1)"
            " FROM room_vote WHERE meeting_id = ?1"
            " ORDER BY position",
            error);
        if (!statement)
            return NULL;
        statement_bind_text(statement, 1, meeting_id);
        votes = statement_rows(statement, make_vote, free_vote, error);
    }
    for (unsigned i = 0; votes && i < votes->len; i++)
        if (!read_choices(database, votes->pdata[i], error))
            return NULL;
    return g_steal_pointer(&votes);
}

static void *make_voter(Statement *statement) {
    BookVoter *voter = g_new0(BookVoter, 1);
    statement_copy_text(statement, 0, voter->account_id, sizeof voter->account_id);
    voter->name = statement_dup_text(statement, 1);
    voter->choices = statement_is_null(statement, 2) ? -1 : statement_int64(statement, 2);
    voter->is_written = statement_int64(statement, 3) != 0;
    voter->is_on_paper = statement_int64(statement, 4) != 0;
    return voter;
}

GPtrArray *book_vote_list_voters(Database *database, const char *vote_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT person_id, coalesce(member.name, account.display_name, ''), choices,"
        " is_written, source NOT NULL"
        " FROM room_vote_voter LEFT JOIN account ON account.id = person_id"
        " LEFT JOIN member ON member.id = account.member_id WHERE vote_id = ?1 ORDER BY person_id",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, vote_id);
    return statement_rows(statement, make_voter, free_voter, error);
}
