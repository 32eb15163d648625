#include "catalog/intake/import_mask.h"

#include <string.h>

#define MASKED_RUN   7 /* digits in a row that may be a telephone or identity number */
#define SHOWN_BEFORE 3
#define SHOWN_AFTER  2

static void append_masked(GString *out, const char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        g_string_append_c(out, i < SHOWN_BEFORE || i + SHOWN_AFTER >= length ? text[i] : '*');
}

static size_t digits_at(const char *text) {
    return strspn(text, "0123456789");
}

static char *mask_all(const char *text) {
    GString *out = g_string_new(NULL);
    size_t n_chars = (size_t)g_utf8_strlen(text, -1), i = 0;
    for (const char *at = text; *at; at = g_utf8_next_char(at), i++) {
        bool is_shown = n_chars > SHOWN_BEFORE + SHOWN_AFTER &&
                        (i < SHOWN_BEFORE || i + SHOWN_AFTER >= n_chars);
        if (is_shown)
            g_string_append_unichar(out, g_utf8_get_char(at));
        else
            g_string_append_c(out, '*');
    }
    return g_string_free(out, FALSE);
}

static char *mask_runs(const char *text) {
    GString *out = g_string_new(NULL);
    while (*text) {
        size_t run = digits_at(text);
        if (run >= MASKED_RUN)
            append_masked(out, text, run);
        else
            g_string_append_len(out, text, (gssize)run);
        text += run;
        if (*text) {
            g_string_append_unichar(out, g_utf8_get_char(text));
            text = g_utf8_next_char(text);
        }
    }
    return g_string_free(out, FALSE);
}

char *import_mask_sample(const char *text, bool is_secret) {
    size_t n_chars = MIN((size_t)g_utf8_strlen(text, -1), (size_t)IMPORT_SAMPLE_MAX_CHARS);
    g_autofree char *cut = g_utf8_substring(text, 0, (glong)n_chars);
    return is_secret ? mask_all(cut) : mask_runs(cut);
}
