#include "base/id.h"

#include <glib.h>
#include <string.h>

#include "base/clock.h"

static int64_t fake_wall_us;

static int64_t read_fake(void) {
    return fake_wall_us;
}

static const ClockSource FAKE_CLOCK = {read_fake, read_fake};

static void test_uuid7_form(void) {
    clock_replace(&FAKE_CLOCK);
    fake_wall_us = INT64_C(1645557742000999); /* the millisecond of RFC 9562 A.6 */
    char text[ID_TEXT_BYTES];
    id_new_uuid7(text);
    g_assert_cmpmem(text, 18, "017f22e2-79b0-7ffb", 18);
    g_assert_cmpuint(strlen(text), ==, 36);
    g_assert_nonnull(strchr("89ab", text[19]));
    g_assert_true(id_is_uuid(text));
    clock_replace(NULL);
}

static void test_uuid7_order(void) {
    clock_replace(&FAKE_CLOCK);
    char before[ID_TEXT_BYTES] = "";
    for (int i = 0; i < 3000; i++) {
        fake_wall_us = INT64_C(1700000000000000) + i;
        char text[ID_TEXT_BYTES];
        id_new_uuid7(text);
        g_assert_cmpstr(before, <, text);
        memcpy(before, text, sizeof before);
    }
    clock_replace(NULL);
}

static void test_uuid7_unique(void) {
    clock_replace(&FAKE_CLOCK);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int i = 0; i < 1000; i++) {
        char text[ID_TEXT_BYTES];
        id_new_uuid7(text);
        g_assert_true(g_hash_table_add(seen, g_strdup(text)));
    }
    clock_replace(NULL);
}

static void test_is_uuid(void) {
    static const struct {
        const char *text;
        bool ok;
    } CASES[] = {
        {"017f22e2-79b0-7cc3-98c4-dc0c0c07398f", true},
        {"00000000-0000-0000-0000-000000000000", true},
        {"017F22E2-79b0-7cc3-98c4-dc0c0c07398f", false},
        {"017f22e2-79b0-7cc3-98c4-dc0c0c07398", false},
        {"017f22e2-79b0-7cc3-98c4-dc0c0c07398ff", false},
        {"017f22e2079b0-7cc3-98c4-dc0c0c07398f", false},
        {"-17f22e2-79b0-7cc3-98c4-dc0c0c07398f", false},
        {"g17f22e2-79b0-7cc3-98c4-dc0c0c07398f", false},
        {"", false},
        {NULL, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++)
        g_assert_true(id_is_uuid(CASES[i].text) == CASES[i].ok);
}

/* RFC 4648 §10 without padding, and the two letters that differ from plain base64. */
static void test_base64url(void) {
    static const struct {
        const char *bytes, *text;
    } CASES[] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xff\xef\xbf", "_--_"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        size_t length = strlen(CASES[i].bytes);
        g_autofree char *text = id_base64url(CASES[i].bytes, length);
        g_assert_cmpstr(text, ==, CASES[i].text);
        size_t n = 99;
        g_autofree uint8_t *bytes = id_base64url_decode(text, strlen(text), &n);
        g_assert_nonnull(bytes);
        g_assert_cmpmem(bytes, n, CASES[i].bytes, length);
    }
}

static void test_base64url_bad(void) {
    static const char *const CASES[] = {
        "Z", "Zm9vY", "Zg==", "Zh", "Zm9=", "Zm9", "+/+/", "Zm 9v", "Zm\n8", "Zm9v\xc3"};
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        size_t n = 99;
        g_assert_null(id_base64url_decode(CASES[i], strlen(CASES[i]), &n));
        g_assert_cmpuint(n, ==, 99);
    }
    size_t n = 99;
    g_assert_null(id_base64url_decode("Zm\0v", 4, &n));
}

static void test_secret(void) {
    g_autofree char *first = id_new_secret(32);
    g_autofree char *second = id_new_secret(32);
    g_assert_cmpuint(strlen(first), ==, 43);
    g_assert_cmpstr(first, !=, second);
    g_autofree char *longest = id_new_secret(ID_RANDOM_MAX_BYTES);
    g_assert_cmpuint(strlen(longest), ==, (ID_RANDOM_MAX_BYTES * 8 + 5) / 6);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/id/uuid7_form", test_uuid7_form);
    g_test_add_func("/base/id/uuid7_order", test_uuid7_order);
    g_test_add_func("/base/id/uuid7_unique", test_uuid7_unique);
    g_test_add_func("/base/id/is_uuid", test_is_uuid);
    g_test_add_func("/base/id/base64url", test_base64url);
    g_test_add_func("/base/id/base64url_bad", test_base64url_bad);
    g_test_add_func("/base/id/secret", test_secret);
    return g_test_run();
}
