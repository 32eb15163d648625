/* Days of the raw viewing log that are over: which comes next to be closed or removed, and the sum
 * of a closed one, DATA/viewings/YYYY-MM-DD.log.sha256, as `sha256sum -c` reads it. Blocks. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/viewing/beat_log_file.h"

#define LOG_DAY_SETTLE_US (INT64_C(3600) * 1000000) /* a day is over when it ended so long ago */

typedef struct LogDay {
    char day[BEAT_LOG_DAY_BYTES];
    bool is_closed; /* its sum is there */
} LogDay;

/* LogDay elements, the oldest first. ERROR_IO. */
GArray *log_day_list(const char *directory, GError **error);

typedef enum LogDayStep { LOG_DAY_REST, LOG_DAY_CLOSE, LOG_DAY_REMOVE } LogDayStep;

/* The first day that stays; "1970-01-01" when `keep_days` is 0. Pure. */
void log_day_first_kept(int64_t now_us, int64_t keep_days, char ret_day[BEAT_LOG_DAY_BYTES]);

/* What is to be done first, and with which of `days`; `keep_days` 0: they stay for ever. A day is
 * never removed that was not closed. Pure. */
LogDayStep log_day_next(const GArray *days, int64_t now_us, int64_t keep_days,
                        unsigned *ret_number);

/* `sum` is SHA-256 in hexadecimal digits. ERROR_IO. */
bool log_day_write_sum(const char *directory, const char *day, const char *sum, GError **error);
/* NULL: there is none. Caller frees. */
char *log_day_read_sum(const char *directory, const char *day);
/* The log, then its sum. What is missing is no error. ERROR_IO. */
bool log_day_remove(const char *directory, const char *day, GError **error);
