#include "media/deliver/attachment_name.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define FALLBACK "recording"

/* Windows takes none of these, and neither dots nor spaces at the end. */
static const char FORBIDDEN[] = "/\\:*?\"<>|%;";

static char *clean(const char *title) {
    g_autofree char *valid = g_utf8_make_valid(title, -1);
    GString *name = g_string_new(NULL);
    unsigned n_chars = 0;
    for (const char *at = valid; *at && n_chars < ATTACHMENT_NAME_MAX_CHARS;
         at = g_utf8_next_char(at)) {
        gunichar letter = g_utf8_get_char(at);
        bool is_hidden = name->len == 0 && (letter == '.' || letter == ' ');
        if (is_hidden || !g_unichar_isprint(letter))
            continue;
        g_string_append_unichar(name,
                                letter < 0x80 && strchr(FORBIDDEN, (int)letter) ? '_' : letter);
        n_chars++;
    }
    while (name->len > 0 && strchr(". ", name->str[name->len - 1]))
        g_string_truncate(name, name->len - 1);
    return g_string_free(name, FALSE);
}

char *attachment_name_field(const char *title, const char *ending) {
    g_autofree char *name = clean(title);
    const char *known = *name ? name : FALLBACK;
    g_autofree char *escaped = g_uri_escape_string(known, NULL, FALSE);
    return g_strdup_printf("attachment; filename=\"%s%s\"; filename*=UTF-8''%s%s",
                           g_str_is_ascii(known) ? known : FALLBACK, ending, escaped, ending);
}
