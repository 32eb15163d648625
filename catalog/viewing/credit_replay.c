#include "catalog/viewing/credit_replay.h"

#include <glib.h>

#include "base/clock.h"

#define SWEEP_US (60 * CLOCK_US_PER_S)

struct CreditReplay {
    CreditReplayPort port;
    CreditLive *live; /* owned */
    int64_t at_us;    /* of the last record */
};

CreditReplay *credit_replay_new(const CreditReplayPort *port) {
    CreditReplay *replay = g_new0(CreditReplay, 1);
    replay->port = *port;
    replay->live = credit_live_new();
    return replay;
}

void credit_replay_free(CreditReplay *replay) {
    if (replay)
        credit_live_free(replay->live);
    g_free(replay);
}

CreditLive *credit_replay_finish(CreditReplay *replay) {
    return g_steal_pointer(&replay->live);
}

static void open_one(CreditReplay *replay, const BeatRecord *record) {
    CreditLiveTerms terms = {0};
    ViewingStakes stakes = {.n = 0};
    if (record->opened.who != VIEWING_ACCOUNT || record->opened.mode == BEAT_RECORD_KEPT ||
        !replay->port.opened(record, &terms, &stakes, replay->port.user))
        return;
    credit_live_open(replay->live, &(CreditLiveOpening){.viewing_id = record->viewing_id,
                                                        .of_id = record->opened.of_id,
                                                        .account_id = record->opened.who_id,
                                                        .at_us = record->at_us,
                                                        .terms = &terms,
                                                        .stakes = &stakes});
}

static bool find_whose(CreditReplay *replay, const char *viewing_id,
                       char ret_account_id[ID_TEXT_BYTES]) {
    const char *account_id = credit_live_account(replay->live, viewing_id);
    if (!account_id)
        return replay->port.whose(viewing_id, ret_account_id, replay->port.user);
    g_strlcpy(ret_account_id, account_id, ID_TEXT_BYTES);
    return true;
}

static void claim_one(CreditReplay *replay, const BeatRecord *record) {
    char account_id[ID_TEXT_BYTES];
    if (find_whose(replay, record->viewing_id, account_id))
        credit_live_take(replay->live, &(CreditLiveWhose){account_id, record->viewing_id},
                         record->at_us);
}

static void end_one(CreditReplay *replay, const BeatRecord *record) {
    char account_id[ID_TEXT_BYTES];
    if (find_whose(replay, record->viewing_id, account_id))
        credit_live_end(replay->live, &(CreditLiveWhose){account_id, record->viewing_id},
                        record->at_us);
}

static void beat_one(CreditReplay *replay, const BeatRecord *record) {
    credit_live_beat(replay->live, record->viewing_id, &record->beat, record->at_us);
}

/* What was sent is settled when the register closes. */
static void (*const TAKE[BEAT_RECORD_N_KINDS])(CreditReplay *replay, const BeatRecord *record) = {
    [BEAT_RECORD_OPENED] = open_one,
    [BEAT_RECORD_BEAT] = beat_one,
    [BEAT_RECORD_ENDED] = end_one,
    [BEAT_RECORD_TAKEN] = claim_one,
};

/* It is forgotten as it was then, by the minute: so memory is bounded as it was then. */
void credit_replay_take(CreditReplay *replay, const BeatRecord *record) {
    if (record->at_us / SWEEP_US > replay->at_us / SWEEP_US)
        credit_live_sweep(replay->live, record->at_us);
    replay->at_us = record->at_us;
    if (TAKE[record->kind])
        TAKE[record->kind](replay, record);
}
