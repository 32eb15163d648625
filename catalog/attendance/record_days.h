/* The days of the raw viewing log that records are computed from. A record names whole closed days
 * and is computed from all of their lines; what came later continues it. Blocks. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/attendance/record_text.h"

typedef struct RecordDays {
    char **names;     /* NULL-terminated */
    GArray *days;     /* RecordDay, as many; of an open day the sum is "" */
    int64_t until_us; /* end of the last day that was asked for */
} RecordDays;

void record_days_free(RecordDays *days);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordDays, record_days_free)

/* Closed days in a row from that of `first_at_us` on; days without a file are none. NULL without an
 * error when that of `needed_us` is not over and closed: later. ERROR_IO. */
RecordDays *record_days_closed(const char *directory, int64_t first_at_us, int64_t needed_us,
                               int64_t now_us, GError **error);

/* All days, also those that go on: for figures as they stand. */
RecordDays *record_days_all(const char *directory, int64_t first_at_us, int64_t now_us,
                            GError **error);

/* The moment before which all days are closed. ERROR_IO. */
bool record_days_closed_until(const char *directory, int64_t now_us, int64_t *ret_until_us,
                              GError **error);
