/* One line per event: level, folder, event, key=value pairs. The only writer of logs.
 * Whoever handles an error logs it, once; libraries below the façades do not log above debug.
 * Never log tokens or personal data. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum LogLevel { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG } LogLevel;

/* One key=value pair. `text` wins over `number` when it is not NULL. */
typedef struct LogField {
    const char *key;
    const char *text;
    int64_t number;
} LogField;

#define LOG_FIELDS(...) ((const LogField[]){__VA_ARGS__, {NULL, NULL, 0}})

/* Starts logging at `level` to stderr (with <N> priorities when systemd reads it) and, when `path`
 * is not NULL, to that file too (appended, mode 0640). Call once, before any thread starts. */
bool log_open(LogLevel level, const char *path, GError **error);
void log_close(void);

/* Reopens the file after rotation (SIGHUP). */
void log_reopen(void);

bool log_level_from_word(const char *word, LogLevel *ret_level);

/* Writes one line. `folder` is the room of the house, `event` a few plain words, `fields` from
 * LOG_FIELDS() or NULL. Values are quoted and control bytes escaped, so that a value can neither
 * forge a line nor a pair. Any thread; one write(2), no allocation for lines under 2 KiB. */
void log_event(LogLevel level, const char *folder, const char *event, const LogField *fields);

/* The same for a handled GError: event, then error="message" code=word. */
void log_error(LogLevel level, const char *folder, const char *event, const GError *error);
