/* A recording as one file: read by ffprobe, decoded whole by ffmpeg. */
#include "media/record/mp4_export.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "media/package/cmaf.h"
#include "record_fixture.h"
#include "tests/support/encoded_media.h"

#define SEGMENTS 6u
#define PARTS    (SEGMENTS * MEDIA_PARTS_PER_SEGMENT)

static EncodedTrack *tracks[3];
static const unsigned ALL[] = {0, 1, 2};

typedef struct Fixture {
    char *folder, *path;
    Recording *recording;
} Fixture;

static void put_inits(Fixture *fixture, unsigned generation) {
    for (unsigned track = 0; track < G_N_ELEMENTS(tracks); track++) {
        g_autoptr(GByteArray) init = g_byte_array_new();
        cmaf_append_init(init, &tracks[track]->track);
        g_assert_true(
            recording_put_init(fixture->recording, generation, track, init->data, init->len, NULL));
    }
}

/* The second half is of another generation; the third track has a gap in part 4. */
static void set_up(Fixture *fixture, gconstpointer data) {
    GError *error = NULL;
    MediaTrack list[G_N_ELEMENTS(tracks)];
    for (unsigned track = 0; track < G_N_ELEMENTS(tracks); track++)
        list[track] = tracks[track]->track;
    fixture->folder = record_fixture_folder();
    fixture->path = g_build_filename(fixture->folder, "download.mp4", NULL);
    fixture->recording = recording_create(fixture->folder, list, G_N_ELEMENTS(tracks), &error);
    g_assert_no_error(error);
    put_inits(fixture, 1);
    put_inits(fixture, 2);
    for (unsigned n = 0; n < PARTS; n++) {
        GridPart parts[G_N_ELEMENTS(tracks)] = {0};
        GridSpan spans[G_N_ELEMENTS(tracks)];
        GridRow row = {n / 6, n % 6, n < PARTS / 2 ? 1 : 2, 0, G_N_ELEMENTS(tracks), parts};
        for (unsigned track = 0; track < G_N_ELEMENTS(tracks); track++) {
            const GridSpan *span = &g_array_index(tracks[track]->spans, GridSpan, n);
            if (track == 2 && n == 4)
                continue;
            parts[track].bytes = tracks[track]->chunks->data + span->offset;
            parts[track].length = span->length;
        }
        recording_append(fixture->recording, &row, spans, &error);
        g_assert_no_error(error);
    }
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    recording_close(fixture->recording);
    g_free(fixture->path);
    record_fixture_remove(fixture->folder);
}

static void export(Fixture *fixture, const Mp4Wish *wish) {
    GError *error = NULL;
    g_autoptr(Mp4Export) job = mp4_export_new(fixture->recording, wish, &error);
    g_assert_no_error(error);
    g_clear_pointer(&fixture->recording, recording_close);
    mp4_export_run(job, fixture->path, NULL, NULL, &error);
    g_assert_no_error(error);
}

/* Decodes all and says each stream's frames, beginning and length. */
static char *probe(const Fixture *fixture) {
    const char *argv[] = {"ffprobe",
                          "-v",
                          "warning",
                          "-count_frames",
                          "-show_entries",
                          "stream=codec_name,start_time,duration,nb_read_frames:stream_tags="
                          "language",
                          "-of",
                          "compact=p=0",
                          fixture->path,
                          NULL};
    return encoded_media_run(argv, NULL);
}

static void test_the_whole(Fixture *fixture, gconstpointer data) {
    const Mp4Range all = {0, INT64_MAX};
    Mp4Wish wish = {ALL, 3, &all, 1};
    export(fixture, &wish);
    g_autofree char *text = probe(fixture);
    g_assert_cmpstr(text, ==,
                    "codec_name=h264|start_time=0.000000|duration=11.520000|nb_read_frames=288|"
                    "tag:language=und\n"
                    "codec_name=aac|start_time=0.000000|duration=11.520000|nb_read_frames=540|"
                    "tag:language=zho\n"
                    "codec_name=aac|start_time=0.000000|duration=11.520000|nb_read_frames=525|"
                    "tag:language=mon\n");
}

static void test_trimmed_with_a_hole(Fixture *fixture, gconstpointer data) {
    const Mp4Range ranges[] = {{MEDIA_SEGMENT_US, 2 * MEDIA_SEGMENT_US},
                               {4 * MEDIA_SEGMENT_US, 5 * MEDIA_SEGMENT_US}};
    Mp4Wish wish = {ALL, 2, ranges, 2};
    export(fixture, &wish);
    g_autofree char *text = probe(fixture);
    g_assert_cmpstr(text, ==,
                    "codec_name=h264|start_time=0.000000|duration=3.840000|nb_read_frames=96|"
                    "tag:language=und\n"
                    "codec_name=aac|start_time=0.000000|duration=3.840000|nb_read_frames=180|"
                    "tag:language=zho\n");
}

static void test_it_starts_fast(Fixture *fixture, gconstpointer data) {
    const Mp4Range all = {0, INT64_MAX};
    Mp4Wish wish = {ALL, 1, &all, 1};
    export(fixture, &wish);
    g_autofree char *bytes = NULL;
    gsize length;
    g_assert_true(g_file_get_contents(fixture->path, &bytes, &length, NULL));
    g_assert_cmpmem(bytes + 4, 4, "ftyp", 4);
    const char *moov = memmem(bytes, length, "moov", 4), *mdat = memmem(bytes, length, "mdat", 4);
    g_assert_true(moov && mdat && moov < mdat);
}

