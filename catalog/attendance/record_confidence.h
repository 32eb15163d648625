/* How far a record can be believed (docs/attendance.md): shown with it, it never changes a number.
 * Pure. */
#pragma once

#include <stdbool.h>

#include "catalog/attendance/record_facts.h"

typedef enum RecordConfidence {
    RECORD_SURE,
    RECORD_MIDDLE,
    RECORD_DOUBTFUL,
    RECORD_N_CONFIDENCES
} RecordConfidence;

extern const char *const RECORD_CONFIDENCE_WORDS[RECORD_N_CONFIDENCES];

/* Why it is so. */
typedef enum RecordReason {
    RECORD_BY_CONFIRMED, /* a room, twice confirmed, heads that fit */
    RECORD_BY_CONTACTS,  /* his own account, with contacts throughout */
    RECORD_BY_NOTHING,   /* none of the others */
    RECORD_BY_OFFLINE,
    RECORD_BY_PAPER,
    RECORD_BY_UNCONFIRMED, /* a room that nobody confirmed */
    RECORD_BY_SAME_MINUTE, /* a lesson, finished in one minute with three others */
    RECORD_N_REASONS
} RecordReason;

extern const char *const RECORD_REASON_WORDS[RECORD_N_REASONS];

#define RECORD_SAME_MINUTE 3

/* What the log says of the person. */
typedef struct RecordSeen {
    bool has_offline;  /* downloaded media counted */
    bool has_account;  /* watched on his own account … */
    bool has_contacts; /* … and every beat said its contact */
} RecordSeen;

RecordConfidence record_confidence_of(const RecordFacts *facts, const RecordPerson *person,
                                      const RecordSeen *seen, RecordReason *ret_reason);
