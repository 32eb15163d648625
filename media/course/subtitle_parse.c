#include "media/course/subtitle_parse.h"

#include <string.h>

#include "media/course/subtitle_ass.h"
#include "media/course/subtitle_markup.h"
#include "media/course/subtitle_time.h"

#define ARROW "-->"

/* ---- lines ---- */

static char **lines_of(const char *text) {
    g_autoptr(GStrvBuilder) lines = g_strv_builder_new();
    for (const char *end; (end = strchr(text, '\n')); text = end + 1) {
        g_autofree char *line = g_strndup(text, (gsize)(end - text));
        g_strv_builder_add(lines, line);
    }
    g_strv_builder_add(lines, text);
    return g_strv_builder_end(lines);
}

static bool is_empty(const char *line) {
    return line[strspn(line, " \t")] == '\0';
}

static bool is_number(const char *line) {
    line += strspn(line, " \t");
    size_t digits = strspn(line, "0123456789");
    return digits > 0 && is_empty(line + digits);
}

static bool is_time_line(const char *line) {
    int64_t start, end;
    return strstr(line, ARROW) && subtitle_time_line(line, &start, &end);
}

/* A time line, or the number above one. */
static bool begins_cue(char *const *lines) {
    return lines[0] &&
           (is_time_line(lines[0]) || (is_number(lines[0]) && lines[1] && is_time_line(lines[1])));
}

/* A line like a time line that cannot be read: digits before the arrow. */
static bool looks_timed(const char *line) {
    const char *arrow = strstr(line, ARROW);
    return arrow && g_ascii_isdigit(line[strspn(line, " \t")]);
}

/* ---- SRT ---- */

/* Text goes on to the next time line: files without empty lines are common, and empty lines in
 * texts. */
static void parse_srt(char *const *lines, SubtitleDraft *draft) {
    g_autoptr(GString) text = g_string_new(NULL);
    while (*lines && !draft->has_too_many) {
        int64_t start, end;
        if (!subtitle_time_line(*lines, &start, &end)) {
            draft->n_unread += looks_timed(*lines);
            lines++;
            continue;
        }
        g_string_truncate(text, 0);
        for (lines++; *lines && !begins_cue(lines) && !looks_timed(*lines); lines++) {
            subtitle_markup_srt(text, *lines);
            g_string_append_c(text, '\n');
        }
        subtitle_draft_add(draft, start, end, text);
    }
}

/* ---- WebVTT §6: blocks divided by empty lines ---- */

static char *const *next_block(char *const *lines) {
    while (*lines && !is_empty(*lines))
        lines++;
    while (*lines && is_empty(*lines))
        lines++;
    return lines;
}

static void parse_vtt(char *const *lines, SubtitleDraft *draft) {
    g_autoptr(GString) text = g_string_new(NULL);
    for (lines = next_block(lines); *lines && !draft->has_too_many; lines = next_block(lines)) {
        int64_t start, end;
        if (!strstr(*lines, ARROW) && lines[1] && strstr(lines[1], ARROW))
            lines++; /* the cue's name */
        if (!subtitle_time_line(*lines, &start, &end)) {
            draft->n_unread += looks_timed(*lines);
            continue;
        }
        g_string_truncate(text, 0);
        while (lines[1] && !is_empty(lines[1]) && !strstr(lines[1], ARROW)) {
            subtitle_markup_vtt(text, *++lines);
            g_string_append_c(text, '\n');
        }
        subtitle_draft_add(draft, start, end, text);
    }
}

/* ---- which ---- */

static bool is_vtt(const char *text) {
    size_t length = strlen("WEBVTT");
    return strncmp(text, "WEBVTT", length) == 0 &&
           (text[length] == '\0' || strchr(" \t\n", text[length]));
}

static bool is_srt(char *const *lines) {
    for (; *lines; lines++) {
        if (is_time_line(*lines))
            return true;
    }
    return false;
}

bool subtitle_parse(const char *text, SubtitleDraft *draft) {
    text += strspn(text, " \t\n");
    g_auto(GStrv) lines = lines_of(text);
    if (is_vtt(text))
        parse_vtt(lines, draft);
    else if (subtitle_ass_is(lines))
        subtitle_ass_read(lines, draft);
    else if (is_srt(lines))
        parse_srt(lines, draft);
    else
        return false;
    return true;
}
