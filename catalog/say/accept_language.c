#include "catalog/say/accept_language.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define FULL_QUALITY 1000 /* thousandths; RFC 9110 §12.4.2 has three decimals */

typedef struct Range {
    const char *tag; /* not terminated */
    size_t tag_length;
    unsigned quality;
} Range;

static const char *skip_space(const char *at) {
    return at + strspn(at, " \t");
}

/* "0.8" and what follows is the end of the range. */
static bool read_quality(const char *text, const char *end, unsigned *ret_quality) {
    if (text == end || (*text != '0' && *text != '1'))
        return false;
    unsigned quality = *text == '1' ? FULL_QUALITY : 0, unit = FULL_QUALITY / 10;
    const char *at = text + 1;
    if (at < end && *at == '.')
        for (at++; at < end && unit > 0 && g_ascii_isdigit(*at); at++, unit /= 10)
            quality += (unsigned)g_ascii_digit_value(*at) * unit;
    at += strspn(at, " \t");
    *ret_quality = quality;
    return at >= end && quality <= FULL_QUALITY;
}

static bool read_range(const char *text, const char *end, Range *ret_range) {
    const char *tag = skip_space(text);
    size_t length = strcspn(tag, " \t;,");
    *ret_range = (Range){tag, length, FULL_QUALITY};
    const char *at = skip_space(tag + length);
    if (length == 0 || at >= end)
        return length > 0;
    if (*at != ';')
        return false;
    at = skip_space(at + 1);
    return g_ascii_strncasecmp(at, "q=", 2) == 0 && read_quality(at + 2, end, &ret_range->quality);
}

static bool suits(const Range *range, const char *tag) {
    if (range->tag_length == 1 && *range->tag == '*')
        return true;
    size_t length = strcspn(tag, "-");
    return range->tag_length >= length && g_ascii_strncasecmp(range->tag, tag, length) == 0 &&
           (range->tag_length == length || range->tag[length] == '-');
}

unsigned accept_language_best(const char *field, const char *const *tags) {
    unsigned best = 0, best_quality = 0;
    for (const char *at = field ? field : ""; *at;) {
        const char *end = at + strcspn(at, ",");
        Range range;
        if (read_range(at, end, &range) && range.quality > best_quality) {
            unsigned i = 0;
            while (tags[i] && !suits(&range, tags[i]))
                i++;
            if (tags[i]) {
                best = i;
                best_quality = range.quality;
            }
        }
        at = *end ? end + 1 : end;
    }
    return best;
}
