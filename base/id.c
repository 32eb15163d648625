#include "base/id.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include <glib.h>

#include "base/clock.h"

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char HEX[] = "0123456789abcdef";

void id_random_bytes(void *ret_bytes, size_t length) {
    if (getentropy(ret_bytes, length) < 0)
        g_error("cannot get random bytes: %s", g_strerror(errno));
}

/* RFC 9562 §5.7: 48 bits of milliseconds, then 12 bits that §6.2 (method 3) lets us fill with the
 * fraction of the millisecond, so that ids sort by time to a quarter of a microsecond. */
static void fill_uuid7(uint8_t bytes[16]) {
    int64_t now_us = clock_wall_us();
    uint64_t ms = (uint64_t)(now_us / CLOCK_US_PER_MS);
    unsigned fraction = (unsigned)(now_us % CLOCK_US_PER_MS * 4096 / CLOCK_US_PER_MS);
    id_random_bytes(bytes, 16);
    for (int i = 0; i < 6; i++)
        bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
    bytes[6] = (uint8_t)(0x70 | fraction >> 8);
    bytes[7] = (uint8_t)fraction;
    bytes[8] = (uint8_t)(0x80 | (bytes[8] & 0x3f));
}

static bool is_dash_at(int i) {
    return i == 8 || i == 13 || i == 18 || i == 23;
}

void id_new_uuid7(char ret_text[ID_TEXT_BYTES]) {
    uint8_t bytes[16];
    fill_uuid7(bytes);
    for (int i = 0, nibble = 0; i < ID_TEXT_BYTES - 1; i++) {
        if (is_dash_at(i)) {
            ret_text[i] = '-';
        } else {
            ret_text[i] = HEX[bytes[nibble / 2] >> (nibble % 2 ? 0 : 4) & 0xf];
            nibble++;
        }
    }
    ret_text[ID_TEXT_BYTES - 1] = '\0';
}

bool id_is_uuid(const char *text) {
    if (!text || strlen(text) != ID_TEXT_BYTES - 1)
        return false;
    for (int i = 0; i < ID_TEXT_BYTES - 1; i++)
        if (is_dash_at(i) ? text[i] != '-' : !strchr(HEX, text[i]))
            return false;
    return true;
}

char *id_new_secret(unsigned n_bytes) {
    g_return_val_if_fail(n_bytes > 0 && n_bytes <= ID_RANDOM_MAX_BYTES, NULL);
    uint8_t bytes[ID_RANDOM_MAX_BYTES];
    id_random_bytes(bytes, n_bytes);
    char *text = id_base64url(bytes, n_bytes);
    explicit_bzero(bytes, sizeof bytes);
    return text;
}

size_t id_base64url_put(char *ret_text, const void *bytes, size_t length) {
    const uint8_t *in = bytes;
    char *out = ret_text;
    uint32_t bits = 0;
    int n_bits = 0;
    for (size_t i = 0; i < length; i++) {
        bits = bits << 8 | in[i];
        for (n_bits += 8; n_bits >= 6; n_bits -= 6)
            *out++ = ALPHABET[bits >> (n_bits - 6) & 0x3f];
    }
    if (n_bits > 0)
        *out++ = ALPHABET[bits << (6 - n_bits) & 0x3f];
    *out = '\0';
    return (size_t)(out - ret_text);
}

char *id_base64url(const void *bytes, size_t length) {
    char *text = g_malloc(length / 3 * 4 + 5);
    id_base64url_put(text, bytes, length);
    return text;
}

static int value_of(char c) {
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool id_base64url_get(uint8_t *ret_bytes, const char *text, size_t length, size_t *ret_length) {
    size_t n = 0;
    uint32_t bits = 0;
    int n_bits = 0;
    for (size_t i = 0; i < length; i++) {
        int value = value_of(text[i]);
        if (value < 0)
            return false;
        bits = bits << 6 | (uint32_t)value;
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            ret_bytes[n++] = (uint8_t)(bits >> n_bits);
        }
    }
    if (n_bits >= 6 || (bits & ((1U << n_bits) - 1)))
        return false;
    *ret_length = n;
    return true;
}

uint8_t *id_base64url_decode(const char *text, size_t length, size_t *ret_length) {
    g_autofree uint8_t *bytes = g_malloc(length + 1);
    if (!id_base64url_get(bytes, text, length, ret_length))
        return NULL;
    return g_steal_pointer(&bytes);
}
