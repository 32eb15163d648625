/* T.m4s and T.idx: read again as written; after any cut the writer goes on to the same bytes. */
#include "media/lesson/asset_track_writer.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "lesson_fixture.h"
#include "media/lesson/asset_track.h"
#include "media/package/cmaf.h"

#define N_SEGMENTS 6u

static char *path_of(const char *folder, const char *name) {
    return g_strdup_printf("%s/%s", folder, name);
}

static GBytes *read_file(const char *folder, const char *name) {
    g_autofree char *path = path_of(folder, name);
    char *text;
    gsize length;
    g_assert_true(g_file_get_contents(path, &text, &length, NULL));
    return g_bytes_new_take(text, length);
}

static void write_file(const char *folder, const char *name, GBytes *bytes, gsize length) {
    g_autofree char *path = path_of(folder, name);
    g_assert_true(g_file_set_contents(path, g_bytes_get_data(bytes, NULL), (gssize)length, NULL));
}

static AssetTrackWriter *open_writer(const char *folder, MediaKind kind) {
    g_autoptr(GError) error = NULL;
    MediaTrack track = lesson_fixture_track(kind, "t");
    AssetTrackWriter *writer = asset_track_writer_open(folder, &track, &error);
    g_assert_no_error(error);
    return writer;
}

/* Adds what is missing up to `n_segments`. */
static void fill(AssetTrackWriter *writer, MediaKind kind, unsigned n_segments) {
    g_autoptr(GError) error = NULL;
    MediaSample samples[LESSON_FIXTURE_SAMPLES];
    while (asset_track_writer_index(writer)->n_segments < n_segments) {
        unsigned number = asset_track_writer_index(writer)->n_segments;
        unsigned n = lesson_fixture_samples(kind, number, samples);
        g_assert_true(asset_track_writer_add(writer, samples, n, &error));
        g_assert_no_error(error);
    }
}

static void finish(AssetTrackWriter *writer) {
    g_autoptr(GError) error = NULL;
    g_assert_true(asset_track_writer_finish(writer, &error));
    g_assert_no_error(error);
}

