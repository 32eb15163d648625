#include "server/room_past.h"

#include <string.h>

#include "catalog/room/book_chat.h"
#include "catalog/room/book_person.h"
#include "catalog/room/book_vote_paper.h"
#include "signaling/protocol/message_head.h"

#define NOBODY "00000000-0000-0000-0000-000000000000" /* a seat that is no more */

static RoomFact *add(GPtrArray *facts, RoomFactKind kind) {
    RoomFact *fact = room_fact_new(kind);
    g_ptr_array_add(facts, fact);
    return fact;
}

/* ---- people ---- */

static int client_of(const char *word) {
    for (int i = 0; CLIENT_KIND_WORDS[i]; i++)
        if (strcmp(CLIENT_KIND_WORDS[i], word) == 0)
            return i;
    return CLIENT_PC;
}

static RoomFact *add_of(GPtrArray *facts, RoomFactKind kind, const BookPerson *person) {
    RoomFact *fact = add(facts, kind);
    g_strlcpy(fact->session, person->seat, sizeof fact->session);
    g_strlcpy(fact->account, person->id, sizeof fact->account);
    g_strlcpy(fact->by, person->id, sizeof fact->by);
    return fact;
}

static void add_person(GPtrArray *facts, const BookPast *past, const BookPerson *person) {
    RoomFact *entered = add_of(facts, ROOM_FACT_ENTERED, person);
    g_strlcpy(entered->name, person->name, sizeof entered->name);
    entered->client = client_of(person->client);
    entered->role = (int)person->role;
    entered->is_guest = person->kind == BOOK_GUEST;
    entered->has_vote = g_strv_contains((const char *const *)past->electorate, person->id);
    if (person->held)
        add_of(facts, ROOM_FACT_HELD, person)->sources = person->held;
}

/* Who was named host is one again, also who is not in now; whoever runs the meeting needs no
 * naming, and is none the less for a role that was given to him. */
static void add_naming(GPtrArray *facts, const BookPerson *person) {
    if (person->is_given && person->role == BOOK_HOST)
        add_of(facts, ROOM_FACT_ROLE, person)->role = ROOM_HOST;
}

/* Hands come first in the list, in their order. */
static void add_people(GPtrArray *facts, const BookPast *past) {
    int64_t n_hands = 0;
    for (guint i = 0; i < past->people->len; i++) {
        const BookPerson *person = past->people->pdata[i];
        add_naming(facts, person);
        if (!*person->seat)
            continue;
        add_person(facts, past, person);
        if (person->hand_at_us) {
            RoomFact *hand = add_of(facts, ROOM_FACT_HAND, person);
            hand->is_on = true;
            hand->number = ++n_hands;
            hand->at_us = person->hand_at_us;
        }
    }
}

/* ---- settings, chat ---- */

static void add_settings(GPtrArray *facts, const BookSettings *settings) {
    add(facts, ROOM_FACT_SETTINGS)->settings = (RoomSettings){
        (int)settings->chat, (int)settings->screens, settings->lobby == BOOK_LOBBY_ALL};
    if (settings->is_locked)
        add(facts, ROOM_FACT_LOCKED)->is_on = true;
}

static const char *seat_of(const BookPast *past, const char *person_id) {
    for (guint i = 0; i < past->people->len; i++) {
        const BookPerson *person = past->people->pdata[i];
        if (*person->seat && strcmp(person->id, person_id) == 0)
            return person->seat;
    }
    return NOBODY;
}

/* A number that was taken back stays taken. */
static void add_chat(GPtrArray *facts, const BookPast *past) {
    guint first = past->chat->len > ROOM_CHAT_SHOWN ? past->chat->len - ROOM_CHAT_SHOWN : 0;
    for (guint i = first; i < past->chat->len; i++) {
        const BookChatRow *row = past->chat->pdata[i];
        RoomFact *fact = add(facts, row->text ? ROOM_FACT_SAID : ROOM_FACT_UNSAID);
        fact->number = row->sequence;
        fact->at_us = row->said_at_us;
        fact->text = g_strdup(row->text);
        g_strlcpy(fact->session, seat_of(past, row->person_id), sizeof fact->session);
        g_strlcpy(fact->account, row->person_id, sizeof fact->account);
        g_strlcpy(fact->name, row->name, sizeof fact->name);
    }
}

