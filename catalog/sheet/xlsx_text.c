#include "catalog/sheet/xlsx_text.h"

#include <string.h>

#define ESCAPE_LENGTH 7 /* _xHHHH_ */

/* 0: not an escape, or not of a character of its own. */
static gunichar read_escape(const char *text) {
    gunichar c = 0;
    if (text[0] != '_' || text[1] != 'x')
        return 0;
    for (unsigned i = 2; i < 6; i++) {
        if (!g_ascii_isxdigit(text[i]))
            return 0;
        c = c * 16 + (gunichar)g_ascii_xdigit_value(text[i]);
    }
    return text[6] == '_' && g_unichar_validate(c) ? c : 0;
}

void xlsx_text_unescape(GString *text, size_t start) {
    const char *from = strstr(text->str + start, "_x");
    if (!from)
        return;
    char *to = text->str + (from - text->str);
    while (*from) {
        gunichar c = read_escape(from);
        if (c) {
            to += g_unichar_to_utf8(c, to); /* at most 3 bytes for 7 */
            from += ESCAPE_LENGTH;
        } else {
            *to++ = *from++;
        }
    }
    g_string_truncate(text, (gsize)(to - text->str));
}
