#include "catalog/store/field_text.h"

#include <string.h>

#include "base/error.h"

/* Unicode bidirectional embeddings, overrides and isolates: they make a name look like another. */
static bool turns_direction(gunichar c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static bool is_allowed(gunichar c) {
    GUnicodeType type = g_unichar_type(c);
    return type != G_UNICODE_CONTROL && type != G_UNICODE_LINE_SEPARATOR &&
           type != G_UNICODE_PARAGRAPH_SEPARATOR && type != G_UNICODE_SURROGATE &&
           !turns_direction(c);
}

bool field_text_check(const char *attempt, const char *text, size_t max_chars, GError **error) {
    if (!text || !g_utf8_validate(text, -1, NULL)) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "%s: it is not UTF-8 text", attempt);
        return false;
    }
    size_t n_chars = (size_t)g_utf8_strlen(text, -1);
    if (n_chars == 0 || n_chars > max_chars) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "%s: it needs 1 to %" G_GSIZE_FORMAT " characters, not %" G_GSIZE_FORMAT,
                    attempt, max_chars, n_chars);
        return false;
    }
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        if (is_allowed(g_utf8_get_char(p)))
            continue;
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "%s: character U+%04X is not allowed",
                    attempt, g_utf8_get_char(p));
        return false;
    }
    return true;
}

/* Folding may denormalise (UAX #15, "stability"), so that NFKC stands on both sides. */
char *field_text_fold(const char *text) {
    g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
    if (!composed)
        return NULL;
    g_autofree char *folded = g_utf8_casefold(composed, -1);
    return g_utf8_normalize(folded, -1, G_NORMALIZE_NFKC);
}

char *field_text_cut(const char *text, size_t max_bytes) {
    if (!text)
        return NULL;
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    if (strlen(valid) <= max_bytes)
        return g_steal_pointer(&valid);
    const char *end = g_utf8_find_prev_char(valid, valid + max_bytes + 1);
    return g_strndup(valid, (size_t)(end - valid));
}