/* ---- votes ---- */

static const VoteMajority MAJORITIES[] = {
    [BOOK_HALF_OF_EXPECTED] = VOTE_EXPECTED_HALF,
    [BOOK_HALF_OF_CAST] = VOTE_BALLOTS_HALF,
    [BOOK_TWO_THIRDS_OF_EXPECTED] = VOTE_EXPECTED_TWO_THIRDS,
    [BOOK_TWO_THIRDS_OF_CAST] = VOTE_BALLOTS_TWO_THIRDS,
};

/* Of a JSON list of ids, which need no escapes. */
static GStrv ids_of(const char *json) {
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
    g_auto(GStrv) parts = g_strsplit(json ? json : "", "\"", -1);
    for (unsigned i = 1; parts[0] && parts[i] && parts[i + 1]; i += 2)
        g_strv_builder_add(ids, parts[i]);
    return g_strv_builder_end(ids);
}

static RoomVoteFact *add_vote(GPtrArray *facts, RoomFactKind kind, const BookVote *vote) {
    const RoomVoteFact empty = {0};
    RoomFact *fact = add(facts, kind);
    fact->vote = room_fact_vote_copy(&empty);
    g_strlcpy(fact->vote->id, vote->id, sizeof fact->vote->id);
    return fact->vote;
}

static RoomFact *last(const GPtrArray *facts) {
    return facts->pdata[facts->len - 1];
}

static int choice_of(const BookVoter *voter) {
    return voter->choices > 0 ? __builtin_ctzll((unsigned long long)voter->choices) : -1;
}

static void free_ballot(void *data) {
    VoteBallot *ballot = data;
    g_free(ballot->account);
    g_free(ballot);
}

static GPtrArray *written_of(const BookPastVote *past) {
    GPtrArray *written = g_ptr_array_new_with_free_func(free_ballot);
    for (guint i = 0; i < past->voters->len; i++) {
        const BookVoter *voter = past->voters->pdata[i];
        VoteBallot ballot = {NULL, choice_of(voter)};
        if (!voter->is_written || ballot.choice < 0)
            continue;
        ballot.account = g_strdup(voter->account_id);
        g_ptr_array_add(written, g_memdup2(&ballot, sizeof ballot));
    }
    return written;
}

static void add_opened(GPtrArray *facts, const BookPast *past, const BookPastVote *ballots) {
    const BookVote *vote = ballots->vote;
    RoomVoteFact *opened = add_vote(facts, ROOM_FACT_VOTE_OPENED, vote);
    g_autoptr(GStrvBuilder) choices = g_strv_builder_new();
    for (guint i = 0; i < vote->choices->len; i++)
        g_strv_builder_add(choices, ((BookVoteChoice *)vote->choices->pdata[i])->text);
    g_strfreev(opened->choices);
    g_strfreev(opened->tellers);
    g_strfreev(opened->voters);
    g_ptr_array_unref(opened->written);
    opened->question = g_strdup(vote->question);
    opened->choices = g_strv_builder_end(choices);
    opened->tellers = ids_of(vote->tellers);
    opened->voters = g_strdupv(past->electorate);
    opened->written = written_of(ballots);
    opened->is_secret = vote->is_secret;
    opened->majority = (int)MAJORITIES[vote->majority];
    opened->quorum = (int)vote->quorum;
    opened->expected = vote->n_expected;
    last(facts)->at_us = vote->opened_at_us;
}

