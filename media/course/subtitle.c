#include "media/course/subtitle.h"

#include <stdbool.h>

#include "base/error.h"
#include "media/course/subtitle_draft.h"
#include "media/course/subtitle_order.h"
#include "media/course/subtitle_parse.h"
#include "media/course/subtitle_text.h"
#include "media/course/subtitle_time.h"

/* More cues than this share that end before they begin: the times mean something else. */
#define MAX_ENDED_PERCENT 10
#define SPARED_ENDED      2

struct SubtitleFile {
    GArray *cues; /* SubtitleCue, one at a time */
    char *warning;
};

void subtitle_free(SubtitleFile *file) {
    if (!file)
        return;
    if (file->cues)
        g_array_unref(file->cues);
    g_free(file->warning);
    g_free(file);
}

/* ---- what cannot be used ---- */

static void fail(GError **error, ErrorCode code, const char *sentence) {
    g_set_error_literal(error, BASE_ERROR, (int)code, sentence);
}

static bool check_draft(const SubtitleDraft *draft, GError **error) {
    char time[SUBTITLE_TIME_BYTES];
    if (draft->has_too_many) {
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE, "A subtitle file has at most %u subtitles.",
                    SUBTITLE_MAX_CUES);
    } else if (draft->too_long_us >= 0) {
        subtitle_time_write(draft->too_long_us, time);
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "The subtitle at %s is far too long: the times of those behind it are missing.",
                    time);
    } else if (draft->cues->len == 0 && draft->n_unread > 0) {
        fail(error, ERROR_INVALID, "None of the times in this subtitle file can be read.");
    } else if (draft->cues->len == 0) {
        fail(error, ERROR_INVALID, "There is no subtitle in this file.");
    } else {
        return true;
    }
    return false;
}

static bool check_order(const GArray *cues, const SubtitleRepairs *repairs, unsigned n_before,
                        GError **error) {
    unsigned n_ended = repairs->n_ended > SPARED_ENDED ? repairs->n_ended : 0;
    if (n_ended * 100 > n_before * MAX_ENDED_PERCENT)
        fail(error, ERROR_INVALID, "The times in this subtitle file run backwards.");
    else if (cues->len == 0)
        fail(error, ERROR_INVALID, "All subtitles of this file begin after the end of the lesson.");
    else
        return true;
    return false;
}

/* ---- what was changed ---- */

/* Whether a part follows; divides it from the one before. */
static bool has_part(GString *list, unsigned n) {
    if (n > 0 && list->len > 0)
        g_string_append(list, ", ");
    return n > 0;
}

static char *warning_of(const SubtitleDraft *draft, const SubtitleRepairs *repairs) {
    g_autoptr(GString) list = g_string_new(NULL);
    if (has_part(list, repairs->n_beyond))
        g_string_append_printf(list, "%u left out beyond the end of the lesson", repairs->n_beyond);
    if (has_part(list, repairs->n_cut))
        g_string_append_printf(list, "%u cut at the end of the lesson", repairs->n_cut);
    if (has_part(list, draft->n_unread))
        g_string_append_printf(list, "%u left out for times that cannot be read", draft->n_unread);
    if (has_part(list, repairs->n_ended))
        g_string_append_printf(list, "%u given an end", repairs->n_ended);
    if (has_part(list, repairs->n_sorted))
        g_string_append_printf(list, "%u put in the order of their times", repairs->n_sorted);
    if (has_part(list, repairs->n_crowded))
        g_string_append_printf(list, "%u left out where too many are shown at once",
                               repairs->n_crowded);
    if (has_part(list, repairs->n_shared))
        g_string_append_printf(list, "%u shown together with another one", repairs->n_shared);
    if (has_part(list, draft->n_long))
        g_string_append_printf(list, "%u with lines joined", draft->n_long);
    return list->len > 0 ? g_strdup_printf("The subtitles were changed: %s.", list->str)
                         : g_strdup("");
}

SubtitleFile *subtitle_read(const uint8_t *bytes, size_t length, int64_t duration_us,
                            GError **error) {
    if (length > SUBTITLE_MAX_BYTES) {
        fail(error, ERROR_TOO_LARGE, "A subtitle file has at most 8 MiB.");
        return NULL;
    }
    g_autofree char *text = subtitle_text_decode(bytes, length, error);
    if (!text)
        return NULL;
    g_autoptr(SubtitleDraft) draft = subtitle_draft_new();
    if (!subtitle_parse(text, draft)) {
        fail(error, ERROR_UNSUPPORTED,
             "This is no subtitle file: SRT, WebVTT, ASS and SSA can be used.");
        return NULL;
    }
    if (!check_draft(draft, error))
        return NULL;
    unsigned n_before = draft->cues->len;
    SubtitleRepairs repairs;
    g_autoptr(SubtitleFile) file = g_new0(SubtitleFile, 1);
    file->cues = subtitle_order(draft, duration_us, &repairs);
    if (!check_order(file->cues, &repairs, n_before, error))
        return NULL;
    file->warning = warning_of(draft, &repairs);
    return g_steal_pointer(&file);
}

unsigned subtitle_count(const SubtitleFile *file) {
    return file->cues->len;
}

const char *subtitle_warning(const SubtitleFile *file) {
    return file->warning;
}

/* ---- WebVTT ---- */

static void append_escaped(GString *out, const char *text) {
    for (; *text; text++) {
        if (*text == '&')
            g_string_append(out, "&amp;");
        else if (*text == '<')
            g_string_append(out, "&lt;");
        else if (*text == '>')
            g_string_append(out, "&gt;");
        else
            g_string_append_c(out, *text);
    }
}

void subtitle_append_vtt(const SubtitleFile *file, GString *out) {
    g_string_append(out, "WEBVTT\n");
    for (unsigned i = 0; i < file->cues->len; i++) {
        const SubtitleCue *cue = &g_array_index(file->cues, SubtitleCue, i);
        char start[SUBTITLE_TIME_BYTES], end[SUBTITLE_TIME_BYTES];
        subtitle_time_write(cue->start_us, start);
        subtitle_time_write(cue->end_us, end);
        g_string_append_printf(out, "\n%s --> %s\n", start, end);
        append_escaped(out, cue->text);
        g_string_append_c(out, '\n');
    }
}
