/* How much of its event a person has been credited with so far, while he watches: credit rule 1
 * (docs/attendance.md) beat by beat, of the own account alone, with the weights of the policy. An
 * estimate: what was not sent, faults, rooms and what was downloaded are settled when the register
 * closes, so it is mostly more than the record says, and of what is known here never more than the
 * rule gives. What is not known is not said: of a person who watched the event before what was told
 * here (credit_replay.h tells what a server before this one stored), of a viewing whose beats came
 * out of their order. Owned by one thread; nothing is read, written or waited for. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/id.h"
#include "catalog/viewing/viewing_turns.h"
#include "catalog/viewing/viewing_types.h"

#define CREDIT_LIVE_MAX 65536 /* viewings; of more nothing is said */
#define CREDIT_LIVE_MAX_BYTES                                                                      \
    2304 /* of one with its event and its account, at most; mostly 500                             \
          */
/* Longer than a break: what is forgotten is not known when it goes on. */
#define CREDIT_LIVE_FORGET_US (2 * 3600 * CLOCK_US_PER_S)

/* What the register of the event will be closed by, as it is now. */
typedef struct CreditLiveTerms {
    bool is_counted;        /* there is a register for this person, and nothing is unknown */
    bool has_earlier;       /* there are other viewings of the person and the event */
    bool is_live;           /* of the class live, else replay */
    bool counts_presence;   /* no more than the time that passed */
    int64_t max_rate_milli; /* V */
    int64_t replay_weight_milli;
    int64_t least_ms, cap_ms;
    int64_t duration_ms; /* 0: not known yet */
} CreditLiveTerms;

typedef struct CreditLive CreditLive;

CreditLive *credit_live_new(void);
void credit_live_free(CreditLive *live);

typedef struct CreditLiveOpening {
    const char *viewing_id, *of_id, *account_id;
    int64_t at_us;
    const CreditLiveTerms *terms;
    const ViewingStakes *stakes; /* of the account */
} CreditLiveOpening;

/* A viewing of an account was opened that takes the person, whether it is counted or not. What is
 * told again, this and all below, changes nothing. */
void credit_live_open(CreditLive *live, const CreditLiveOpening *opening);

/* A viewing took the person, or ended; also one that is not known here. */
typedef struct CreditLiveWhose {
    const char *account_id, *viewing_id;
} CreditLiveWhose;
void credit_live_take(CreditLive *live, const CreditLiveWhose *whose, int64_t at_us);
void credit_live_end(CreditLive *live, const CreditLiveWhose *whose, int64_t at_us);
/* A beat is on the disk. Of one sequence number the first one counts. */
void credit_live_beat(CreditLive *live, const char *viewing_id, const ViewingBeat *beat,
                      int64_t at_us);

/* ms; -1: not known, or nothing counts. */
int64_t credit_live_figure(const CreditLive *live, const char *viewing_id);

/* Once a minute or so: forgets what was silent for CREDIT_LIVE_FORGET_US before `now_us`. */
void credit_live_sweep(CreditLive *live, int64_t now_us);
unsigned credit_live_n(const CreditLive *live);
/* Whose viewing it is; borrowed, NULL: it is not known here. */
const char *credit_live_account(const CreditLive *live, const char *viewing_id);
