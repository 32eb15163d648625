/* What may be done with a meeting in each state, as one table. Pure; any thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/meeting/meeting_words.h"

#define MEETING_UNDO_US (INT64_C(600) * 1000000) /* how long an end may be undone */

/* What the rules look at besides the state. */
typedef struct MeetingFacts {
    MeetingKind kind;
    MeetingState state;
    int64_t live_at_us;  /* 0: never */
    int64_t ended_at_us; /* 0: not */
    bool is_recorded;
    bool is_expired; /* the recording was removed when its time was over */
    bool is_endless; /* the demonstration: its end is final, the next one runs already */
} MeetingFacts;

/* Where the step leads. ERROR_CONFLICT with one sentence when it cannot be taken now. */
bool meeting_state_step(const MeetingFacts *facts, MeetingStep step, int64_t now_us,
                        MeetingState *ret_state, GError **error);

/* Whether there is something to see: `is_studio` sees a rehearsal too. */
bool meeting_state_is_on_air(MeetingState state, bool is_studio);

/* What people who do not run the meeting are told: a rehearsal is "scheduled", a recording under
 * review "ended". */
MeetingState meeting_state_shown(MeetingState state, bool is_studio);

/* Until when the end may be undone; 0 when it may not. */
int64_t meeting_state_undo_until_us(const MeetingFacts *facts, int64_t now_us);
