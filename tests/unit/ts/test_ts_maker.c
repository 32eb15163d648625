/* The thread that makes segments: once each, from files, told to all who wait. */
#include "media/ts/ts_maker.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/epoch.h"
#include "base/error.h"
#include "tests/support/encoded_media.h"

#define FIRST_MSN 20u
#define N_JOBS    10u

static EncodedTrack *picture, *sound;

typedef struct Fixture {
    TsMaker *maker;
    GAsyncQueue *made;
} Fixture;

static void on_made(uint64_t hold_key, void *user) {
    g_async_queue_push(user, GSIZE_TO_POINTER(hold_key));
}

static void set_up(Fixture *fixture, gconstpointer data) {
    GError *error = NULL;
    fixture->made = g_async_queue_new();
    TsMakerOptions options = {NULL, TS_CACHE_MAX_BYTES, on_made, fixture->made};
    fixture->maker = ts_maker_start(&options, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    ts_maker_free(fixture->maker);
    g_async_queue_unref(fixture->made);
}

static GateFile *file_of(const GByteArray *bytes) {
    int fd = memfd_create("test", MFD_CLOEXEC);
    g_assert_cmpint(write(fd, bytes->data, bytes->len), ==, bytes->len);
    return gate_file_new(fd, bytes->len);
}

static void fill(TsSource *source, const EncodedTrack *track) {
    source->track = track->track;
    source->file = file_of(track->chunks);
    for (unsigned part = 0; part < TS_MAKER_MAX_PARTS; part++)
        source->spans[part] = g_array_index(track->spans, GridSpan, part);
}

static TsJob *job_of(uint64_t hold_key) {
    TsJob *job = ts_job_new();
    job->key = ts_cache_key("meeting", FIRST_MSN, 0, 1);
    job->n_parts = TS_MAKER_MAX_PARTS;
    job->begin_ticks = (int64_t)FIRST_MSN * TS_MUX_GRID_TICKS;
    job->n_ticks = 2 * TS_MUX_GRID_TICKS;
    job->hold_key = hold_key;
    fill(&job->video, picture);
    fill(&job->audio, sound);
    return job;
}

static void post(Fixture *fixture, TsJob *take_job) {
    GError *error = NULL;
    ts_maker_post(fixture->maker, take_job, &error);
    g_assert_no_error(error);
}

static uint64_t wait_made(Fixture *fixture) {
    gpointer key = g_async_queue_timeout_pop(fixture->made, 60 * G_USEC_PER_SEC);
    g_assert_nonnull(key);
    return GPOINTER_TO_SIZE(key);
}

static TsCacheState find(Fixture *fixture, GateFile **ret_file) {
    TsKey key = ts_cache_key("meeting", FIRST_MSN, 0, 1);
    epoch_enter();
    TsCacheState state = ts_maker_find(fixture->maker, &key, ret_file);
    epoch_leave();
    return state;
}

static void assert_content(const GateFile *file) {
    g_autoptr(GByteArray) expected = g_byte_array_new();
    TsMuxSegment segment = {FIRST_MSN,
                            (int64_t)FIRST_MSN * TS_MUX_GRID_TICKS,
                            2 * TS_MUX_GRID_TICKS,
                            {&picture->track, picture->chunks->data, picture->chunks->len},
                            {&sound->track, sound->chunks->data, sound->chunks->len},
                            0};
    g_assert_true(ts_mux_append(expected, &segment, NULL));
    g_autofree guint8 *found = g_malloc(expected->len);
    g_assert_cmpuint(file->length, ==, expected->len);
    g_assert_cmpint(pread(file->fd, found, expected->len, 0), ==, expected->len);
    g_assert_cmpmem(found, expected->len, expected->data, expected->len);
}

static void test_single_flight(Fixture *fixture, gconstpointer data) {
    g_autoptr(GateFile) file = NULL;
    g_assert_cmpint(find(fixture, &file), ==, TS_CACHE_ABSENT);
    for (uint64_t key = 1; key <= N_JOBS; key++)
        post(fixture, job_of(key));
    for (uint64_t key = 1; key <= N_JOBS; key++)
        g_assert_cmpuint(wait_made(fixture), ==, key);
    g_assert_cmpint(find(fixture, &file), ==, TS_CACHE_READY);
    assert_content(file);
    TsMakerStats stats;
    ts_maker_get_stats(fixture->maker, &stats);
    g_assert_cmpuint(stats.made, ==, 1);
    g_assert_cmpuint(stats.failed, ==, 0);
    g_assert_cmpuint(stats.bytes, ==, file->length);
}

static void test_spilled_parts(Fixture *fixture, gconstpointer data) {
    TsJob *job = job_of(1);
    static const uint8_t OTHER[16] = {0};
    g_autoptr(GByteArray) moved = g_byte_array_new();
    g_byte_array_append(moved, OTHER, sizeof OTHER);
    g_byte_array_append(moved, picture->chunks->data, picture->chunks->len);
    job->video.spill = file_of(moved);
    for (unsigned part = 4; part < 9; part++) {
        job->video.spans[part].offset += sizeof OTHER;
        job->video.spans[part].flags |= GRID_SPILLED;
    }
    post(fixture, job);
    wait_made(fixture);
    g_autoptr(GateFile) file = NULL;
    g_assert_cmpint(find(fixture, &file), ==, TS_CACHE_READY);
    assert_content(file);
}

static void test_what_cannot_be_made(Fixture *fixture, gconstpointer data) {
    TsJob *job = job_of(7);
    g_autoptr(GateFile) file = NULL;
    job->audio.spans[0].offset += 3;
    post(fixture, job);
    g_assert_cmpuint(wait_made(fixture), ==, 7);
    g_assert_cmpint(find(fixture, &file), ==, TS_CACHE_FAILED);
    job = job_of(8);
    post(fixture, job);
    g_assert_cmpuint(wait_made(fixture), ==, 8);
    TsMakerStats stats;
    ts_maker_get_stats(fixture->maker, &stats);
    g_assert_cmpuint(stats.failed, ==, 1);
    g_assert_cmpuint(stats.made, ==, 0);
    g_autoptr(GError) error = NULL;
    g_autoptr(TsJob) wrong = job_of(9);
    wrong->n_parts = TS_MAKER_MAX_PARTS + 1;
    g_assert_false(ts_maker_post(fixture->maker, wrong, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
}

static void test_forget(Fixture *fixture, gconstpointer data) {
    g_autoptr(GateFile) file = NULL;
    post(fixture, job_of(1));
    wait_made(fixture);
    g_assert_true(ts_maker_forget(fixture->maker, "meeting", NULL));
    post(fixture, job_of(2));
    wait_made(fixture);
    TsMakerStats stats;
    ts_maker_get_stats(fixture->maker, &stats);
    g_assert_cmpuint(stats.made, ==, 2);
}

static void test_stopped(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    ts_maker_stop(fixture->maker);
    g_autoptr(TsJob) job = job_of(1);
    g_assert_false(ts_maker_post(fixture->maker, job, &error));
    g_assert_error(error, BASE_ERROR, ERROR_UNAVAILABLE);
}

#define ADD(name, function)                                                                        \
    g_test_add("/ts_maker/" name, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    picture = encoded_media_picture("v180", 320, 180, FIRST_MSN, 2);
    sound = encoded_media_sound("a-mn", "mn", FIRST_MSN, 2);
    ADD("single_flight", test_single_flight);
    ADD("spilled_parts", test_spilled_parts);
    ADD("what_cannot_be_made", test_what_cannot_be_made);
    ADD("forget", test_forget);
    ADD("stopped", test_stopped);
    int status = g_test_run();
    encoded_media_free(picture);
    encoded_media_free(sound);
    return status;
}
