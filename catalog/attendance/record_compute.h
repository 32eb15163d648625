/* Computes the records of some registers by one reading of the log, or by several when there are
 * more beats than memory is meant for. Blocks. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/attendance/record_draft.h"

typedef struct RecordComputing {
    const char *directory;
    const GPtrArray *facts; /* RecordFacts */
    const RecordDays *days; /* of all of them */
    int64_t max_beats;      /* 0: CREDIT_FEED_MAX_BEATS */
    bool (*is_stopping)(void *user);
    /* Each person once, register by register. */
    void (*take)(RecordDraft *take_draft, void *user);
    void *user;
} RecordComputing;

typedef struct RecordComputed {
    unsigned readings, persons;
    int64_t bytes; /* of the log, repeats included */
    uint64_t damaged_lines;
} RecordComputed;

/* ERROR_UNAVAILABLE when the server stops; ERROR_IO. */
bool record_compute(const RecordComputing *computing, RecordComputed *ret_computed, GError **error);
