/* Which recordings are past their days. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct RetentionRecording {
    int64_t ended_us;   /* 0: it runs still */
    unsigned keep_days; /* 0: for ever */
    bool is_held;       /* under objection or review: stays, whatever its age */
    uint64_t bytes;
} RetentionRecording;

/* Writes the numbers of those that are past their days at `now_us`, the oldest first, into
 * `ret_numbers` (room for n_recordings). Returns how many. */
unsigned retention_find(const RetentionRecording *recordings, unsigned n_recordings, int64_t now_us,
                        unsigned *ret_numbers);
