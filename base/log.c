#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

#define LINE_MAX_BYTES   2048 /* longer lines are cut and end in "…" */
#define PREFIX_MAX_BYTES 32   /* priority or time, in front of the line */

typedef struct LevelRow {
    const char *word;
    char priority; /* syslog, for sd-daemon(3) "<N>" prefixes */
} LevelRow;

static const LevelRow LEVELS[] = {
    [LOG_ERROR] = {"error", '3'},
    [LOG_WARNING] = {"warning", '4'},
    [LOG_INFO] = {"info", '6'},
    [LOG_DEBUG] = {"debug", '7'},
};

/* Set before threads start; the file descriptor is replaced in place (dup2) on rotation. */
static LogLevel active_level = LOG_INFO;
static bool has_journal;
static char *file_path;
static int file_fd = -1;

typedef struct Line {
    char text[PREFIX_MAX_BYTES + LINE_MAX_BYTES];
    size_t length;
} Line;

static void add_bytes(Line *line, const char *bytes, size_t length) {
    size_t room = sizeof line->text - line->length;
    size_t n = MIN(length, room);
    memcpy(line->text + line->length, bytes, n);
    line->length += n;
}

static void add_text(Line *line, const char *text) {
    add_bytes(line, text, strlen(text));
}

static bool needs_quotes(const char *value) {
    for (const unsigned char *p = (const unsigned char *)value; *p; p++)
        if (*p <= 0x20 || *p == '"' || *p == '=' || *p == '\\' || *p == 0x7f)
            return true;
    return *value == '\0';
}

static void add_value(Line *line, const char *value) {
    if (!needs_quotes(value)) {
        add_text(line, value);
        return;
    }
    add_text(line, "\"");
    for (const unsigned char *p = (const unsigned char *)value; *p; p++) {
        char escaped[8];
        if (*p == '"' || *p == '\\')
            snprintf(escaped, sizeof escaped, "\\%c", *p);
        else if (*p < 0x20 || *p == 0x7f)
            snprintf(escaped, sizeof escaped, "\\x%02x", *p);
        else
            snprintf(escaped, sizeof escaped, "%c", *p);
        add_text(line, escaped);
    }
    add_text(line, "\"");
}

static void add_fields(Line *line, const LogField *fields) {
    for (const LogField *field = fields; field && field->key; field++) {
        add_text(line, " ");
        add_text(line, field->key);
        add_text(line, "=");
        if (field->text) {
            add_value(line, field->text);
        } else {
            char number[24];
            snprintf(number, sizeof number, "%" G_GINT64_FORMAT, field->number);
            add_text(line, number);
        }
    }
}

static void end_line(Line *line) {
    static const char cut[] = "…\n";
    if (line->length > LINE_MAX_BYTES - sizeof cut) {
        line->length = LINE_MAX_BYTES - sizeof cut;
        while (line->length > 0 && ((unsigned char)line->text[line->length] & 0xc0) == 0x80)
            line->length--;
        add_text(line, cut);
    } else {
        add_text(line, "\n");
    }
}

static void add_wall_time(Line *line) {
    int64_t now_us = clock_wall_us();
    time_t seconds = (time_t)(now_us / CLOCK_US_PER_S);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    char text[32];
    size_t n = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    add_bytes(line, text, n);
    snprintf(text, sizeof text, ".%03dZ ", (int)(now_us % CLOCK_US_PER_S / 1000));
    add_text(line, text);
}

/* A log that cannot be written must not stop the server: the result is ignored on purpose. */
static void write_line(int fd, const Line *line) {
    ssize_t ignored = write(fd, line->text, line->length);
    (void)ignored;
}

void log_event(LogLevel level, const char *folder, const char *event, const LogField *fields) {
    if (level > active_level)
        return;
    Line body = {.length = 0};
    add_text(&body, LEVELS[level].word);
    add_text(&body, " ");
    add_text(&body, folder);
    add_text(&body, ": ");
    add_text(&body, event);
    add_fields(&body, fields);
    end_line(&body);

    Line line = {.length = 0};
    if (has_journal) {
        const char prefix[] = {'<', LEVELS[level].priority, '>'};
        add_bytes(&line, prefix, sizeof prefix);
    } else {
        add_wall_time(&line);
    }
    add_bytes(&line, body.text, body.length);
    write_line(STDERR_FILENO, &line);

    if (file_fd >= 0) {
        line.length = 0;
        add_wall_time(&line);
        add_bytes(&line, body.text, body.length);
        write_line(file_fd, &line);
    }
}

void log_error(LogLevel level, const char *folder, const char *event, const GError *error) {
    log_event(level, folder, event,
              LOG_FIELDS({"error", .text = error ? error->message : "unknown"},
                         {"code", .text = error ? error_word(error_code(error)) : "internal"}));
}

static int open_file(const char *path) {
    return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
}

bool log_open(LogLevel level, const char *path, GError **error) {
    active_level = level;
    has_journal = g_getenv("JOURNAL_STREAM") != NULL;
    if (!path)
        return true;
    int fd = open_file(path);
    if (fd < 0) {
        int saved_errno = errno;
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot open log file '%s': %s", path,
                    g_strerror(saved_errno));
        return false;
    }
    file_fd = fd;
    file_path = g_strdup(path);
    return true;
}

void log_close(void) {
    if (file_fd >= 0)
        close(file_fd);
    file_fd = -1;
    g_clear_pointer(&file_path, g_free);
    active_level = LOG_INFO;
}

void log_reopen(void) {
    if (!file_path)
        return;
    int fd = open_file(file_path);
    if (fd < 0)
        return;
    dup3(fd, file_fd, O_CLOEXEC);
    close(fd);
}

bool log_level_from_word(const char *word, LogLevel *ret_level) {
    for (unsigned i = 0; i < G_N_ELEMENTS(LEVELS); i++) {
        if (g_str_equal(LEVELS[i].word, word)) {
            *ret_level = (LogLevel)i;
            return true;
        }
    }
    return false;
}
