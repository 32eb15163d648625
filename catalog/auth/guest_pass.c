#include "catalog/auth/guest_pass.h"

#include <sodium.h>
#include <string.h>

#define KEY_BYTES  crypto_auth_hmacsha256_KEYBYTES
#define MARK_BYTES crypto_auth_hmacsha256_BYTES
#define N_PARTS    5

struct GuestPasses {
    unsigned n_keys;
    uint8_t keys[TOKEN_MAX_ROOT_KEYS][KEY_BYTES]; /* the newest first */
};

GuestPasses *guest_pass_open(const TokenKeys *keys) {
    GuestPasses *passes = g_new0(GuestPasses, 1);
    passes->n_keys = MIN(token_keys_count(keys), TOKEN_MAX_ROOT_KEYS);
    for (unsigned i = 0; i < passes->n_keys; i++) {
        bool is_derived = token_keys_derive(keys, token_keys_id(keys, i), "guest pass",
                                            passes->keys[i], KEY_BYTES, NULL);
        g_assert(is_derived); /* it is one of theirs */
    }
    return passes;
}

void guest_pass_close(GuestPasses *passes) {
    if (!passes)
        return;
    sodium_memzero(passes->keys, sizeof passes->keys);
    g_free(passes);
}

static char *mark_of(const uint8_t *key, const char *text, size_t length) {
    uint8_t mark[MARK_BYTES];
    crypto_auth_hmacsha256(mark, (const uint8_t *)text, length, key);
    return id_base64url(mark, sizeof mark);
}

char *guest_pass_write(const GuestPasses *passes, const GuestPass *pass) {
    g_autoptr(GString) said = g_string_new(NULL);
    const char *const ids[] = {pass->guest_id, pass->meeting_id, pass->link_id};
    for (unsigned i = 0; i < G_N_ELEMENTS(ids); i++)
        g_string_append_len(said, ids[i], (gssize)strlen(ids[i]) + 1);
    g_string_append_printf(said, "%" G_GINT64_FORMAT, pass->expires_at_us / CLOCK_US_PER_S);
    g_string_append_c(said, '\0');
    g_string_append(said, pass->name);
    g_autofree char *text = id_base64url((const uint8_t *)said->str, said->len);
    g_autofree char *mark = mark_of(passes->keys[0], text, strlen(text));
    return g_strconcat(text, ".", mark, NULL);
}

/* ---- and back ---- */

static bool is_marked(const GuestPasses *passes, const char *text, const char *point) {
    bool is_right = false;
    for (unsigned i = 0; i < passes->n_keys; i++) {
        g_autofree char *mark = mark_of(passes->keys[i], text, (size_t)(point - text));
        is_right |=
            strlen(point + 1) == strlen(mark) && sodium_memcmp(point + 1, mark, strlen(mark)) == 0;
    }
    return is_right;
}

/* What is marked was written here: only its age remains to be seen. */
static bool take_parts(const char *said, size_t length, GuestPass *ret_pass) {
    const char *parts[N_PARTS] = {said}, *end = said + length;
    for (unsigned i = 1; i < N_PARTS; i++) {
        const char *nul = memchr(parts[i - 1], '\0', (size_t)(end - parts[i - 1]));
        if (!nul)
            return false;
        parts[i] = nul + 1;
    }
    g_strlcpy(ret_pass->guest_id, parts[0], sizeof ret_pass->guest_id);
    g_strlcpy(ret_pass->meeting_id, parts[1], sizeof ret_pass->meeting_id);
    g_strlcpy(ret_pass->link_id, parts[2], sizeof ret_pass->link_id);
    ret_pass->expires_at_us = g_ascii_strtoll(parts[3], NULL, 10) * CLOCK_US_PER_S;
    g_strlcpy(ret_pass->name, parts[4], MIN(sizeof ret_pass->name, (size_t)(end - parts[4]) + 1));
    return true;
}

bool guest_pass_read(const GuestPasses *passes, const char *text, int64_t now_us,
                     GuestPass *ret_pass) {
    uint8_t said[GUEST_PASS_MAX_CHARS + 1] = {0}; /* its last text ends, too */
    size_t length = 0;
    GuestPass pass = {0};
    const char *point = strchr(text, '.');
    if (!point || strlen(text) > GUEST_PASS_MAX_CHARS || !is_marked(passes, text, point) ||
        sodium_base642bin(said, sizeof said - 1, text, (size_t)(point - text), NULL, &length, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        !take_parts((const char *)said, length, &pass) || pass.expires_at_us <= now_us)
        return false;
    *ret_pass = pass;
    return true;
}
