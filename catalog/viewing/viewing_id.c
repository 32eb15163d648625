#include "catalog/viewing/viewing_id.h"

#include <glib.h>

/* Where the groups of RFC 9562 §4 end, counted in bytes. */
static bool has_dash_before(unsigned byte) {
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

bool viewing_id_pack(const char *text, uint8_t ret_bytes[VIEWING_ID_BINARY_BYTES]) {
    if (!id_is_uuid(text))
        return false;
    for (unsigned i = 0; i < VIEWING_ID_BINARY_BYTES; i++) {
        if (has_dash_before(i))
            text++;
        ret_bytes[i] =
            (uint8_t)(g_ascii_xdigit_value(text[0]) << 4 | g_ascii_xdigit_value(text[1]));
        text += 2;
    }
    return true;
}

void viewing_id_unpack(const uint8_t bytes[VIEWING_ID_BINARY_BYTES], char ret_text[ID_TEXT_BYTES]) {
    static const char DIGITS[] = "0123456789abcdef";
    char *out = ret_text;
    for (unsigned i = 0; i < VIEWING_ID_BINARY_BYTES; i++) {
        if (has_dash_before(i))
            *out++ = '-';
        *out++ = DIGITS[bytes[i] >> 4];
        *out++ = DIGITS[bytes[i] & 15];
    }
    *out = '\0';
}
