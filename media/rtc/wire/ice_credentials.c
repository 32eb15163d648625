#include "media/rtc/wire/ice_credentials.h"

#include "base/id.h"

#define WORKER_CHARS 2u
#define SLOT_CHARS   3u
#define RANDOM_CHARS (ICE_UFRAG_CHARS - WORKER_CHARS - SLOT_CHARS)

/* ice-char: ALPHA / DIGIT / "+" / "/": six bits each. */
static const char ICE_CHARS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int value_of(char c) {
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static void put_number(char *text, unsigned n_chars, uint32_t number) {
    for (unsigned i = n_chars; i-- > 0; number >>= 6)
        text[i] = ICE_CHARS[number & 63];
}

static bool get_number(const char *text, unsigned n_chars, uint32_t *ret_number) {
    uint32_t number = 0;
    for (unsigned i = 0; i < n_chars; i++) {
        int value = value_of(text[i]);
        if (value < 0)
            return false;
        number = number << 6 | (uint32_t)value;
    }
    *ret_number = number;
    return true;
}

static void put_random(char *text, unsigned n_chars) {
    uint8_t bytes[ICE_PASSWORD_CHARS];
    id_random_bytes(bytes, n_chars);
    for (unsigned i = 0; i < n_chars; i++)
        text[i] = ICE_CHARS[bytes[i] & 63];
    text[n_chars] = '\0';
}

void ice_credentials_draw(uint32_t worker, uint32_t slot, IceCredentials *ret_credentials) {
    put_number(ret_credentials->ufrag, WORKER_CHARS, worker % ICE_MAX_WORKERS);
    put_number(ret_credentials->ufrag + WORKER_CHARS, SLOT_CHARS, slot % ICE_MAX_SLOTS);
    put_random(ret_credentials->ufrag + WORKER_CHARS + SLOT_CHARS, RANDOM_CHARS);
    put_random(ret_credentials->password, ICE_PASSWORD_CHARS);
}

bool ice_credentials_locate(const char *username, size_t length, uint32_t *ret_worker,
                            uint32_t *ret_slot) {
    uint32_t worker, slot;
    if (length <= ICE_UFRAG_CHARS || username[ICE_UFRAG_CHARS] != ':' ||
        !get_number(username, WORKER_CHARS, &worker) ||
        !get_number(username + WORKER_CHARS, SLOT_CHARS, &slot))
        return false;
    *ret_worker = worker;
    *ret_slot = slot;
    return true;
}

bool ice_credentials_is_text(const char *text, size_t length, size_t min_chars) {
    if (length < min_chars || length > ICE_REMOTE_MAX_CHARS)
        return false;
    for (size_t i = 0; i < length; i++)
        if (value_of(text[i]) < 0)
            return false;
    return true;
}
