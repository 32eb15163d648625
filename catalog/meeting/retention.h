/* How long a recording is kept: the rule as it stands, and what was told before. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define RETENTION_DAY_US INT64_C(86400000000)
/* Nobody is surprised, neither by a rule that is new nor by one that is shorter than before. */
#define RETENTION_WARNING_US (7 * RETENTION_DAY_US)

typedef struct RetentionRecording {
    int64_t published_us; /* 0: nobody has decided on it */
    int64_t keep_days;    /* 0: for ever */
    bool is_kept;         /* marked: stays, whatever its age */
    int64_t told_due_us;  /* what was told so far; 0: for ever */
} RetentionRecording;

/* When it is to be removed, as it is told from now on; 0: never. Never sooner than in
 * RETENTION_WARNING_US, unless that was told before. */
int64_t retention_due_us(const RetentionRecording *recording, int64_t now_us);
