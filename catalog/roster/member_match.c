#include "catalog/roster/member_match.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* Line 0 is the name, odd lines are pinyin, even ones initials. */
static MemberMatch match_line(unsigned line, const char *text, size_t length, const char *typed,
                              size_t typed_length) {
    bool is_initials = line > 0 && line % 2 == 0;
    if (length < typed_length || memcmp(text, typed, typed_length) != 0)
        return MEMBER_MATCH_INSIDE;
    if (length == typed_length)
        return is_initials ? MEMBER_MATCH_INITIALS : MEMBER_MATCH_EXACT;
    return is_initials ? MEMBER_MATCH_FEWER : MEMBER_MATCH_PREFIX;
}

MemberMatch member_match(const char *search_key, const char *typed_key) {
    if (!*typed_key)
        return MEMBER_MATCH_EXACT;
    if (!strstr(search_key, typed_key))
        return MEMBER_MATCH_NONE;
    MemberMatch best = MEMBER_MATCH_INSIDE;
    size_t typed_length = strlen(typed_key);
    unsigned line = 0;
    for (const char *start = search_key; start; line++) {
        const char *end = strchr(start, '\n');
        size_t length = end ? (size_t)(end - start) : strlen(start);
        best = MIN(best, match_line(line, start, length, typed_key, typed_length));
        start = end ? end + 1 : NULL;
    }
    return best;
}
