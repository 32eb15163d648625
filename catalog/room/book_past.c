#include "catalog/room/book_past.h"

#include "catalog/room/book_chat.h"
#include "catalog/room/book_person.h"
#include "catalog/room/book_vote.h"
#include "catalog/room/book_vote_box.h"
#include "catalog/room/book_vote_list.h"

void book_past_free(BookPast *past) {
    if (!past)
        return;
    g_clear_pointer(&past->people, g_ptr_array_unref);
    g_clear_pointer(&past->chat, g_ptr_array_unref);
    g_clear_pointer(&past->ballots, g_ptr_array_unref);
    g_clear_pointer(&past->votes, g_ptr_array_unref);
    g_strfreev(past->electorate);
    g_free(past);
}

/* Behind which sequence the newest rows begin. */
static bool read_after(Database *database, const char *meeting_id, int64_t *ret_after,
                       GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT max(0, ifnull(max(sequence), 0) - ?2) FROM room_chat WHERE meeting_id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_int64(statement, 2, BOOK_PAST_CHAT_ROWS);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    *ret_after = statement_int64(statement, 0);
    return true;
}

/* ---- votes ---- */

static void free_ballots(void *data) {
    BookPastVote *ballots = data;
    g_clear_pointer(&ballots->voters, g_ptr_array_unref);
    g_clear_pointer(&ballots->papers, g_ptr_array_unref);
    g_free(ballots);
}

static bool load_ballots(Database *database, const FieldCrypto *crypto, BookPastVote *ballots,
                         GError **error) {
    const BookVote *vote = ballots->vote;
    ballots->voters = book_vote_list_voters(database, vote->id, error);
    ballots->papers = ballots->voters ? book_vote_paper_list(database, vote->id, error) : NULL;
    if (!ballots->papers)
        return false;
    if (vote->is_secret && !vote->is_closed)
        return book_vote_box_look(database, crypto, vote->id, ballots->counts, error);
    for (unsigned i = 0; vote->is_secret && i < vote->choices->len; i++) {
        const BookVoteChoice *choice = vote->choices->pdata[i];
        ballots->counts[i] = MAX(choice->n_ballots, 0);
    }
    return true;
}

static bool load_votes(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                       BookPast *past, GError **error) {
    int64_t n_expected;
    past->votes = book_vote_list_all(database, meeting_id, error);
    past->ballots = g_ptr_array_new_with_free_func(free_ballots);
    for (unsigned i = 0; past->votes && i < past->votes->len; i++) {
        BookPastVote *ballots = g_new0(BookPastVote, 1);
        ballots->vote = past->votes->pdata[i];
        g_ptr_array_add(past->ballots, ballots);
        if (!load_ballots(database, crypto, ballots, error))
            return false;
    }
    past->electorate =
        past->votes ? book_vote_electorate(database, meeting_id, &n_expected, error) : NULL;
    return past->electorate != NULL;
}

BookPast *book_past_load(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                         GError **error) {
    int64_t after = 0;
    g_autoptr(BookPast) past = g_new0(BookPast, 1);
    if (!book_settings_get(database, meeting_id, &past->settings, error) ||
        !read_after(database, meeting_id, &after, error))
        return NULL;
    past->people = book_person_list(database, meeting_id, error);
    past->chat = past->people ? book_chat_list(database, meeting_id, BOOK_CHAT_PERSON, after,
                                               BOOK_PAST_CHAT_ROWS, error)
                              : NULL;
    return past->chat && load_votes(database, crypto, meeting_id, past, error)
               ? g_steal_pointer(&past)
               : NULL;
}
