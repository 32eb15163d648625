/* Reads the raw viewing log back, a day at a time, in the order in which it was written. Damaged
 * lines are passed over and counted. Blocks: for a database thread or a tool. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/viewing/beat_record.h"

/* False ends the reading. `record` is borrowed for the call. */
typedef bool (*BeatLogRecordFn)(const BeatRecord *record, void *user);

typedef struct BeatLogReading {
    uint64_t records, damaged_lines;
    int64_t end; /* position behind the last whole line: where a later reading goes on */
} BeatLogReading;

typedef struct BeatLogPlace {
    const char *directory; /* data directory */
    const char *day;       /* "YYYY-MM-DD" (UTC) */
    int64_t from;          /* 0, or the `end` of a reading before */
} BeatLogPlace;

/* A day without a file has no records. ERROR_IO. */
bool beat_log_reader_read(const BeatLogPlace *place, BeatLogRecordFn fn, void *user,
                          BeatLogReading *ret_reading, GError **error);

/* Where a reading may begin that wants what was written from `at_us` on, by the moments of the
 * lines: 0 when there is no file. `from` is not asked. A guess that is never behind it as long as
 * the moments are in order. ERROR_IO. */
bool beat_log_reader_find(const BeatLogPlace *place, int64_t at_us, int64_t *ret_from,
                          GError **error);

/* The same for text in memory. Pure. */
void beat_log_reader_scan(const char *text, size_t length, BeatLogRecordFn fn, void *user,
                          BeatLogReading *ret_reading);
