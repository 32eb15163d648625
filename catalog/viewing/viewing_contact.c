#include "catalog/viewing/viewing_contact.h"

#include <string.h>

#include <sodium.h>

#include "base/error.h"

#define KEY_BYTES    crypto_shorthash_siphash24_KEYBYTES
#define MARK_BYTES   crypto_shorthash_siphash24_BYTES
#define MOMENT_BYTES 7
#define WIRE_BYTES   (MOMENT_BYTES + MARK_BYTES)
#define WIRE_CHARS   (VIEWING_CONTACT_BYTES - 1)
#define SIGNED_BYTES (8 + ID_TEXT_BYTES - 1)

G_STATIC_ASSERT(WIRE_BYTES * 4 == WIRE_CHARS * 3);

struct ViewingContacts {
    unsigned n_keys;
    uint8_t keys[TOKEN_MAX_ROOT_KEYS][KEY_BYTES]; /* newest first */
};

ViewingContacts *viewing_contact_open(const TokenKeys *keys) {
    ViewingContacts *contacts = g_new0(ViewingContacts, 1);
    contacts->n_keys = token_keys_count(keys);
    for (unsigned i = 0; i < contacts->n_keys; i++) {
        bool is_derived = token_keys_derive(keys, token_keys_id(keys, i), "viewing contact",
                                            contacts->keys[i], KEY_BYTES, NULL);
        g_assert(is_derived); /* the key is there */
    }
    return contacts;
}

void viewing_contact_close(ViewingContacts *contacts) {
    if (!contacts)
        return;
    sodium_memzero(contacts, sizeof *contacts);
    g_free(contacts);
}

static void compute_mark(const uint8_t key[KEY_BYTES], const char viewing_id[ID_TEXT_BYTES],
                         uint64_t at_us, uint8_t ret_mark[MARK_BYTES]) {
    uint8_t text[SIGNED_BYTES];
    uint64_t moment = GUINT64_TO_BE(at_us);
    memcpy(text, &moment, sizeof moment);
    memcpy(text + sizeof moment, viewing_id, ID_TEXT_BYTES - 1);
    crypto_shorthash_siphash24(ret_mark, text, sizeof text, key);
}

void viewing_contact_write(const ViewingContacts *contacts, const char viewing_id[ID_TEXT_BYTES],
                           int64_t at_us, char ret_text[VIEWING_CONTACT_BYTES]) {
    uint8_t wire[WIRE_BYTES];
    uint64_t moment = GUINT64_TO_BE((uint64_t)at_us);
    memcpy(wire, (uint8_t *)&moment + sizeof moment - MOMENT_BYTES, MOMENT_BYTES);
    compute_mark(contacts->keys[0], viewing_id, (uint64_t)at_us, wire + MOMENT_BYTES);
    id_base64url_put(ret_text, wire, sizeof wire);
}

bool viewing_contact_read(const ViewingContacts *contacts, const char viewing_id[ID_TEXT_BYTES],
                          const char *text, int64_t *ret_at_us) {
    uint8_t wire[WIRE_BYTES + 3], mark[MARK_BYTES];
    uint64_t moment = 0;
    size_t n;
    if (strnlen(text, WIRE_CHARS + 1) != WIRE_CHARS ||
        !id_base64url_get(wire, text, WIRE_CHARS, &n) || n != WIRE_BYTES)
        return false;
    memcpy((uint8_t *)&moment + sizeof moment - MOMENT_BYTES, wire, MOMENT_BYTES);
    moment = GUINT64_FROM_BE(moment);
    for (unsigned i = 0; i < contacts->n_keys; i++) {
        compute_mark(contacts->keys[i], viewing_id, moment, mark);
        if (sodium_memcmp(mark, wire + MOMENT_BYTES, MARK_BYTES) == 0) {
            *ret_at_us = (int64_t)moment;
            return true;
        }
    }
    return false;
}

bool viewing_contact_read_all(const ViewingContacts *contacts, const char viewing_id[ID_TEXT_BYTES],
                              ViewingBeat *beats, unsigned n_beats, GError **error) {
    for (unsigned i = 0; i < n_beats; i++) {
        ViewingBeat *beat = &beats[i];
        if (beat->contact[0] == '\0') {
            beat->since_ms = -1; /* says nothing without an answer to count from */
        } else if (!viewing_contact_read(contacts, viewing_id, beat->contact, &beat->contact_us)) {
            g_set_error(error, BASE_ERROR, ERROR_INVALID,
                        "cannot take beat %" G_GINT64_FORMAT
                        ": its 'contact' is not from an answer to this viewing",
                        beat->sequence);
            return false;
        }
    }
    return true;
}
