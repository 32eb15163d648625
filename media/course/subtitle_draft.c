#include "media/course/subtitle_draft.h"

#include <string.h>

#include "media/course/subtitle_limits.h"

#define BYTE_ORDER_MARK 0xFEFFu

static void clear_cue(gpointer data) {
    g_free(((SubtitleCue *)data)->text);
}

SubtitleDraft *subtitle_draft_new(void) {
    SubtitleDraft *draft = g_new0(SubtitleDraft, 1);
    draft->cues = g_array_new(FALSE, FALSE, sizeof(SubtitleCue));
    g_array_set_clear_func(draft->cues, clear_cue);
    draft->too_long_us = -1;
    return draft;
}

void subtitle_draft_free(SubtitleDraft *draft) {
    if (!draft)
        return;
    g_array_unref(draft->cues);
    g_free(draft);
}

static unsigned lines_of(const char *text) {
    unsigned n = *text ? 1 : 0;
    for (const char *at = text; (at = strchr(at, '\n')); at++)
        n++;
    return n;
}

bool subtitle_draft_join(GString *text, const char *extra) {
    unsigned n_lines = lines_of(text->str);
    bool is_joined = false;
    while (*extra) {
        size_t length = strcspn(extra, "\n");
        if (n_lines > 0)
            g_string_append_c(text, n_lines < SUBTITLE_MAX_LINES ? '\n' : ' ');
        is_joined = is_joined || n_lines >= SUBTITLE_MAX_LINES;
        g_string_append_len(text, extra, (gssize)length);
        n_lines++;
        extra += length + (extra[length] == '\n');
    }
    return is_joined;
}

static bool is_blank(gunichar sign) {
    return sign == ' ' || sign == '\t' || sign == 0xA0 || sign == 0x3000;
}

/* One line without blanks around it and without control characters; nothing when it is empty. */
static void tidy_line(GString *out, const char *line, const char *end) {
    size_t start = out->len, last = out->len;
    for (const char *at = line; at < end; at = g_utf8_next_char(at)) {
        gunichar sign = g_utf8_get_char(at);
        if (sign == '\t')
            sign = ' ';
        bool is_dropped = sign < 0x20 || (sign >= 0x7F && sign < 0xA0) || sign == BYTE_ORDER_MARK;
        if (is_dropped || (is_blank(sign) && out->len == start))
            continue;
        g_string_append_unichar(out, sign);
        if (!is_blank(sign))
            last = out->len;
    }
    g_string_truncate(out, last);
    if (out->len > start)
        g_string_append_c(out, '\n');
}

static char *tidy(const GString *text) {
    GString *out = g_string_sized_new(text->len);
    for (const char *at = text->str, *end = at + text->len; at < end;) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        tidy_line(out, at, line_end ? line_end : end);
        at = line_end ? line_end + 1 : end;
    }
    if (out->len > 0)
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

void subtitle_draft_add(SubtitleDraft *draft, int64_t start_us, int64_t end_us, GString *text) {
    g_autofree char *tidied = tidy(text);
    if (!*tidied)
        return;
    if (draft->cues->len >= SUBTITLE_MAX_CUES) {
        draft->has_too_many = true;
        return;
    }
    if (strlen(tidied) > SUBTITLE_MAX_CUE_BYTES) {
        if (draft->too_long_us < 0)
            draft->too_long_us = start_us;
        return;
    }
    GString *lines = g_string_new(NULL);
    draft->n_long += subtitle_draft_join(lines, tidied);
    SubtitleCue cue = {start_us, end_us, g_string_free(lines, FALSE)};
    g_array_append_val(draft->cues, cue);
}