static void test_whole(void) {
    g_autofree char *folder = lesson_fixture_folder();
    g_autofree char *journal = path_of(folder, "t.part");
    g_autoptr(GError) error = NULL;
    g_autoptr(AssetTrackWriter) writer = open_writer(folder, MEDIA_VIDEO);
    fill(writer, MEDIA_VIDEO, N_SEGMENTS);
    g_assert_null(asset_track_open(folder, "t", &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
    g_clear_error(&error);
    finish(writer);
    g_assert_cmpint(access(journal, F_OK), !=, 0);

    g_autoptr(AssetMedia) media = asset_track_open(folder, "t", &error);
    g_assert_no_error(error);
    g_assert_cmpuint(media->index->n_segments, ==, N_SEGMENTS);
    g_assert_cmpstr(media->track.codec, ==, "avc1.4d401f");
    g_autoptr(GBytes) bytes = read_file(folder, "t.m4s");
    const uint8_t *data = g_bytes_get_data(bytes, NULL);
    for (unsigned i = 0; i < N_SEGMENTS; i++) {
        const AssetSegment *segment = &media->index->segments[i];
        MediaSample first;
        CmafChunkView view;
        g_assert_true(cmaf_read_chunk(data + segment->offset, segment->length, &view, &first, 1));
        g_assert_cmpuint(view.length, ==, segment->length);
        g_assert_cmpuint(view.decode_time, ==, segment->time);
        g_assert_true(first.bytes + first.length == data + segment->offset + segment->key_length);
    }
    lesson_fixture_remove(folder);
}

/* Killed at every byte of both files: what was whole is kept, the end is the same. */
static void check_cuts(MediaKind kind, const char *cut_name, gsize step) {
    g_autofree char *folder = lesson_fixture_folder();
    g_autofree char *index_path = path_of(folder, "t.idx");
    AssetTrackWriter *writer = open_writer(folder, kind);
    fill(writer, kind, N_SEGMENTS);
    g_autoptr(GBytes) media = read_file(folder, "t.m4s"), journal = read_file(folder, "t.part");
    finish(writer);
    asset_track_writer_free(writer);
    g_autoptr(GBytes) index = read_file(folder, "t.idx");
    GBytes *cut = strcmp(cut_name, "t.m4s") == 0 ? media : journal;
    unsigned most = 0;
    for (gsize length = 0; length <= g_bytes_get_size(cut); length += step) {
        g_assert_cmpint(unlink(index_path), ==, 0);
        write_file(folder, "t.m4s", media, g_bytes_get_size(media));
        write_file(folder, "t.part", journal, g_bytes_get_size(journal));
        write_file(folder, cut_name, cut, length);
        writer = open_writer(folder, kind);
        unsigned n = asset_track_writer_index(writer)->n_segments;
        g_assert_cmpuint(n, >=, most);
        most = n;
        fill(writer, kind, N_SEGMENTS);
        finish(writer);
        asset_track_writer_free(writer);
        g_autoptr(GBytes) media_again = read_file(folder, "t.m4s");
        g_autoptr(GBytes) index_again = read_file(folder, "t.idx");
        g_assert_true(g_bytes_equal(media, media_again));
        g_assert_true(g_bytes_equal(index, index_again));
    }
    g_assert_cmpuint(most, >=, N_SEGMENTS - 1);
    lesson_fixture_remove(folder);
}

static void test_cut_media(void) {
    check_cuts(MEDIA_VIDEO, "t.m4s", 61);
    check_cuts(MEDIA_AUDIO, "t.m4s", 61);
}

static void test_cut_journal(void) {
    check_cuts(MEDIA_VIDEO, "t.part", 5);
}

static void test_lost_bytes(void) {
    g_autofree char *folder = lesson_fixture_folder();
    AssetTrackWriter *writer = open_writer(folder, MEDIA_VIDEO);
    fill(writer, MEDIA_VIDEO, 3);
    uint64_t second = asset_track_writer_index(writer)->segments[1].offset;
    asset_track_writer_free(writer);
    g_autoptr(GBytes) media = read_file(folder, "t.m4s");
    g_autofree uint8_t *holes = g_memdup2(g_bytes_get_data(media, NULL), g_bytes_get_size(media));
    memset(holes + second + 300, 0, 64); /* the power failed: the length came, the bytes did not */
    g_autoptr(GBytes) damaged = g_bytes_new(holes, g_bytes_get_size(media));
    write_file(folder, "t.m4s", damaged, g_bytes_get_size(damaged));
    writer = open_writer(folder, MEDIA_VIDEO);
    g_assert_cmpuint(asset_track_writer_index(writer)->n_segments, ==, 1);
    asset_track_writer_free(writer);
    lesson_fixture_remove(folder);
}

static void test_other_section(void) {
    g_autofree char *folder = lesson_fixture_folder();
    AssetTrackWriter *writer = open_writer(folder, MEDIA_VIDEO);
    fill(writer, MEDIA_VIDEO, 3);
    asset_track_writer_free(writer);
    MediaTrack track = lesson_fixture_track(MEDIA_VIDEO, "t");
    track.config[3] = 0x28;
    writer = asset_track_writer_open(folder, &track, NULL);
    g_assert_cmpuint(asset_track_writer_index(writer)->n_segments, ==, 0);
    asset_track_writer_free(writer);
    lesson_fixture_remove(folder);
}

static void refuse(AssetTrackWriter *writer, const MediaSample *samples, unsigned n,
                   const char *part) {
    g_autoptr(GError) error = NULL;
    g_assert_false(asset_track_writer_add(writer, samples, n, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    g_assert_nonnull(strstr(error->message, part));
}

static void test_refused(void) {
    g_autofree char *folder = lesson_fixture_folder();
    AssetTrackWriter *writer = open_writer(folder, MEDIA_VIDEO);
    MediaSample samples[LESSON_FIXTURE_SAMPLES];
    unsigned n = lesson_fixture_samples(MEDIA_VIDEO, 0, samples);
    g_autoptr(GError) error = NULL;
    g_assert_false(asset_track_writer_finish(writer, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    refuse(writer, samples, 0, "no samples");
    refuse(writer, samples + 1, n - 1, "begin with an IDR");
    samples[2].dts++;
    refuse(writer, samples, n, "not consecutive");
    samples[2].dts--;
    samples[n - 1].duration = 0;
    refuse(writer, samples, n, "no duration");
    samples[n - 1].duration = 1000000;
    refuse(writer, samples, n, "too long");
    lesson_fixture_samples(MEDIA_VIDEO, 1, samples);
    refuse(writer, samples, n, "where the one before ended");
    fill(writer, MEDIA_VIDEO, 1);
    finish(writer);
    asset_track_writer_free(writer);
    MediaTrack track = lesson_fixture_track(MEDIA_VIDEO, "t");
    g_clear_error(&error);
    g_assert_null(asset_track_writer_open(folder, &track, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    lesson_fixture_remove(folder);
}

static void test_opening_damaged(void) {
    g_autofree char *folder = lesson_fixture_folder();
    g_autoptr(GError) error = NULL;
    AssetTrackWriter *writer = open_writer(folder, MEDIA_AUDIO);
    fill(writer, MEDIA_AUDIO, 2);
    finish(writer);
    asset_track_writer_free(writer);
    g_autoptr(GBytes) media = read_file(folder, "t.m4s");
    write_file(folder, "t.m4s", media, g_bytes_get_size(media) - 1);
    g_assert_null(asset_track_open(folder, "t", &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
    g_assert_nonnull(strstr(error->message, "another length"));
    lesson_fixture_remove(folder);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/asset_track_writer/whole", test_whole);
    g_test_add_func("/asset_track_writer/cut-media", test_cut_media);
    g_test_add_func("/asset_track_writer/cut-journal", test_cut_journal);
    g_test_add_func("/asset_track_writer/lost-bytes", test_lost_bytes);
    g_test_add_func("/asset_track_writer/other-section", test_other_section);
    g_test_add_func("/asset_track_writer/refused", test_refused);
    g_test_add_func("/asset_track_writer/opening-damaged", test_opening_damaged);
    return g_test_run();
}
