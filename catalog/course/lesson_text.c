#include "catalog/course/lesson_text.h"

#include "base/error.h"
#include "catalog/store/field_text.h"

static bool check_length(const char *attempt, const char *text, size_t least, size_t max_chars,
                         GError **error) {
    size_t n_chars = (size_t)g_utf8_strlen(text, -1);
    if (n_chars >= least && n_chars <= max_chars)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_INVALID,
                "%s: it needs %" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT
                " characters, not %" G_GSIZE_FORMAT,
                attempt, least, max_chars, n_chars);
    return false;
}

static bool check_lines(const char *attempt, const char *text, size_t max_chars, GError **error) {
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (unsigned i = 0; lines[i]; i++)
        if (*lines[i] && !field_text_check(attempt, lines[i], max_chars, error))
            return false;
    return true;
}

bool lesson_text_check(const char *attempt, const char *text, size_t max_chars, GError **error) {
    return !text || (check_length(attempt, text, 0, max_chars, error) &&
                     check_lines(attempt, text, max_chars, error));
}

bool lesson_text_check_some(const char *attempt, const char *text, size_t max_chars,
                            GError **error) {
    g_autofree char *bare = g_strstrip(g_strdup(text ? text : ""));
    return check_length(attempt, bare, 1, max_chars, error) &&
           check_lines(attempt, text, max_chars, error);
}
