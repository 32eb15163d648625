#include "catalog/course/course_cut.h"

#include <stdbool.h>

#include "catalog/store/field_text.h"

static bool is_letter(gunichar c) {
    return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* Scripts without spaces between words. */
static bool is_dense(gunichar c) {
    switch (g_unichar_get_script(c)) {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_YI:
    case G_UNICODE_SCRIPT_TAI_LE:
    case G_UNICODE_SCRIPT_NEW_TAI_LUE:
    case G_UNICODE_SCRIPT_TAI_THAM:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_MYANMAR:
        return true;
    default:
        return false;
    }
}

/* Letters of one kind, one behind the other. */
typedef struct Run {
    const char *from, *to;
    bool is_dense;
    unsigned n_chars;
} Run;

/* The next run from `text` on; false at the end. A mark belongs to the letter before it. */
static bool next_run(const char *text, Run *ret_run) {
    while (*text && !is_letter(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    *ret_run = (Run){.from = text, .to = text, .is_dense = is_dense(g_utf8_get_char(text))};
    for (; *ret_run->to; ret_run->to = g_utf8_next_char(ret_run->to)) {
        gunichar c = g_utf8_get_char(ret_run->to);
        if (!is_letter(c) || (!g_unichar_ismark(c) && is_dense(c) != ret_run->is_dense))
            break;
        ret_run->n_chars++;
    }
    return ret_run->n_chars > 0;
}

static void append_pairs(GString *out, const Run *run) {
    for (const char *p = run->from; p < run->to; p = g_utf8_next_char(p)) {
        const char *next = g_utf8_next_char(p);
        const char *end = next < run->to ? g_utf8_next_char(next) : next;
        if (next == run->to && run->n_chars > 1)
            return;
        if (p > run->from)
            g_string_append_c(out, ' ');
        g_string_append_len(out, p, end - p);
    }
}

char *course_cut_text(const char *text) {
    g_autofree char *folded = text ? field_text_fold(text) : NULL;
    GString *out = g_string_new(NULL);
    Run run;
    for (const char *p = folded ? folded : ""; next_run(p, &run); p = run.to) {
        if (out->len > 0)
            g_string_append_c(out, ' ');
        if (!run.is_dense) {
            g_string_append_len(out, run.from, run.to - run.from);
            continue;
        }
        append_pairs(out, &run);
        if (run.n_chars > 1) {
            const char *last = g_utf8_prev_char(run.to);
            g_string_append_c(out, ' ');
            g_string_append_len(out, last, run.to - last);
        }
    }
    return g_string_free(out, FALSE);
}

static void append_term(GString *out, const Run *run, bool is_last) {
    g_string_append(out, out->len > 0 ? " AND \"" : "\"");
    if (run->is_dense)
        append_pairs(out, run);
    else
        g_string_append_len(out, run->from, run->to - run->from);
    g_string_append(out, run->is_dense ? (run->n_chars == 1 ? "\"*" : "\"")
                         : is_last     ? "\"*"
                                       : "\"");
}

char *course_cut_match(const char *typed) {
    g_autofree char *folded = typed ? field_text_fold(typed) : NULL;
    GString *out = g_string_new(NULL);
    Run run;
    unsigned n = 0;
    for (const char *p = folded ? folded : ""; n < COURSE_CUT_MAX_TERMS && next_run(p, &run);
         p = run.to, n++) {
        Run behind;
        append_term(out, &run, !next_run(run.to, &behind));
    }
    return g_string_free(out, out->len == 0);
}
