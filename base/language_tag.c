#include "base/language_tag.h"

#include <glib.h>
#include <string.h>

static bool is_made_of(const char *text, bool takes_digits) {
    for (; *text; text++) {
        if (!g_ascii_isalpha(*text) && !(takes_digits && g_ascii_isdigit(*text)))
            return false;
    }
    return true;
}

static bool is_letters(const char *text, size_t least, size_t most) {
    size_t length = strlen(text);
    return length >= least && length <= most && is_made_of(text, false);
}

static bool is_mixed(const char *text, size_t least, size_t most) {
    size_t length = strlen(text);
    return length >= least && length <= most && is_made_of(text, true);
}

static bool is_region(const char *text) {
    return is_letters(text, 2, 2) || (strlen(text) == 3 && strspn(text, "0123456789") == 3);
}

static bool is_variant(const char *text) {
    return is_mixed(text, 5, 8) || (g_ascii_isdigit(*text) && is_mixed(text, 4, 4));
}

/* One or more subtags of `least` to eight signs behind a single one. */
static bool skip_extension(char ***at, size_t least) {
    char **now = *at + 1;
    if (!*now || !is_mixed(*now, least, 8))
        return false;
    while (*now && is_mixed(*now, least, 8))
        now++;
    *at = now;
    return true;
}

static bool is_private(const char *text) {
    return g_ascii_strcasecmp(text, "x") == 0;
}

static char **skip_language(char **at) {
    if (!is_letters(*at, 2, 8))
        return NULL;
    bool takes_more = strlen(*at) <= 3;
    at++;
    for (unsigned n = 0; takes_more && n < 3 && *at && is_letters(*at, 3, 3); n++)
        at++;
    return at;
}

static bool is_sound(char **at) {
    if (!is_private(*at)) {
        at = skip_language(at);
        if (!at)
            return false;
        at += *at && is_letters(*at, 4, 4);
        at += *at && is_region(*at);
        while (*at && is_variant(*at))
            at++;
        while (*at && is_mixed(*at, 1, 1) && !is_private(*at)) {
            if (!skip_extension(&at, 2))
                return false;
        }
    }
    if (*at && is_private(*at) && !skip_extension(&at, 1))
        return false;
    return *at == NULL;
}

bool language_tag_is_sound(const char *tag) {
    if (*tag == '\0' || strlen(tag) > LANGUAGE_TAG_MAX_BYTES)
        return false;
    g_auto(GStrv) subtags = g_strsplit(tag, "-", -1);
    return is_sound(subtags);
}
