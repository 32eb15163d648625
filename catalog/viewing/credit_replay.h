/* The sums of credit_live.h as they were, from the lines of the raw log: told in the order of the
 * log, they are the same as those that were kept while the lines were written. Owned by one thread.
 */
#pragma once

#include <stdbool.h>

#include "catalog/viewing/beat_record.h"
#include "catalog/viewing/credit_live.h"
#include "catalog/viewing/viewing_turns.h"

/* What the log does not say. */
typedef struct CreditReplayPort {
    /* What it was counted by, and what had the account's person before. False: it is passed over.
     */
    bool (*opened)(const BeatRecord *opened, CreditLiveTerms *ret_terms, ViewingStakes *ret_stakes,
                   void *user);
    /* The account that a viewing from before takes; false: it takes nobody. */
    bool (*whose)(const char *viewing_id, char ret_account_id[ID_TEXT_BYTES], void *user);
    void *user;
} CreditReplayPort;

typedef struct CreditReplay CreditReplay;

CreditReplay *credit_replay_new(const CreditReplayPort *port);
void credit_replay_free(CreditReplay *replay);

void credit_replay_take(CreditReplay *replay, const BeatRecord *record);

/* Once; the caller's. */
CreditLive *credit_replay_finish(CreditReplay *replay);
