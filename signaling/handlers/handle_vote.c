#include "signaling/handlers/handlers.h"

/* `borrowed` is copied. */
static bool do_act(HandlerContext *context, const MessageHead *head, RoomVerb verb,
                   const RoomVoteFact *borrowed, GError **error) {
    RoomCaller caller = handler_room_caller(context, head);
    RoomAct act = {.verb = verb, .vote = room_fact_vote_copy(borrowed)};
    return room_house_act(context->rooms, &caller, &act, error);
}

bool handle_vote_open(HandlerContext *context, const void *message, GError **error) {
    const VoteOpenMessage *open = message;
    RoomVoteFact vote = {.question = open->question,
                         .choices = open->choices,
                         .is_secret = open->secret,
                         .majority = open->majority,
                         .quorum = open->quorum,
                         .tellers = open->tellers,
                         .written = open->written};
    return do_act(context, &open->head, ROOM_VERB_VOTE_OPEN, &vote, error);
}

bool handle_vote_cast(HandlerContext *context, const void *message, GError **error) {
    const VoteCastMessage *cast = message;
    RoomVoteFact vote = {.choice = (int)cast->choice};
    g_strlcpy(vote.id, cast->vote, sizeof vote.id);
    return do_act(context, &cast->head, ROOM_VERB_VOTE_CAST, &vote, error);
}

bool handle_vote_tally(HandlerContext *context, const void *message, GError **error) {
    const VoteTallyMessage *tally = message;
    RoomVoteFact vote = {.ballots_of = tally->voters};
    g_strlcpy(vote.id, tally->vote, sizeof vote.id);
    g_strlcpy(vote.site, tally->site, sizeof vote.site);
    for (guint i = 0; i < tally->counts->len; i++)
        vote.counts[i] = ((VoteCount *)tally->counts->pdata[i])->count;
    return do_act(context, &tally->head, ROOM_VERB_VOTE_TALLY, &vote, error);
}

bool handle_vote_close(HandlerContext *context, const void *message, GError **error) {
    const VoteCloseMessage *closing = message;
    RoomVoteFact vote = {0};
    g_strlcpy(vote.id, closing->vote, sizeof vote.id);
    return do_act(context, &closing->head, ROOM_VERB_VOTE_CLOSE, &vote, error);
}
