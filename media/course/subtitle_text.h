/* Bytes of a text file → UTF-8. UTF-8 and UTF-16 with or without a byte order mark; GB18030 only
 * when it reads as Chinese or as a minority script: bytes of another encoding are often valid
 * GB18030, and an error that says so is better than a lesson with wrong signs. Pure. */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

typedef enum SubtitleEncoding {
    SUBTITLE_UTF8,
    SUBTITLE_UTF16_LE,
    SUBTITLE_UTF16_BE,
    SUBTITLE_GB18030,
    SUBTITLE_UNKNOWN,
} SubtitleEncoding;

/* Without decoding all of it. */
SubtitleEncoding subtitle_text_encoding(const uint8_t *bytes, size_t length);

/* Without byte order mark, ends of lines as "\n". NULL: ERROR_UNSUPPORTED, one sentence. Caller
 * frees. */
char *subtitle_text_decode(const uint8_t *bytes, size_t length, GError **error);
