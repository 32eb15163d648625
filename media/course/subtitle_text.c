#include "media/course/subtitle_text.h"

#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "media/course/subtitle_chinese.h"

static const struct {
    const char *charset, *mark;
    size_t mark_length;
} ENCODINGS[] = {
    [SUBTITLE_UTF8] = {"UTF-8", "\xEF\xBB\xBF", 3},
    [SUBTITLE_UTF16_LE] = {"UTF-16LE", "\xFF\xFE", 2},
    [SUBTITLE_UTF16_BE] = {"UTF-16BE", "\xFE\xFF", 2},
    [SUBTITLE_GB18030] = {"GB18030", "\x84\x31\x95\x33", 4},
};

/* Without a mark, UTF-16 is known by its digits and arrows: each has a zero byte on the same side.
 * Few signs, such as U+4E00, have one on the other. */
#define UTF16_LEAST_ZEROS_PERCENT 10
#define UTF16_MOST_OTHERS         8 /* times as many on the one side */

static bool begins(const uint8_t *bytes, size_t length, SubtitleEncoding encoding) {
    size_t mark = ENCODINGS[encoding].mark_length;
    return length >= mark && memcmp(bytes, ENCODINGS[encoding].mark, mark) == 0;
}

static SubtitleEncoding utf16_without_mark(const uint8_t *bytes, size_t length) {
    size_t zeros[2] = {0, 0};
    for (size_t i = 0; i < length; i++)
        zeros[i % 2] += bytes[i] == 0;
    size_t least = length / 2 * UTF16_LEAST_ZEROS_PERCENT / 100 + 1;
    unsigned side = zeros[1] > zeros[0];
    bool is_sure = zeros[side] >= least && zeros[side] >= UTF16_MOST_OTHERS * zeros[!side];
    if (length % 2 != 0 || !is_sure)
        return SUBTITLE_UNKNOWN;
    return side == 1 ? SUBTITLE_UTF16_LE : SUBTITLE_UTF16_BE;
}

SubtitleEncoding subtitle_text_encoding(const uint8_t *bytes, size_t length) {
    for (SubtitleEncoding encoding = SUBTITLE_UTF8; encoding <= SUBTITLE_GB18030; encoding++) {
        if (begins(bytes, length, encoding))
            return encoding;
    }
    if (memchr(bytes, 0, length))
        return utf16_without_mark(bytes, length);
    if (g_utf8_validate_len((const char *)bytes, length, NULL))
        return SUBTITLE_UTF8;
    return subtitle_chinese_is_gb18030(bytes, length) ? SUBTITLE_GB18030 : SUBTITLE_UNKNOWN;
}

/* "\r\n" and "\r" are ends of lines too. */
static char *take_lines(char *take_text) {
    char *out = take_text;
    for (const char *at = take_text; *at; at++) {
        if (*at != '\r')
            *out++ = *at;
        else if (at[1] != '\n')
            *out++ = '\n';
    }
    *out = '\0';
    return take_text;
}

char *subtitle_text_decode(const uint8_t *bytes, size_t length, GError **error) {
    SubtitleEncoding encoding = subtitle_text_encoding(bytes, length);
    if (encoding != SUBTITLE_UNKNOWN) {
        size_t skip = begins(bytes, length, encoding) ? ENCODINGS[encoding].mark_length : 0;
        gsize written;
        g_autofree char *text =
            g_convert((const char *)bytes + skip, (gssize)(length - skip), "UTF-8",
                      ENCODINGS[encoding].charset, NULL, &written, NULL);
        if (text && g_utf8_validate_len(text, written, NULL))
            return take_lines(g_steal_pointer(&text));
    }
    g_set_error_literal(
        error, BASE_ERROR, ERROR_UNSUPPORTED,
        "The signs of this subtitle file cannot be read for certain: save it as UTF-8 and send "
        "it again.");
    return NULL;
}
