/* The file `inits`: records in, records out; a torn end costs only itself. */
#include "media/record/life_log.h"

#include <string.h>

#include <zlib.h>

#include "base/error.h"

#define TRACKS 2u

static GByteArray *begin_file(LifeLog *log) {
    GByteArray *file = g_byte_array_new();
    life_log_append_head(log, file);
    return file;
}

/* Appends as an owner does: the bytes to the file, then into the log. */
static void add(LifeLog *log, GByteArray *file, guint from) {
    g_assert_cmpuint(life_log_add(log, file->data + from, file->len - from), ==, file->len - from);
}

static void add_section(LifeLog *log, GByteArray *file, LifeSection section) {
    guint from = file->len;
    life_log_append_section(log, file, &section);
    add(log, file, from);
}

static void add_begin(LifeLog *log, GByteArray *file, LifeBegin begin) {
    guint from = file->len;
    life_log_append_begin(log, file, &begin);
    add(log, file, from);
}

static GByteArray *sample_file(void) {
    g_autoptr(LifeLog) log = life_log_new(TRACKS);
    GByteArray *file = begin_file(log);
    add_begin(log, file, (LifeBegin){1, 0, 10, 1000});
    add_section(log, file, (LifeSection){1, 0, (const uint8_t *)"picture", 7});
    add_section(log, file, (LifeSection){1, 1, (const uint8_t *)"sound", 5});
    LifeCut cut = {5, {11, 22}};
    guint from = file->len;
    life_log_append_cut(log, file, &cut);
    add(log, file, from);
    add_begin(log, file, (LifeBegin){2, 3, 12, 2000});
    add_section(log, file, (LifeSection){2, 0, (const uint8_t *)"picture", 7});
    return file;
}

static void test_round_trip(void) {
    g_autoptr(GByteArray) file = sample_file();
    g_autoptr(LifeLog) log = life_log_new(TRACKS);
    GError *error = NULL;
    size_t good;
    g_assert_true(life_log_read(log, file->data, file->len, &good, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(good, ==, file->len);
    GateBuffer *one = life_log_section(log, 1, 0), *two = life_log_section(log, 2, 0);
    g_assert_cmpmem(one->bytes, one->length, "picture", 7);
    g_assert_true(one == two);
    g_assert_null(life_log_section(log, 2, 1));
    g_assert_null(life_log_begin_of(log, 9, 5));
    g_assert_cmpuint(life_log_begin_of(log, 10, 0)->generation, ==, 1);
    g_assert_cmpuint(life_log_begin_of(log, 12, 2)->generation, ==, 1);
    g_assert_cmpuint(life_log_begin_of(log, 12, 3)->generation, ==, 2);
    g_assert_cmpint(life_log_begin_of(log, 99, 0)->wall_us, ==, 2000);
    g_assert_cmpuint(life_log_cut(log)->msn, ==, 5);
    g_assert_cmpuint(life_log_cut(log)->offsets[1], ==, 22);
}

static void test_a_torn_end(void) {
    g_autoptr(GByteArray) file = sample_file();
    size_t last = 0;
    for (guint length = LIFE_LOG_HEAD_BYTES; length <= file->len; length++) {
        g_autoptr(LifeLog) log = life_log_new(TRACKS);
        size_t good;
        g_assert_true(life_log_read(log, file->data, length, &good, NULL));
        g_assert_cmpuint(good, <=, length);
        g_assert_cmpuint(good, >=, last);
        last = good;
    }
    g_assert_cmpuint(last, ==, file->len);
}

static void test_damage(void) {
    g_autoptr(GByteArray) file = sample_file();
    for (guint i = 0; i < file->len; i++) {
        g_autoptr(LifeLog) log = life_log_new(TRACKS);
        g_autoptr(GError) error = NULL;
        size_t good;
        file->data[i] ^= 0x10;
        bool is_read = life_log_read(log, file->data, file->len, &good, &error);
        g_assert_cmpint(is_read, ==, i >= LIFE_LOG_HEAD_BYTES);
        if (is_read)
            g_assert_cmpuint(good, <=, i);
        else
            g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
        file->data[i] ^= 0x10;
    }
}

static void test_a_newer_version(void) {
    g_autoptr(GByteArray) file = sample_file();
    g_autoptr(LifeLog) log = life_log_new(TRACKS);
    g_autoptr(GError) error = NULL;
    size_t good;
    file->data[8] = LIFE_LOG_VERSION + 1;
    uint32_t sum = GUINT32_TO_LE((uint32_t)crc32(0, file->data, 16));
    memcpy(file->data + 16, &sum, sizeof sum);
    g_assert_false(life_log_read(log, file->data, file->len, &good, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NEWER);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/life_log/round_trip", test_round_trip);
    g_test_add_func("/life_log/a_torn_end", test_a_torn_end);
    g_test_add_func("/life_log/damage", test_damage);
    g_test_add_func("/life_log/a_newer_version", test_a_newer_version);
    return g_test_run();
}
