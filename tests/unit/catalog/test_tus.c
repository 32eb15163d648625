/* Header fields of tus 1.0.0. */
#include <string.h>

#include "base/error.h"
#include "catalog/upload/tus.h"

static void test_numbers(void) {
    static const char *const BAD[] = {"",    "-1",
                                      "+1",  " 1",
                                      "1 ",  "0x1",
                                      "1e3", "9007199254740992",
                                      "1.0", "99999999999999999999",
                                      NULL};
    int64_t number = 7;
    g_assert_true(tus_read_number("0", &number));
    g_assert_cmpint(number, ==, 0);
    g_assert_true(tus_read_number("9007199254740991", &number));
    g_assert_cmpint(number, ==, INT64_C(9007199254740991));
    for (unsigned i = 0; BAD[i]; i++)
        g_assert_false(tus_read_number(BAD[i], &number));
    g_assert_false(tus_read_number(NULL, &number));
}

typedef struct MetadataCase {
    const char *text;
    const char *file_name, *lesson_id, *purpose, *language; /* file_name NULL: refused */
    const char *translator;                                 /* NULL: "" */
} MetadataCase;

static const MetadataCase METADATA[] = {
    {NULL, "", "", "", ""},
    {"", "", "", "", ""},
    {"filename YS5tcDQ=", "a.mp4", "", "", ""},
    {"filename QzpcdmlkZW9cYS5tcDQ=,purpose dmlkZW8=", "a.mp4", "", "video", ""},
    {"filename L2hvbWUveC9hLm1wNA==", "a.mp4", "", "", ""},
    {" filename 6K++LmNvbQ== , language bGlz", "课.com", "", "", "lis"},
    {"translator 5Y2T546b", "", "", "", "", "卓玛"},
    {"filetype dmlkZW8vbXA0,lesson_id eA==,relativePath bnVsbA==", "", "x", "", ""},
    {"unknown ????,filename", "", "", "", ""},
    {"filename ????", NULL},
    {"filename YS5tcDQ", NULL},
    {"filename YS5t=DQ=", NULL},
    {"filename YS5tcDQ= x", NULL},
    {"filename YQBi", NULL},
    {"filename /w==", NULL},
    {"filename YQpi", NULL},
    {"filename YQ==,filename YQ==", NULL},
};

static void test_metadata(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(METADATA); i++) {
        const MetadataCase *row = &METADATA[i];
        g_auto(TusMetadata) metadata = {0};
        g_autoptr(GError) error = NULL;
        bool ok = tus_read_metadata(row->text, &metadata, &error);
        if (!row->file_name) {
            g_assert_false(ok);
            g_assert_error(error, BASE_ERROR, ERROR_INVALID);
            continue;
        }
        g_assert_no_error(error);
        g_assert_cmpstr(metadata.file_name, ==, row->file_name);
        g_assert_cmpstr(metadata.lesson_id, ==, row->lesson_id);
        g_assert_cmpstr(metadata.purpose, ==, row->purpose);
        g_assert_cmpstr(metadata.language, ==, row->language);
        g_assert_cmpstr(metadata.translator, ==, row->translator ? row->translator : "");
    }
}

/* A name is cut between characters. */
static void test_long_name(void) {
    g_autoptr(GString) name = g_string_new(NULL);
    while (name->len < 600)
        g_string_append(name, "课");
    g_autofree char *base64 = g_base64_encode((const guchar *)name->str, name->len);
    g_autofree char *text = g_strdup_printf("filename %s", base64);
    g_auto(TusMetadata) metadata = {0};
    g_assert_true(tus_read_metadata(text, &metadata, NULL));
    g_assert_cmpuint(strlen(metadata.file_name), ==, TUS_NAME_MAX_BYTES);
    g_assert_true(g_utf8_validate(metadata.file_name, -1, NULL));
}

static void test_checksum(void) {
    static const char *const BAD[] = {
        "sha1",       "sha1 ", "sha1 AAAA", "SHA1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
        "crc32 AAAA", "",      " ",         "sha1  2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
        NULL};
    TusChecksum checksum;
    g_assert_true(tus_read_checksum(NULL, &checksum, NULL));
    g_assert_false(checksum.is_asked);
    g_assert_true(tus_read_checksum("sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=", &checksum, NULL));
    g_assert_true(checksum.is_asked);
    g_assert_cmpuint(checksum.digest_bytes, ==, 20);
    g_assert_cmphex(checksum.digest[0], ==, 0xda);
    for (unsigned i = 0; BAD[i]; i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(tus_read_checksum(BAD[i], &checksum, &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    }
}

static void test_date(void) {
    g_autofree char *text = tus_write_date(INT64_C(784111777) * 1000000);
    g_assert_cmpstr(text, ==, "Sun, 06 Nov 1994 08:49:37 GMT");
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tus/numbers", test_numbers);
    g_test_add_func("/tus/metadata", test_metadata);
    g_test_add_func("/tus/long_name", test_long_name);
    g_test_add_func("/tus/checksum", test_checksum);
    g_test_add_func("/tus/date", test_date);
    return g_test_run();
}
