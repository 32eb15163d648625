/* Random samples: the draw against numbers that sha256sum gives too, and what is no seed. */
#include "catalog/attendance/record_sample.h"

#include <string.h>

#include "base/error.h"

#define SEED     "2026年第3季度抽查"
#define N_IDS    10
#define ID_WIDTH "0190be00-0000-7000-8000-%012u"

static RecordSample *drawn(unsigned count, bool is_backwards) {
    RecordSample *sample = record_sample_new(SEED, count);
    for (unsigned i = 1; i <= N_IDS; i++) {
        g_autofree char *id = g_strdup_printf(ID_WIDTH, is_backwards ? N_IDS + 1 - i : i);
        record_sample_add(sample, id);
    }
    return sample;
}

/* printf '%s%s' SEED ID | sha256sum, sorted. */
static void test_order(void) {
    static const unsigned FIRST[] = {3, 4, 8, 5, 7, 1};
    for (unsigned backwards = 0; backwards < 2; backwards++) {
        g_autoptr(RecordSample) sample = drawn(G_N_ELEMENTS(FIRST), backwards == 1);
        g_assert_cmpuint(record_sample_count(sample), ==, G_N_ELEMENTS(FIRST));
        g_assert_cmpint(record_sample_population(sample), ==, N_IDS);
        for (unsigned i = 0; i < G_N_ELEMENTS(FIRST); i++) {
            g_autofree char *id = g_strdup_printf(ID_WIDTH, FIRST[i]);
            g_assert_cmpstr(record_sample_id(sample, i), ==, id);
        }
    }
}

/* A greater sample of the same seed begins with the smaller one. */
static void test_counts(void) {
    g_autoptr(RecordSample) all = drawn(RECORD_SAMPLE_MAX_ROWS, false);
    g_assert_cmpuint(record_sample_count(all), ==, N_IDS);
    for (unsigned count = 1; count <= N_IDS; count++) {
        g_autoptr(RecordSample) sample = drawn(count, true);
        g_assert_cmpuint(record_sample_count(sample), ==, count);
        for (unsigned i = 0; i < count; i++)
            g_assert_cmpstr(record_sample_id(sample, i), ==, record_sample_id(all, i));
    }
    g_autoptr(RecordSample) most = record_sample_new("x", 100000);
    for (unsigned i = 0; i < 3 * RECORD_SAMPLE_MAX_ROWS; i++) {
        g_autofree char *id = g_strdup_printf(ID_WIDTH, i);
        record_sample_add(most, id);
    }
    g_assert_cmpuint(record_sample_count(most), ==, RECORD_SAMPLE_MAX_ROWS);
}

static void test_seeds(void) {
    static const struct {
        const char *text, *seed; /* NULL: refused */
    } CASES[] = {
        {"x", "x"},
        {"  季度 抽查\n", "季度 抽查"},
        {"e\xcc\x81", "\xc3\xa9"}, /* NFC */
        {"ཤེས་རབ ᠮᠣᠩᠭᠣᠯ", "ཤེས་རབ ᠮᠣᠩᠭᠣᠯ"},
        {"", NULL},
        {" \t ", NULL},
        {"a\nseed b", NULL}, /* would be another line of the leaf */
        {"\x01", NULL},
        {"\xff", NULL},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *seed = record_sample_seed(CASES[i].text, &error);
        g_assert_cmpstr(seed, ==, CASES[i].seed);
        if (!seed)
            g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    }
    for (unsigned length = RECORD_SAMPLE_SEED_CHARS; length <= RECORD_SAMPLE_SEED_CHARS + 1;
         length++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (unsigned i = 0; i < length; i++)
            g_string_append(text, "县");
        g_autofree char *seed = record_sample_seed(text->str, NULL);
        g_assert_true((seed != NULL) == (length == RECORD_SAMPLE_SEED_CHARS));
    }
    g_autofree char *one = record_sample_new_seed(), *other = record_sample_new_seed();
    g_assert_cmpuint(strlen(one), ==, 32);
    g_assert_cmpstr(one, !=, other);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/record_sample/order", test_order);
    g_test_add_func("/record_sample/counts", test_counts);
    g_test_add_func("/record_sample/seeds", test_seeds);
    return g_test_run();
}
