#include "catalog/attendance/roll_code.h"

#include <sodium.h>
#include <string.h>

#include "base/error.h"

#define UUID_BYTES 16
#define SLOT_BYTES 4
#define BODY_BYTES (2 * UUID_BYTES + SLOT_BYTES)
#define MARK_BYTES 12
#define CODE_BYTES (BODY_BYTES + MARK_BYTES)
#define PURPOSE    "roll call code"

G_STATIC_ASSERT(CODE_BYTES / 3 * 4 == ROLL_CODE_CHARS && CODE_BYTES % 3 == 0);

static void put_uuid(const char *text, uint8_t ret_bytes[UUID_BYTES]) {
    unsigned n = 0;
    for (const char *at = text; n < UUID_BYTES && at[0] && at[1]; at += 2) {
        if (*at == '-')
            at++;
        int high = g_ascii_xdigit_value(at[0]), low = g_ascii_xdigit_value(at[1]);
        ret_bytes[n++] = (uint8_t)(high * 16 + low);
    }
}

static void get_uuid(const uint8_t bytes[UUID_BYTES], char ret_text[ID_TEXT_BYTES]) {
    unsigned length = 0;
    for (unsigned i = 0; i < UUID_BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            ret_text[length++] = '-';
        ret_text[length++] = "0123456789abcdef"[bytes[i] >> 4];
        ret_text[length++] = "0123456789abcdef"[bytes[i] & 15];
    }
    ret_text[length] = '\0';
}

static void mark(const TokenKeys *keys, const uint8_t body[BODY_BYTES],
                 uint8_t ret_mark[MARK_BYTES]) {
    uint8_t key[crypto_auth_hmacsha256_KEYBYTES], digest[crypto_auth_hmacsha256_BYTES];
    (void)token_keys_derive(keys, "", PURPOSE, key, sizeof key, NULL);
    crypto_auth_hmacsha256(digest, body, BODY_BYTES, key);
    memcpy(ret_mark, digest, MARK_BYTES);
    sodium_memzero(key, sizeof key);
}

void roll_code_make(const TokenKeys *keys, const RollCode *code, int64_t now_us,
                    char ret_text[ROLL_CODE_CHARS + 1], int64_t *ret_changes_at_us) {
    uint8_t bytes[CODE_BYTES] = {0};
    char text[CODE_BYTES / 3 * 4 + 5];
    uint32_t slot = (uint32_t)(now_us / ROLL_CODE_EVERY_US);
    put_uuid(code->register_id, bytes);
    put_uuid(code->place_id, bytes + UUID_BYTES);
    for (unsigned i = 0; i < SLOT_BYTES; i++)
        bytes[2 * UUID_BYTES + i] = (uint8_t)(slot >> (8 * (SLOT_BYTES - 1 - i)));
    mark(keys, bytes, bytes + BODY_BYTES);
    id_base64url_put(text, bytes, sizeof bytes);
    g_strlcpy(ret_text, text, ROLL_CODE_CHARS + 1);
    *ret_changes_at_us = ((int64_t)slot + 1) * ROLL_CODE_EVERY_US;
}

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

bool roll_code_read(const TokenKeys *keys, const char *text, int64_t now_us, RollCode *ret_code,
                    GError **error) {
    uint8_t bytes[ROLL_CODE_CHARS], right[MARK_BYTES];
    size_t length = 0;
    if (strlen(text) != ROLL_CODE_CHARS ||
        !id_base64url_get(bytes, text, ROLL_CODE_CHARS, &length) || length != CODE_BYTES)
        return refuse(ERROR_INVALID, "This is no code of a roll call.", error);
    mark(keys, bytes, right);
    if (sodium_memcmp(right, bytes + BODY_BYTES, MARK_BYTES) != 0)
        return refuse(ERROR_INVALID, "This is no code of a roll call.", error);
    int64_t slot = 0;
    for (unsigned i = 0; i < SLOT_BYTES; i++)
        slot = slot * 256 + bytes[2 * UUID_BYTES + i];
    if (now_us >= slot * ROLL_CODE_EVERY_US + ROLL_CODE_GOOD_US)
        return refuse(ERROR_GONE, "This code is too old: scan the one on the screen.", error);
    get_uuid(bytes, ret_code->register_id);
    get_uuid(bytes + UUID_BYTES, ret_code->place_id);
    return true;
}
