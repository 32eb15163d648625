/* The whole life of a recording in one process: written, closed, opened, damaged, mended. */
#include "media/record/recording.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "record_fixture.h"

typedef struct Fixture {
    char *folder;
    Recording *recording;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data) {
    GError *error = NULL;
    fixture->folder = record_fixture_folder();
    fixture->recording =
        recording_create(fixture->folder, FIXTURE_TRACK_LIST, FIXTURE_TRACKS, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    recording_close(fixture->recording);
    record_fixture_remove(fixture->folder);
}

static void reopen(Fixture *fixture) {
    GError *error = NULL;
    recording_close(fixture->recording);
    fixture->recording = recording_open(fixture->folder, &error);
    g_assert_no_error(error);
}

static void sync_now(Fixture *fixture) {
    GError *error = NULL;
    recording_sync(fixture->recording, &error);
    g_assert_no_error(error);
}

static char *path_of(const Fixture *fixture, const char *name) {
    return g_build_filename(fixture->folder, name, NULL);
}

static off_t size_of(const Fixture *fixture, const char *name) {
    struct stat info;
    g_autofree char *path = path_of(fixture, name);
    g_assert_cmpint(stat(path, &info), ==, 0);
    return info.st_size;
}

static void flip_byte(const Fixture *fixture, const char *name, off_t offset) {
    g_autofree char *path = path_of(fixture, name);
    int fd = open(path, O_RDWR);
    uint8_t byte;
    g_assert_cmpint(pread(fd, &byte, 1, offset), ==, 1);
    byte ^= 0x55;
    g_assert_cmpint(pwrite(fd, &byte, 1, offset), ==, 1);
    close(fd);
}

static void test_rows_come_back(Fixture *fixture, gconstpointer data) {
    record_fixture_append_many(fixture->recording, 0, 250);
    g_assert_cmpuint(record_fixture_check(fixture->recording, 0, -1), ==, 250);
    uint64_t bytes = recording_bytes(fixture->recording);
    reopen(fixture);
    g_assert_cmpuint(record_fixture_check(fixture->recording, 0, -1), ==, 250);
    g_assert_cmpuint(recording_bytes(fixture->recording), ==, bytes);
    record_fixture_append_many(fixture->recording, 250, 260);
    g_assert_cmpuint(record_fixture_check(fixture->recording, 0, -1), ==, 260);
}

static void test_an_empty_one(Fixture *fixture, gconstpointer data) {
    reopen(fixture);
    g_assert_cmpuint(record_fixture_check(fixture->recording, 0, -1), ==, 0);
    g_assert_cmpuint(recording_bytes(fixture->recording), ==, 0);
    record_fixture_append_many(fixture->recording, 600, 603);
    g_assert_cmpuint(record_fixture_check(fixture->recording, 600, -1), ==, 3);
}

static void test_tracks_come_back(Fixture *fixture, gconstpointer data) {
    reopen(fixture);
    g_assert_cmpuint(recording_n_tracks(fixture->recording), ==, FIXTURE_TRACKS);
    for (unsigned i = 0; i < FIXTURE_TRACKS; i++) {
        const MediaTrack *track = &recording_tracks(fixture->recording)[i];
        const MediaTrack *expected = &FIXTURE_TRACK_LIST[i];
        g_assert_cmpint(track->kind, ==, expected->kind);
        g_assert_cmpstr(track->name, ==, expected->name);
        g_assert_cmpstr(track->language, ==, expected->language);
        g_assert_cmpstr(track->codec, ==, expected->codec);
        g_assert_cmpuint(track->bit_rate, ==, expected->bit_rate);
        g_assert_cmpuint(track->height, ==, expected->height);
        g_assert_cmpint(track->is_floor, ==, expected->is_floor);
        g_assert_cmpint(track->is_low, ==, expected->is_low);
        g_assert_cmpmem(track->config, track->config_length, expected->config,
                        expected->config_length);
    }
}

static void test_refusals(Fixture *fixture, gconstpointer data) {
    GridSpan spans[MEDIA_MAX_TRACKS];
    g_autoptr(GError) error = NULL;
    g_assert_null(recording_create(fixture->folder, FIXTURE_TRACK_LIST, FIXTURE_TRACKS, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_clear_error(&error);
    record_fixture_append_many(fixture->recording, 0, 8);
    for (uint64_t n = 6; n < 8; n++) {
        g_assert_false(record_fixture_append(fixture->recording, n, spans, &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
        g_clear_error(&error);
    }
    MediaTrack twice[2] = {FIXTURE_TRACK_LIST[0], FIXTURE_TRACK_LIST[0]};
    MediaTrack path = FIXTURE_TRACK_LIST[0];
    strcpy(path.name, "../x");
    g_autofree char *other = path_of(fixture, "other");
    g_assert_null(recording_create(other, twice, 2, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    g_clear_error(&error);
    g_assert_null(recording_create(other, &path, 1, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    g_clear_error(&error);
    g_assert_null(recording_open(other, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
}

static void test_a_newer_version(Fixture *fixture, gconstpointer data) {
    g_autofree char *path = path_of(fixture, "tracks.json");
    g_autoptr(GError) error = NULL;
    g_assert_true(g_file_set_contents(path, "{\"version\":\"2\",\"more\":[]}", -1, NULL));
    g_assert_null(recording_open(fixture->folder, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NEWER);
    g_clear_error(&error);
    g_assert_true(g_file_set_contents(path, "{\"version\":\"1\",\"tracks\":3}", -1, NULL));
    g_assert_null(recording_open(fixture->folder, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
}

static void test_a_missing_media_file(Fixture *fixture, gconstpointer data) {
    g_autofree char *path = path_of(fixture, "a-zh.m4s");
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(unlink(path), ==, 0);
    g_assert_null(recording_open(fixture->folder, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
}

static void put_init(Fixture *fixture, unsigned generation, unsigned track, const char *text) {
    GError *error = NULL;
    recording_put_init(fixture->recording, generation, track, (const uint8_t *)text, strlen(text),
                       &error);
    g_assert_no_error(error);
}

static void assert_init(Fixture *fixture, unsigned generation, unsigned track, const char *text) {
    g_autoptr(GateBuffer) section = recording_get_init(fixture->recording, generation, track);
    g_assert_nonnull(section);
    g_assert_cmpmem(section->bytes, section->length, text, strlen(text));
}

static void test_initialization_sections(Fixture *fixture, gconstpointer data) {
    put_init(fixture, 1, 0, "section of v720");
    put_init(fixture, 1, 2, "section of a-zh");
    off_t size = size_of(fixture, "inits");
    put_init(fixture, 2, 0, "section of v720");
    put_init(fixture, 2, 2, "another of a-zh");
    g_assert_cmpint(size_of(fixture, "inits"), <, 2 * size);
    for (unsigned pass = 0; pass < 2; pass++) {
        assert_init(fixture, 1, 0, "section of v720");
        assert_init(fixture, 1, 2, "section of a-zh");
        assert_init(fixture, 2, 0, "section of v720");
        assert_init(fixture, 2, 2, "another of a-zh");
        g_assert_null(recording_get_init(fixture->recording, 1, 1));
        g_assert_null(recording_get_init(fixture->recording, 3, 0));
        g_assert_null(recording_get_init(fixture->recording, 1, 99));
        g_autoptr(GateBuffer) one = recording_get_init(fixture->recording, 1, 0);
        g_autoptr(GateBuffer) two = recording_get_init(fixture->recording, 2, 0);
        g_assert_true(one == two);
        reopen(fixture);
    }
}

static void test_half_rows_are_cut(Fixture *fixture, gconstpointer data) {
    record_fixture_append_many(fixture->recording, 0, 20);
    off_t media = size_of(fixture, "v720.m4s"), rows = size_of(fixture, "rows.idx");
    g_autofree char *index = path_of(fixture, "rows.idx");
    g_autofree char *file = path_of(fixture, "v720.m4s");
    int fd = open(file, O_WRONLY | O_APPEND);
    g_assert_cmpint(write(fd, "half a part", 11), ==, 11);
    close(fd);
    fd = open(index, O_WRONLY | O_APPEND);
    g_assert_cmpint(write(fd, "half a row", 10), ==, 10);
    close(fd);
    reopen(fixture);
    g_assert_cmpuint(record_fixture_check(fixture->recording, 0, -1), ==, 20);
    g_assert_cmpint(size_of(fixture, "v720.m4s"), ==, media);
    g_assert_cmpint(size_of(fixture, "rows.idx"), ==, rows);
}

static void test_a_lost_index(Fixture *fixture, gconstpointer data) {
    record_fixture_append_many(fixture->recording, 0, 398);
    g_autofree char *index = path_of(fixture, "rows.idx");
    g_autofree char *before = NULL, *after = NULL;
    gsize length_before, length_after;
    g_assert_true(g_file_get_contents(index, &before, &length_before, NULL));
    g_assert_cmpint(unlink(index), ==, 0);
    reopen(fixture);
    g_assert_cmpuint(record_fixture_check(fixture->recording, 0, -1), ==, 398);
    g_assert_true(g_file_get_contents(index, &after, &length_after, NULL));
    g_assert_cmpuint(length_after, ==, length_before);
    record_fixture_append_many(fixture->recording, 398, 410);
    reopen(fixture);
    g_assert_cmpuint(record_fixture_check(fixture->recording, 0, -1), ==, 410);
}

/* What a lost index loses: a last row where a track is missing may be half of one. */
static void test_a_lost_index_with_a_doubtful_end(Fixture *fixture, gconstpointer data) {
    g_assert_true(record_fixture_is_gap(1, 399 / 6, 399 % 6));
    record_fixture_append_many(fixture->recording, 0, 400);
    g_autofree char *index = path_of(fixture, "rows.idx");
    g_assert_cmpint(unlink(index), ==, 0);
    reopen(fixture);
    g_assert_cmpuint(record_fixture_check(fixture->recording, 0, -1), ==, 399);
}

static void test_a_damaged_index(Fixture *fixture, gconstpointer data) {
    record_fixture_append_many(fixture->recording, 0, 300);
    sync_now(fixture);
    off_t size = size_of(fixture, "rows.idx");
    static const double PLACES[] = {0, 0.001, 0.3, 0.5, 0.99};
    for (unsigned i = 0; i < G_N_ELEMENTS(PLACES); i++) {
        flip_byte(fixture, "rows.idx", (off_t)(PLACES[i] * (double)size));
        reopen(fixture);
        g_assert_cmpuint(record_fixture_check(fixture->recording, 0, -1), ==, 300);
        g_assert_cmpint(size_of(fixture, "rows.idx"), ==, size);
    }
}

static void test_a_short_file_becomes_gaps(Fixture *fixture, gconstpointer data) {
    record_fixture_append_many(fixture->recording, 0, 100);
    sync_now(fixture);
    g_autofree char *file = path_of(fixture, "a-zh.m4s");
    g_assert_cmpint(truncate(file, size_of(fixture, "a-zh.m4s") / 2), ==, 0);
    for (unsigned pass = 0; pass < 2; pass++) {
        reopen(fixture);
        g_assert_cmpuint(record_fixture_check(fixture->recording, 0, 2), ==, 100);
    }
    record_fixture_append_many(fixture->recording, 100, 120);
    reopen(fixture);
    g_assert_cmpuint(record_fixture_check(fixture->recording, 0, 2), ==, 120);
}

static void test_punched_rows_are_gone(Fixture *fixture, gconstpointer data) {
    GError *error = NULL;
    record_fixture_append_many(fixture->recording, 0, 600);
    uint64_t bytes = recording_bytes(fixture->recording);
    recording_punch(fixture->recording, 50, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(record_fixture_check(fixture->recording, 300, -1), ==, 300);
    g_assert_cmpuint(recording_bytes(fixture->recording), <, bytes * 6 / 10);
    sync_now(fixture);
    struct stat info;
    g_autofree char *file = path_of(fixture, "v720.m4s");
    g_assert_cmpint(stat(file, &info), ==, 0);
    if (info.st_blocks * 512 > info.st_size * 7 / 10)
        g_test_message("this file system cannot punch holes");
    reopen(fixture);
    g_assert_cmpuint(record_fixture_check(fixture->recording, 300, -1), ==, 300);
    g_autofree char *index = path_of(fixture, "rows.idx");
    g_assert_cmpint(unlink(index), ==, 0);
    reopen(fixture);
    g_assert_cmpuint(record_fixture_check(fixture->recording, 300, -1), ==, 300);
    record_fixture_append_many(fixture->recording, 600, 650);
    g_assert_cmpuint(record_fixture_check(fixture->recording, 300, -1), ==, 350);
}

static void test_an_answer_outlives_it(Fixture *fixture, gconstpointer data) {
    record_fixture_append_many(fixture->recording, 0, 2);
    g_autoptr(GateFile) file = recording_file(fixture->recording, 0);
    g_clear_pointer(&fixture->recording, recording_close);
    g_autoptr(GByteArray) expected = record_fixture_chunk(0, 0, 0);
    g_autofree guint8 *found = g_malloc(expected->len);
    g_assert_cmpint(pread(file->fd, found, expected->len, 0), ==, expected->len);
    g_assert_cmpmem(found, expected->len, expected->data, expected->len);
}

#define ADD(name, function)                                                                        \
    g_test_add("/recording/" name, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ADD("rows_come_back", test_rows_come_back);
    ADD("an_empty_one", test_an_empty_one);
    ADD("tracks_come_back", test_tracks_come_back);
    ADD("refusals", test_refusals);
    ADD("a_newer_version", test_a_newer_version);
    ADD("a_missing_media_file", test_a_missing_media_file);
    ADD("initialization_sections", test_initialization_sections);
    ADD("half_rows_are_cut", test_half_rows_are_cut);
    ADD("a_lost_index", test_a_lost_index);
    ADD("a_lost_index_with_a_doubtful_end", test_a_lost_index_with_a_doubtful_end);
    ADD("a_damaged_index", test_a_damaged_index);
    ADD("a_short_file_becomes_gaps", test_a_short_file_becomes_gaps);
    ADD("punched_rows_are_gone", test_punched_rows_are_gone);
    ADD("an_answer_outlives_it", test_an_answer_outlives_it);
    return g_test_run();
}
