#include "signaling/ports/room_fact.h"

static void free_ballot(void *data) {
    VoteBallot *ballot = data;
    g_free(ballot->account);
    g_free(ballot);
}

static GPtrArray *copy_ballots(const GPtrArray *ballots) {
    GPtrArray *copies = g_ptr_array_new_with_free_func(free_ballot);
    for (guint i = 0; ballots && i < ballots->len; i++) {
        const VoteBallot *ballot = ballots->pdata[i];
        VoteBallot *copy = g_new(VoteBallot, 1);
        *copy = (VoteBallot){g_strdup(ballot->account), ballot->choice};
        g_ptr_array_add(copies, copy);
    }
    return copies;
}

static GStrv copy_words(GStrv words) {
    return words ? g_strdupv(words) : g_new0(char *, 1);
}

RoomVoteFact *room_fact_vote_copy(const RoomVoteFact *vote) {
    RoomVoteFact *copy = g_memdup2(vote, sizeof *vote);
    copy->question = g_strdup(vote->question);
    copy->choices = copy_words(vote->choices);
    copy->tellers = copy_words(vote->tellers);
    copy->voters = copy_words(vote->voters);
    copy->ballots_of = copy_words(vote->ballots_of);
    copy->written = copy_ballots(vote->written);
    return copy;
}

bool room_fact_vote_is_of_letters(const RoomVoteFact *totals) {
    return strcmp(totals->site, totals->id) == 0;
}

void room_fact_vote_free(RoomVoteFact *vote) {
    if (!vote)
        return;
    g_free(vote->question);
    g_strfreev(vote->choices);
    g_strfreev(vote->tellers);
    g_strfreev(vote->voters);
    g_strfreev(vote->ballots_of);
    g_clear_pointer(&vote->written, g_ptr_array_unref);
    g_free(vote);
}

RoomFact *room_fact_new(RoomFactKind kind) {
    RoomFact *fact = g_new0(RoomFact, 1);
    fact->kind = kind;
    return fact;
}

RoomFact *room_fact_copy(const RoomFact *fact) {
    RoomFact *copy = g_memdup2(fact, sizeof *fact);
    copy->text = g_strdup(fact->text);
    copy->vote = fact->vote ? room_fact_vote_copy(fact->vote) : NULL;
    return copy;
}

void room_fact_free(RoomFact *fact) {
    if (!fact)
        return;
    g_free(fact->text);
    room_fact_vote_free(fact->vote);
    g_free(fact);
}

static void free_fact(void *fact) {
    room_fact_free(fact);
}

GPtrArray *room_fact_list(void) {
    return g_ptr_array_new_with_free_func(free_fact);
}

bool room_fact_is_kept(const RoomFact *fact) {
    return fact->kind >= ROOM_FACT_ACCEPTED && !fact->is_fleeting;
}
