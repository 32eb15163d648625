/* Packets written as hexadecimal text, for tests. */
#pragma once

#include <glib.h>
#include <string.h>

/* "80 60 00…" as bytes of exactly their number, so that a sanitizer sees each byte read too far. */
static inline GByteArray *packet_bytes(const char *hex) {
    GByteArray *bytes = g_byte_array_new();
    for (const char *at = hex; *at; at++) {
        if (*at == ' ')
            continue;
        g_assert_true(g_ascii_isxdigit(at[0]) && g_ascii_isxdigit(at[1]));
        guint8 byte = (guint8)(g_ascii_xdigit_value(at[0]) << 4 | g_ascii_xdigit_value(at[1]));
        g_byte_array_append(bytes, &byte, 1);
        at++;
    }
    return bytes;
}

/* The first `length` bytes alone; free with g_free(). */
static inline guint8 *packet_cut(const GByteArray *bytes, gsize length) {
    guint8 *cut = g_malloc(MAX(length, 1));
    if (length > 0)
        memcpy(cut, bytes->data, length);
    return cut;
}

static inline void packet_expect(const guint8 *bytes, gsize length, const char *hex) {
    g_autoptr(GByteArray) expected = packet_bytes(hex);
    g_assert_cmpmem(bytes, length, expected->data, expected->len);
}
