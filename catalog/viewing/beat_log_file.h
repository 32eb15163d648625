/* One day's file of the raw viewing log, DATA/viewings/YYYY-MM-DD.log, for appending. What a crash
 * left unfinished at its end is cut off when it is opened: nothing of that was acknowledged.
 * Blocks: for the log's thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/backup.h"

#define BEAT_LOG_FOLDER    BACKUP_VIEWINGS_NAME /* in the data directory; 0700, files 0600 */
#define BEAT_LOG_DAY_BYTES 11                   /* "YYYY-MM-DD" and NUL */

typedef struct BeatLogFile BeatLogFile;

/* The UTC day of a moment. */
void beat_log_file_day(int64_t at_us, char ret_day[BEAT_LOG_DAY_BYTES]);

/* DATA/viewings/DAY.log. Caller frees. */
char *beat_log_file_path(const char *directory, const char *day);

/* Makes folder and file when they are missing. `ret_cut_bytes` (or NULL): what was unfinished.
 * ERROR_IO. */
BeatLogFile *beat_log_file_open(const char *directory, const char *day, int64_t *ret_cut_bytes,
                                GError **error);
void beat_log_file_close(BeatLogFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BeatLogFile, beat_log_file_close)

const char *beat_log_file_name(const BeatLogFile *file); /* the day; borrowed */

/* Appends whole lines: on the disk when it returns true. On failure nothing of them stays (the file
 * is cut back), unless that fails too: then every later call fails. ERROR_IO. */
bool beat_log_file_append(BeatLogFile *file, const char *text, size_t length, GError **error);
