#include "server/rtc_location.h"

#include <string.h>

#include <sodium.h>

#define PURPOSE    "rtc location"
#define KEY_BYTES  crypto_shorthash_siphash24_KEYBYTES
#define MARK_BYTES crypto_shorthash_siphash24_BYTES
#define ID_CHARS   (RTC_ID_BYTES - 1)
#define MARK_CHARS (2 * MARK_BYTES)

struct RtcLocations {
    unsigned n_keys;
    uint8_t keys[TOKEN_MAX_ROOT_KEYS][KEY_BYTES]; /* newest first */
};

RtcLocations *rtc_location_open(const TokenKeys *keys) {
    RtcLocations *locations = g_new0(RtcLocations, 1);
    locations->n_keys = token_keys_count(keys);
    for (unsigned i = 0; i < locations->n_keys; i++) {
        bool is_derived = token_keys_derive(keys, token_keys_id(keys, i), PURPOSE,
                                            locations->keys[i], KEY_BYTES, NULL);
        g_assert(is_derived); /* the key is there */
    }
    return locations;
}

void rtc_location_close(RtcLocations *locations) {
    if (!locations)
        return;
    sodium_memzero(locations, sizeof *locations);
    g_free(locations);
}

static void make_mark(const uint8_t key[KEY_BYTES], const RtcLocationOf *of, const char *id,
                      char ret_mark[MARK_CHARS + 1]) {
    g_autoptr(GByteArray) text = g_byte_array_new();
    uint8_t mark[MARK_BYTES];
    const char *const parts[] = {of->account_id, of->place, id};
    for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++)
        g_byte_array_append(text, (const uint8_t *)parts[i], (guint)strlen(parts[i]) + 1);
    crypto_shorthash_siphash24(mark, text->data, text->len, key);
    sodium_bin2hex(ret_mark, MARK_CHARS + 1, mark, sizeof mark);
}

char *rtc_location_write(const RtcLocations *locations, const RtcLocationOf *of, const char *id) {
    char mark[MARK_CHARS + 1];
    make_mark(locations->keys[0], of, id, mark);
    return g_strconcat(id, mark, NULL);
}

bool rtc_location_read(const RtcLocations *locations, const RtcLocationOf *of, const char *text,
                       char ret_id[RTC_ID_BYTES]) {
    if (strnlen(text, ID_CHARS + MARK_CHARS + 1) != ID_CHARS + MARK_CHARS)
        return false;
    memcpy(ret_id, text, ID_CHARS);
    ret_id[ID_CHARS] = '\0';
    for (unsigned i = 0; i < locations->n_keys; i++) {
        char mark[MARK_CHARS + 1];
        make_mark(locations->keys[i], of, ret_id, mark);
        if (sodium_memcmp(mark, text + ID_CHARS, MARK_CHARS) == 0)
            return true;
    }
    return false;
}
