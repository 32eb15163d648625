#include "catalog/roster/activation_code.h"

#include <string.h>

#include "base/error.h"

static const char CHARS[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

static void assert_reads(const char *typed, const char *code) {
    g_autoptr(GError) error = NULL;
    char read[ACTIVATION_CODE_BYTES];
    g_assert_true(activation_code_read(typed, read, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(read, ==, code);
}

static void assert_refused(const char *typed, const char *part) {
    g_autoptr(GError) error = NULL;
    char read[ACTIVATION_CODE_BYTES] = "untouched";
    g_test_message("'%.40s'", typed);
    g_assert_false(activation_code_read(typed, read, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    g_assert_nonnull(strstr(error->message, part));
    g_assert_cmpstr(read, ==, "untouched");
}

static void test_new(void) {
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    unsigned n_of_each[256] = {0};
    for (unsigned i = 0; i < 3000; i++) {
        char code[ACTIVATION_CODE_BYTES];
        activation_code_new(code);
        g_assert_cmpuint(strlen(code), ==, ACTIVATION_CODE_CHARS);
        g_assert_cmpuint(strspn(code, CHARS), ==, ACTIVATION_CODE_CHARS);
        assert_reads(code, code);
        g_assert_true(g_hash_table_add(seen, g_strdup(code)));
        for (unsigned k = 0; k < ACTIVATION_CODE_CHARS; k++)
            n_of_each[(unsigned char)code[k]]++;
    }
    for (const char *c = CHARS; *c; c++) /* 1,200 each are expected */
        g_assert_cmpuint(n_of_each[(unsigned char)*c], >, 900);
}

static void test_group(void) {
    char text[ACTIVATION_CODE_TEXT_BYTES];
    activation_code_group("ABCDEFGHJKMN", text);
    g_assert_cmpstr(text, ==, "ABCD-EFGH-JKMN");
}

static void test_forgiving(void) {
    char code[ACTIVATION_CODE_BYTES], text[ACTIVATION_CODE_TEXT_BYTES];
    activation_code_new(code);
    activation_code_group(code, text);
    g_autofree char *lower = g_ascii_strdown(text, -1);
    g_autofree char *spaced = g_strdup_printf("  %.3s %.5s　%s \t", code, code + 3, code + 8);
    g_autofree char *dashes = g_strdup_printf("%.4s—%.4s－%.4s", code, code + 4, code + 8);
    GString *wide = g_string_new(NULL);
    for (const char *c = code; *c; c++)
        g_string_append_unichar(wide, (gunichar)(*c - '!' + 0xff01));
    assert_reads(text, code);
    assert_reads(lower, code);
    assert_reads(spaced, code);
    assert_reads(dashes, code);
    assert_reads(wide->str, code);
    g_string_free(wide, TRUE);
}

/* Every wrong character in every place, and every pair swapped. */
static void test_mistakes(void) {
    for (unsigned round = 0; round < 30; round++) {
        char code[ACTIVATION_CODE_BYTES], read[ACTIVATION_CODE_BYTES];
        activation_code_new(code);
        for (unsigned place = 0; place < ACTIVATION_CODE_CHARS; place++) {
            char wrong[ACTIVATION_CODE_BYTES];
            memcpy(wrong, code, sizeof wrong);
            for (const char *c = CHARS; *c; c++) {
                wrong[place] = *c;
                g_assert_cmpint(activation_code_read(wrong, read, NULL), ==, *c == code[place]);
            }
        }
        for (unsigned a = 0; a < ACTIVATION_CODE_CHARS; a++) {
            for (unsigned b = a + 1; b < ACTIVATION_CODE_CHARS; b++) {
                char wrong[ACTIVATION_CODE_BYTES];
                memcpy(wrong, code, sizeof wrong);
                wrong[a] = code[b];
                wrong[b] = code[a];
                g_assert_cmpint(activation_code_read(wrong, read, NULL), ==, code[a] == code[b]);
            }
        }
    }
}

static void test_refused(void) {
    char code[ACTIVATION_CODE_BYTES];
    activation_code_new(code);
    assert_refused("", "twelve");
    assert_refused("ABCD-EFGH-JKM", "these are 11");
    assert_refused("ABCD-EFGH-JKMN-P", "these are 13");
    assert_refused("ABCD-EFGH-JKM0", "No code has 0, O");
    assert_refused("ABCD-EFGH-JKMo", "No code has 0, O");
    assert_refused("ABCD-EFGH-JK1l", "No code has 0, O");
    assert_refused("ABCD-EFGH-JKM河", "only letters and digits");
    assert_refused("ABCD-EFGH-JKM*", "only letters and digits");

    g_assert_false(activation_code_read("\xff\xfe", code, NULL)); /* not UTF-8 */
    g_autofree char *longest = g_strnfill(5000, 'A');
    assert_refused(longest, "twelve");
    code[3] = code[3] == '7' ? '8' : '7';
    assert_refused(code, "typing mistake");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/activation_code/new", test_new);
    g_test_add_func("/activation_code/group", test_group);
    g_test_add_func("/activation_code/forgiving", test_forgiving);
    g_test_add_func("/activation_code/mistakes", test_mistakes);
    g_test_add_func("/activation_code/refused", test_refused);
    return g_test_run();
}