/* Planned, then written. */
typedef struct Calls {
    unsigned n_planned, n_written, cancel_planned, cancel_written;
} Calls;

static bool cancel_later(uint64_t done, uint64_t total, void *user) {
    Calls *calls = user;
    g_assert_cmpuint(done, <=, total);
    if (done == 0)
        return ++calls->n_planned != calls->cancel_planned;
    return ++calls->n_written != calls->cancel_written;
}

static void expect_cancelled(Fixture *fixture, Calls *calls) {
    const Mp4Range all = {0, INT64_MAX};
    Mp4Wish wish = {ALL, 3, &all, 1};
    g_autoptr(GError) error = NULL;
    g_autoptr(Mp4Export) job = mp4_export_new(fixture->recording, &wish, NULL);
    g_assert_false(mp4_export_run(job, fixture->path, cancel_later, calls, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_autofree char *half = g_strconcat(fixture->path, ".part", NULL);
    g_assert_false(g_file_test(half, G_FILE_TEST_EXISTS));
    g_assert_false(g_file_test(fixture->path, G_FILE_TEST_EXISTS));
}

static void test_cancelled(Fixture *fixture, gconstpointer data) {
    Calls early = {.cancel_planned = 10}, late = {.cancel_written = 10};
    expect_cancelled(fixture, &early);
    g_assert_cmpuint(early.n_planned, ==, 10);
    g_assert_cmpuint(early.n_written, ==, 0);
    expect_cancelled(fixture, &late);
    g_assert_cmpuint(late.n_planned, ==, 3 * PARTS - 1);
    g_assert_cmpuint(late.n_written, ==, 10);
}

static char *digest(Fixture *fixture, unsigned n_tracks, Mp4Range range) {
    Mp4Wish wish = {ALL, n_tracks, &range, 1};
    g_autoptr(Mp4Export) job = mp4_export_new(fixture->recording, &wish, NULL);
    return mp4_export_digest(job);
}

/* A download that broke off is resumed in a file that was made anew. */
static void test_digest(Fixture *fixture, gconstpointer data) {
    const Mp4Range all = {0, INT64_MAX}, less = {MEDIA_SEGMENT_US, INT64_MAX};
    g_autofree char *once = digest(fixture, 3, all), *again = digest(fixture, 3, all);
    g_autofree char *fewer = digest(fixture, 2, all), *shorter = digest(fixture, 3, less);
    g_assert_cmpuint(strlen(once), ==, MP4_EXPORT_DIGEST_CHARS);
    g_assert_cmpstr(once, ==, again);
    g_assert_cmpstr(once, !=, fewer);
    g_assert_cmpstr(once, !=, shorter);
}

/* One sound is enabled, the others are its alternatives. */
static void test_one_sound_is_enabled(Fixture *fixture, gconstpointer data) {
    const Mp4Range all = {0, INT64_MAX};
    Mp4Wish wish = {ALL, 3, &all, 1};
    export(fixture, &wish);
    const char *argv[] = {
        "ffprobe", "-v",          "warning", "-show_entries", "stream_disposition=default", "-of",
        "csv=p=0", fixture->path, NULL};
    g_autofree char *text = encoded_media_run(argv, NULL);
    g_assert_cmpstr(text, ==, "1\n1\n0\n");
}

static void test_refusals(Fixture *fixture, gconstpointer data) {
    const Mp4Range nothing = {INT64_MAX - 1, INT64_MAX};
    const unsigned missing[] = {0, 9};
    Mp4Wish wish = {missing, 2, &nothing, 1};
    g_autoptr(GError) error = NULL;
    g_assert_null(mp4_export_new(fixture->recording, &wish, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    g_clear_error(&error);
    wish.n_tracks = 1;
    g_assert_null(mp4_export_new(fixture->recording, &wish, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
}

static void test_a_damaged_part(Fixture *fixture, gconstpointer data) {
    const Mp4Range all = {0, INT64_MAX};
    Mp4Wish wish = {ALL, 1, &all, 1};
    g_autoptr(GError) error = NULL;
    g_autoptr(Mp4Export) job = mp4_export_new(fixture->recording, &wish, NULL);
    g_autoptr(GateFile) file = recording_file(fixture->recording, 0);
    g_assert_cmpint(ftruncate(file->fd, 1000), ==, 0);
    g_assert_false(mp4_export_run(job, fixture->path, NULL, NULL, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
}

#define ADD(name, function)                                                                        \
    g_test_add("/mp4_export/" name, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    tracks[0] = encoded_media_picture("v180", 320, 180, 0, SEGMENTS);
    tracks[1] = encoded_media_sound("a-zh", "zh", 0, SEGMENTS);
    tracks[2] = encoded_media_sound("a-mn", "mn", 0, SEGMENTS);
    ADD("the_whole", test_the_whole);
    ADD("trimmed_with_a_hole", test_trimmed_with_a_hole);
    ADD("it_starts_fast", test_it_starts_fast);
    ADD("cancelled", test_cancelled);
    ADD("digest", test_digest);
    ADD("one_sound_is_enabled", test_one_sound_is_enabled);
    ADD("refusals", test_refusals);
    ADD("a_damaged_part", test_a_damaged_part);
    int status = g_test_run();
    for (unsigned track = 0; track < G_N_ELEMENTS(tracks); track++)
        encoded_media_free(tracks[track]);
    return status;
}
