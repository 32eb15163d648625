#include "catalog/store/field_crypto.h"

#include <string.h>

#include "base/error.h"
#include "temp_dir.h"

typedef struct Fixture {
    char *folder;
    TokenKeys *keys;
    FieldCrypto *crypto;
} Fixture;

static const FieldPlace PHONE = {"member.phone", "0190a1b2-0000-7000-8000-000000000001"};

static void open_keys(Fixture *fixture, const char *lookup_key_id) {
    g_autoptr(GError) error = NULL;
    fixture->keys = token_keys_open(fixture->folder, &error);
    g_assert_no_error(error);
    fixture->crypto = field_crypto_new(fixture->keys, lookup_key_id, &error);
    g_assert_no_error(error);
}

static void close_keys(Fixture *fixture) {
    g_clear_pointer(&fixture->crypto, field_crypto_free);
    g_clear_pointer(&fixture->keys, token_keys_free);
}

static void set_up(Fixture *fixture, gconstpointer data) {
    fixture->folder = temp_dir_new();
    open_keys(fixture, "");
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    close_keys(fixture);
    temp_dir_remove(fixture->folder);
}

static GBytes *seal(Fixture *fixture, const char *text) {
    g_autoptr(GError) error = NULL;
    GBytes *sealed = field_crypto_seal(fixture->crypto, &PHONE, text, &error);
    g_assert_no_error(error);
    return sealed;
}

static char *open_at(Fixture *fixture, const FieldPlace *place, GBytes *sealed, GError **error) {
    size_t length;
    const void *bytes = g_bytes_get_data(sealed, &length);
    return field_crypto_open(fixture->crypto, place, bytes, length, error);
}

static void test_round_trip(Fixture *fixture, gconstpointer data) {
    static const char *const TEXTS[] = {"", "1", "13800000000", "扎西"};
    for (unsigned i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) sealed = seal(fixture, TEXTS[i]);
        g_assert_cmpuint(g_bytes_get_size(sealed), ==, strlen(TEXTS[i]) + FIELD_SEAL_EXTRA_BYTES);
        g_autofree char *text = open_at(fixture, &PHONE, sealed, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(text, ==, TEXTS[i]);
        size_t length;
        const void *bytes = g_bytes_get_data(sealed, &length);
        g_assert_true(field_crypto_is_current(fixture->crypto, bytes, length));
    }
    g_autoptr(GBytes) one = seal(fixture, "same");
    g_autoptr(GBytes) two = seal(fixture, "same");
    g_assert_false(g_bytes_equal(one, two)); /* equal values do not show */
}

/* Every bit counts: version, key id, nonce, text, tag. */
static void test_tampering(Fixture *fixture, gconstpointer data) {
    g_autoptr(GBytes) sealed = seal(fixture, "13800000000");
    size_t length;
    const uint8_t *bytes = g_bytes_get_data(sealed, &length);
    for (size_t i = 0; i < length * 8; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree uint8_t *changed = g_memdup2(bytes, length);
        changed[i / 8] ^= (uint8_t)(1u << (i % 8));
        g_assert_null(field_crypto_open(fixture->crypto, &PHONE, changed, length, &error));
        g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
        g_assert_null(strstr(error->message, "1380"));
    }
    for (size_t n = 0; n < length; n++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(field_crypto_open(fixture->crypto, &PHONE, bytes, n, &error));
        g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
    }
}

/* A value copied to another row or column does not open there. */
static void test_moved(Fixture *fixture, gconstpointer data) {
    const FieldPlace places[] = {
        {"member.identity", PHONE.row_id},
        {"member.phone", "0190a1b2-0000-7000-8000-000000000002"},
        {"member.phone0", PHONE.row_id + 1}, /* the border between both does not shift */
    };
    g_autoptr(GBytes) sealed = seal(fixture, "x");
    for (unsigned i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(open_at(fixture, &places[i], sealed, &error));
        g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
    }
}

static void look_up(Fixture *fixture, FieldLookup kind, const char *text,
                    uint8_t ret_lookup[FIELD_LOOKUP_BYTES]) {
    g_autoptr(GError) error = NULL;
    g_assert_true(
        field_crypto_lookup(fixture->crypto, PHONE.column, kind, text, ret_lookup, &error));
    g_assert_no_error(error);
}