/* Whoever is named by tellers is said with their totals, while these are there. */
static void add_ballots(GPtrArray *facts, const BookPastVote *ballots) {
    const BookVote *vote = ballots->vote;
    for (guint i = 0; i < ballots->voters->len; i++) {
        const BookVoter *voter = ballots->voters->pdata[i];
        int choice = choice_of(voter);
        if ((voter->is_on_paper && ballots->papers->len > 0) || (voter->is_written && choice >= 0))
            continue;
        RoomVoteFact *given =
            add_vote(facts, choice >= 0 ? ROOM_FACT_VOTE_CAST : ROOM_FACT_VOTE_VOTED, vote);
        given->choice = choice;
        last(facts)->is_on = voter->is_written;
        g_strlcpy(last(facts)->account, voter->account_id, sizeof last(facts)->account);
    }
    bool has_sums = vote->is_secret && !vote->is_hidden;
    for (guint i = 0; has_sums && i < vote->choices->len && i < VOTE_CHOICES_MAX; i++) {
        RoomVoteFact *counted = add_vote(facts, ROOM_FACT_VOTE_COUNTED, vote);
        counted->choice = (int)i;
        counted->counts[i] = ballots->counts[i];
    }
}

static void add_papers(GPtrArray *facts, const BookPastVote *ballots) {
    for (guint i = 0; i < ballots->papers->len; i++) {
        const BookPaper *paper = ballots->papers->pdata[i];
        RoomVoteFact *tallied = add_vote(facts, ROOM_FACT_VOTE_TALLIED, ballots->vote);
        bool is_of_letters = strcmp(paper->source, BOOK_TALLY_WRITTEN) == 0;
        g_strlcpy(tallied->site, is_of_letters ? tallied->id : paper->source, sizeof tallied->site);
        for (unsigned choice = 0; choice < VOTE_CHOICES_MAX; choice++)
            tallied->counts[choice] = paper->counts[choice];
        g_strfreev(tallied->ballots_of);
        tallied->ballots_of = ids_of(paper->voters);
        g_strlcpy(last(facts)->account, paper->teller, sizeof last(facts)->account);
    }
}

/* Numbers were never kept: how many voted, and what came of it. */
static void add_hidden(GPtrArray *facts, const BookVote *vote) {
    const BookVoteChoice *first = vote->choices->pdata[0];
    RoomVoteFact *hidden = add_vote(facts, ROOM_FACT_VOTE_HIDDEN, vote);
    hidden->n_ballots = vote->n_ballots;
    hidden->result = !vote->has_quorum  ? VOTE_NO_QUORUM
                     : first->is_passed ? VOTE_PASSED
                                        : VOTE_NOT_PASSED;
}

static void add_whole_vote(GPtrArray *facts, const BookPast *past, const BookPastVote *ballots) {
    const BookVote *vote = ballots->vote;
    add_opened(facts, past, ballots);
    add_ballots(facts, ballots);
    add_papers(facts, ballots);
    if (vote->is_hidden)
        add_hidden(facts, vote);
    if (vote->is_closed)
        add_vote(facts, ROOM_FACT_VOTE_CLOSED, vote)->n_present =
            vote->n_present >= 0 ? vote->n_present : vote->n_ballots;
}

/* The newest and, with all that came after, those that are open: the room drops closed ones as
 * others are opened, as it did. The oldest first. */
static void add_votes(GPtrArray *facts, const BookPast *past) {
    guint n_all = past->ballots->len, first = n_all - MIN(n_all, ROOM_VOTES_MAX);
    for (guint i = 0; i < first; i++)
        if (!((const BookPastVote *)past->ballots->pdata[i])->vote->is_closed)
            first = i;
    for (guint i = first; i < n_all; i++)
        add_whole_vote(facts, past, past->ballots->pdata[i]);
}

GPtrArray *room_past_facts(const BookPast *past) {
    GPtrArray *facts = room_fact_list();
    add_settings(facts, &past->settings);
    add_people(facts, past);
    add_chat(facts, past);
    add_votes(facts, past);
    return facts;
}
