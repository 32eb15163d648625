#include "media/course/subtitle_time.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#define MAX_PARTS    3
#define MAX_DIGITS   4 /* of hours */
#define MAX_FRACTION 9
#define SECOND_US    INT64_C(1000000)
#define ARROW        "-->"

static bool read_number(const char **at, int64_t *ret_value) {
    unsigned n = 0;
    for (*ret_value = 0; n < MAX_DIGITS && g_ascii_isdigit(**at); n++)
        *ret_value = *ret_value * 10 + g_ascii_digit_value(*(*at)++);
    return n > 0 && !g_ascii_isdigit(**at);
}

static int64_t read_fraction(const char **at) {
    int64_t us = 0, unit = SECOND_US / 10;
    if ((**at != ',' && **at != '.') || !g_ascii_isdigit((*at)[1]))
        return 0;
    ++*at;
    for (unsigned n = 0; n < MAX_FRACTION && g_ascii_isdigit(**at); n++, unit /= 10)
        us += unit * g_ascii_digit_value(*(*at)++);
    return us;
}

static void skip_blanks(const char **at) {
    *at += strspn(*at, " \t");
}

bool subtitle_time_read(const char **at, int64_t *ret_us) {
    const char *now = *at;
    int64_t seconds = 0;
    for (unsigned i = 0; i < MAX_PARTS; i++) {
        int64_t value;
        if (!read_number(&now, &value) || (i > 0 && value > 60))
            return false;
        seconds = seconds * 60 + value;
        bool has_more = *now == ':' && i + 1 < MAX_PARTS;
        if (!has_more && i == 0)
            return false;
        if (!has_more)
            break;
        now++;
        skip_blanks(&now);
    }
    *ret_us = seconds * SECOND_US + read_fraction(&now);
    *at = now;
    return true;
}

bool subtitle_time_line(const char *line, int64_t *ret_start_us, int64_t *ret_end_us) {
    skip_blanks(&line);
    if (!subtitle_time_read(&line, ret_start_us))
        return false;
    skip_blanks(&line);
    if (!g_str_has_prefix(line, ARROW))
        return false;
    line += strlen(ARROW);
    skip_blanks(&line);
    return subtitle_time_read(&line, ret_end_us) && (*line == '\0' || strchr(" \t\r\n", *line));
}

void subtitle_time_write(int64_t us, char ret_text[SUBTITLE_TIME_BYTES]) {
    int64_t ms = us / 1000, seconds = ms / 1000;
    (void)snprintf(ret_text, SUBTITLE_TIME_BYTES, "%02d:%02d:%02d.%03d", (int)(seconds / 3600),
                   (int)(seconds / 60 % 60), (int)(seconds % 60), (int)(ms % 1000));
}