static void test_rotation(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autofree char *lookup_key_id = g_strdup(field_crypto_lookup_key_id(fixture->crypto));
    g_autoptr(GBytes) old = seal(fixture, "before");
    uint8_t before[FIELD_LOOKUP_BYTES], after[FIELD_LOOKUP_BYTES];
    look_up(fixture, FIELD_LOOKUP_TEXT, "x", before);
    g_assert_true(token_keys_rotate(fixture->folder, &error));
    close_keys(fixture);
    open_keys(fixture, lookup_key_id);

    g_autofree char *text = open_at(fixture, &PHONE, old, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(text, ==, "before");
    size_t length;
    const void *bytes = g_bytes_get_data(old, &length);
    g_assert_false(field_crypto_is_current(fixture->crypto, bytes, length));
    g_autoptr(GBytes) new = seal(fixture, "after");
    bytes = g_bytes_get_data(new, &length);
    g_assert_true(field_crypto_is_current(fixture->crypto, bytes, length));
    look_up(fixture, FIELD_LOOKUP_TEXT, "x", after); /* lookups stay with their key */
    g_assert_cmpmem(before, sizeof before, after, sizeof after);
    g_assert_cmpstr(field_crypto_lookup_key_id(fixture->crypto), ==, lookup_key_id);
}

static void test_missing_key(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) sealed = seal(fixture, "x");
    g_autofree char *lookup_key_id = g_strdup(field_crypto_lookup_key_id(fixture->crypto));
    close_keys(fixture);
    temp_dir_remove(fixture->folder);
    fixture->folder = temp_dir_new(); /* other keys */
    open_keys(fixture, "");
    g_assert_null(open_at(fixture, &PHONE, sealed, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
    g_assert_nonnull(strstr(error->message, "missing"));
    g_clear_error(&error);
    g_assert_null(field_crypto_new(fixture->keys, lookup_key_id, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
    g_assert_nonnull(strstr(error->message, lookup_key_id));
}

typedef struct LookupRow {
    FieldLookup kind;
    const char *one, *two;
    bool is_same;
} LookupRow;

static const LookupRow LOOKUPS[] = {
    {FIELD_LOOKUP_NUMBER, "138 0000-0000", "13800000000", true},
    {FIELD_LOOKUP_NUMBER, "１３８00000000", "13800000000", true},
    {FIELD_LOOKUP_NUMBER, "11010519491231002x", "11010519491231002X", true},
    {FIELD_LOOKUP_NUMBER, "13800000000", "13800000001", false},
    {FIELD_LOOKUP_TEXT, "  Wang   Fang ", "wang fang", true},
    {FIELD_LOOKUP_TEXT, "wang fang", "wangfang", false},
    {FIELD_LOOKUP_TEXT, "a-b", "ab", false},
};

static void test_lookup(Fixture *fixture, gconstpointer data) {
    for (unsigned i = 0; i < G_N_ELEMENTS(LOOKUPS); i++) {
        uint8_t one[FIELD_LOOKUP_BYTES], two[FIELD_LOOKUP_BYTES];
        look_up(fixture, LOOKUPS[i].kind, LOOKUPS[i].one, one);
        look_up(fixture, LOOKUPS[i].kind, LOOKUPS[i].two, two);
        if ((memcmp(one, two, sizeof one) == 0) != LOOKUPS[i].is_same)
            g_error("row %u", i);
    }
    uint8_t phone[FIELD_LOOKUP_BYTES], identity[FIELD_LOOKUP_BYTES];
    g_autoptr(GError) error = NULL;
    look_up(fixture, FIELD_LOOKUP_NUMBER, "1", phone);
    g_assert_true(field_crypto_lookup(fixture->crypto, "member.identity", FIELD_LOOKUP_NUMBER, "1",
                                      identity, &error));
    g_assert_true(memcmp(phone, identity, sizeof phone) != 0); /* columns do not correlate */
}

static void test_bad_lookup(Fixture *fixture, gconstpointer data) {
    static const char *const BAD[] = {"", "  ", "--", "\xff"};
    for (unsigned i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(GError) error = NULL;
        uint8_t lookup[FIELD_LOOKUP_BYTES];
        g_assert_false(
            field_crypto_lookup(fixture->crypto, "c", FIELD_LOOKUP_NUMBER, BAD[i], lookup, &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    }
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strnfill(FIELD_MAX_BYTES + 1, 'x');
    g_assert_null(field_crypto_seal(fixture->crypto, &PHONE, text, &error));
    g_assert_error(error, BASE_ERROR, ERROR_TOO_LARGE);
}

#define ADD(name) g_test_add("/field_crypto/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    ADD(round_trip);
    ADD(tampering);
    ADD(moved);
    ADD(rotation);
    ADD(missing_key);
    ADD(lookup);
    ADD(bad_lookup);
    return g_test_run();
}
