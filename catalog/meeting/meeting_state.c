#include "catalog/meeting/meeting_state.h"

#include "base/error.h"

typedef struct Cell {
    MeetingState to; /* when there is no refusal */
    const char *refusal;
} Cell;

#define TO(state)                                                                                  \
    { MEETING_##state, NULL }
#define NO(sentence)                                                                               \
    { N_MEETING_STATES, sentence }

/* clang-format off */
static const Cell TABLE[N_MEETING_STEPS][N_MEETING_STATES] = {
    [MEETING_REHEARSE] = {
        [MEETING_SCHEDULED] = TO(REHEARSAL),
        [MEETING_REHEARSAL] = NO("The rehearsal is running already."),
        [MEETING_OPEN] = NO("The meeting is already open."),
        [MEETING_LIVE] = NO("The meeting is already live."),
        [MEETING_ENDED] = NO("The meeting is over."),
        [MEETING_READY] = NO("The meeting is over."),
        [MEETING_PUBLISHED] = NO("The meeting is over."),
        [MEETING_CANCELLED] = NO("The meeting was cancelled.")},
    [MEETING_LET_IN] = {
        [MEETING_SCHEDULED] = TO(OPEN),
        [MEETING_REHEARSAL] = TO(OPEN),
        [MEETING_OPEN] = NO("The meeting is already open."),
        [MEETING_LIVE] = NO("The meeting is already live."),
        [MEETING_ENDED] = NO("The meeting is over."),
        [MEETING_READY] = NO("The meeting is over."),
        [MEETING_PUBLISHED] = NO("The meeting is over."),
        [MEETING_CANCELLED] = NO("The meeting was cancelled.")},
    [MEETING_GO_LIVE] = {
        [MEETING_SCHEDULED] = TO(LIVE),
        [MEETING_REHEARSAL] = TO(LIVE),
        [MEETING_OPEN] = TO(LIVE),
        [MEETING_LIVE] = NO("The meeting is already live."),
        [MEETING_ENDED] = NO("The meeting is over."),
        [MEETING_READY] = NO("The meeting is over."),
        [MEETING_PUBLISHED] = NO("The meeting is over."),
        [MEETING_CANCELLED] = NO("The meeting was cancelled.")},
    [MEETING_END] = {
        [MEETING_SCHEDULED] = NO("The meeting has not begun yet."),
        [MEETING_REHEARSAL] = NO("The meeting has not begun yet."),
        [MEETING_OPEN] = TO(ENDED),
        [MEETING_LIVE] = TO(ENDED),
        [MEETING_ENDED] = NO("The meeting is over."),
        [MEETING_READY] = NO("The meeting is over."),
        [MEETING_PUBLISHED] = NO("The meeting is over."),
        [MEETING_CANCELLED] = NO("The meeting was cancelled.")},
    [MEETING_UNDO_END] = {
        [MEETING_SCHEDULED] = NO("The meeting is not over yet."),
        [MEETING_REHEARSAL] = NO("The meeting is not over yet."),
        [MEETING_OPEN] = NO("The meeting is not over yet."),
        [MEETING_LIVE] = NO("The meeting is not over yet."),
        [MEETING_ENDED] = TO(LIVE),
        [MEETING_READY] = NO("The recording is ready: the end stays."),
        [MEETING_PUBLISHED] = NO("The end can be undone for ten minutes only."),
        [MEETING_CANCELLED] = NO("The meeting was cancelled.")},
    [MEETING_MAKE_READY] = {
        [MEETING_SCHEDULED] = NO("The meeting is not over yet."),
        [MEETING_REHEARSAL] = NO("The meeting is not over yet."),
        [MEETING_OPEN] = NO("The meeting is not over yet."),
        [MEETING_LIVE] = NO("The meeting is not over yet."),
        [MEETING_ENDED] = TO(READY),
        [MEETING_READY] = NO("The recording is ready already."),
        [MEETING_PUBLISHED] = NO("The recording is published already."),
        [MEETING_CANCELLED] = NO("The meeting was cancelled.")},
    [MEETING_PUBLISH] = {
        [MEETING_SCHEDULED] = NO("The meeting is not over yet."),
        [MEETING_REHEARSAL] = NO("The meeting is not over yet."),
        [MEETING_OPEN] = NO("The meeting is not over yet."),
        [MEETING_LIVE] = NO("The meeting is not over yet."),
        [MEETING_ENDED] = NO("The recording is not ready: make it ready first."),
        [MEETING_READY] = TO(PUBLISHED),
        [MEETING_PUBLISHED] = NO("The recording is published already."),
        [MEETING_CANCELLED] = NO("The meeting was cancelled.")},
    [MEETING_UNPUBLISH] = {
        [MEETING_SCHEDULED] = NO("The recording is not published."),
        [MEETING_REHEARSAL] = NO("The recording is not published."),
        [MEETING_OPEN] = NO("The recording is not published."),
        [MEETING_LIVE] = NO("The recording is not published."),
        [MEETING_ENDED] = NO("The recording is not published."),
        [MEETING_READY] = NO("The recording is not published."),
        [MEETING_PUBLISHED] = TO(READY),
        [MEETING_CANCELLED] = NO("The meeting was cancelled.")},
    [MEETING_CANCEL] = {
        [MEETING_SCHEDULED] = TO(CANCELLED),
        [MEETING_REHEARSAL] = TO(CANCELLED),
        [MEETING_OPEN] = TO(CANCELLED),
        [MEETING_LIVE] = NO("The meeting is live: end it instead."),
        [MEETING_ENDED] = NO("The meeting is over."),
        [MEETING_READY] = NO("The meeting is over."),
        [MEETING_PUBLISHED] = NO("The meeting is over."),
        [MEETING_CANCELLED] = NO("The meeting was cancelled already.")},
};
/* clang-format on */

/* A room has no programme that could be rehearsed, and nothing is recorded of it. */
static const char *not_of_rooms(MeetingStep step) {
    switch (step) {
    case MEETING_REHEARSE:
    case MEETING_GO_LIVE:
        return "A group meeting is opened and ended: it has no programme.";
    case MEETING_MAKE_READY:
    case MEETING_PUBLISH:
    case MEETING_UNPUBLISH:
        return "This meeting was not recorded.";
    default:
        return NULL;
    }
}

static const char *beyond_the_table(const MeetingFacts *facts, MeetingStep step, int64_t now_us) {
    if (facts->kind != MEETING_BROADCAST && not_of_rooms(step))
        return not_of_rooms(step);
    if (step == MEETING_UNDO_END && now_us >= facts->ended_at_us + MEETING_UNDO_US)
        return "The end can be undone for ten minutes only.";
    if ((step == MEETING_PUBLISH || step == MEETING_UNPUBLISH) && facts->is_expired)
        return "The recording was removed when its time was over.";
    if (step == MEETING_PUBLISH && !facts->is_recorded)
        return "This meeting was not recorded.";
    return NULL;
}

bool meeting_state_step(const MeetingFacts *facts, MeetingStep step, int64_t now_us,
                        MeetingState *ret_state, GError **error) {
    const Cell *cell = &TABLE[step][facts->state];
    const char *refusal = cell->refusal ? cell->refusal : beyond_the_table(facts, step, now_us);
    if (refusal) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, refusal);
        return false;
    }
    bool has_room = facts->kind != MEETING_BROADCAST;
    bool was_open_only = step == MEETING_UNDO_END && (has_room || facts->live_at_us == 0);
    bool is_replaced = step == MEETING_END && facts->is_endless && !has_room;
    *ret_state = was_open_only ? MEETING_OPEN : is_replaced ? MEETING_READY : cell->to;
    return true;
}

bool meeting_state_is_on_air(MeetingState state, bool is_studio) {
    return state == MEETING_OPEN || state == MEETING_LIVE ||
           (is_studio && state == MEETING_REHEARSAL);
}

MeetingState meeting_state_shown(MeetingState state, bool is_studio) {
    static const MeetingState SHOWN[N_MEETING_STATES] = {
        [MEETING_SCHEDULED] = MEETING_SCHEDULED, [MEETING_REHEARSAL] = MEETING_SCHEDULED,
        [MEETING_OPEN] = MEETING_OPEN,           [MEETING_LIVE] = MEETING_LIVE,
        [MEETING_ENDED] = MEETING_ENDED,         [MEETING_READY] = MEETING_ENDED,
        [MEETING_PUBLISHED] = MEETING_PUBLISHED, [MEETING_CANCELLED] = MEETING_CANCELLED,
    };
    return is_studio ? state : SHOWN[state];
}

int64_t meeting_state_undo_until_us(const MeetingFacts *facts, int64_t now_us) {
    if (facts->state != MEETING_ENDED || now_us >= facts->ended_at_us + MEETING_UNDO_US)
        return 0;
    return facts->ended_at_us + MEETING_UNDO_US;
}
