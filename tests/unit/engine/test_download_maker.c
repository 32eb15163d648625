/* The thread that makes files to take home: once each, only with room, and what is out of date is
 * gone also for who has it open. */
#include "media/engine/download_maker.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "media/package/cmaf.h"
#include "tests/support/encoded_media.h"
#include "tests/unit/record/record_fixture.h"

#define MEETING  "0190a0b0-0000-7000-8000-000000000001"
#define SEGMENTS 2u
#define WAIT_MS  60000

static EncodedTrack *picture;

typedef struct Fixture {
    char *folder, *own;
    Recording *recording;
    Worker *owner;
    DownloadMaker *maker;
    int news[2]; /* a pipe of DownloadNews *, without progress: GLib's queue is opaque to TSan */
} Fixture;

static void on_news(const DownloadNews *news, void *user) {
    if (news->kind == DOWNLOAD_NEWS_PROGRESS)
        return;
    DownloadNews *copy = g_memdup2(news, sizeof *news);
    copy->file = news->file ? gate_file_ref(news->file) : NULL;
    copy->error = news->error ? g_error_copy(news->error) : NULL;
    const int *pipe = user;
    g_assert_cmpint(write(pipe[1], &copy, sizeof copy), ==, sizeof copy);
}

static void free_news(DownloadNews *news) {
    gate_file_unref(news->file);
    g_clear_error(&news->error);
    g_free(news);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DownloadNews, free_news)

static void record(Fixture *fixture) {
    g_autoptr(GByteArray) init = g_byte_array_new();
    cmaf_append_init(init, &picture->track);
    fixture->recording = recording_create(fixture->own, &picture->track, 1, NULL);
    g_assert_true(recording_put_init(fixture->recording, 1, 0, init->data, init->len, NULL));
    for (unsigned n = 0; n < SEGMENTS * MEDIA_PARTS_PER_SEGMENT; n++) {
        const GridSpan *span = &g_array_index(picture->spans, GridSpan, n);
        GridPart part = {.bytes = picture->chunks->data + span->offset, .length = span->length};
        GridRow row = {n / 6, n % 6, 1, 0, 1, &part};
        GridSpan ignored;
        g_assert_true(recording_append(fixture->recording, &row, &ignored, NULL));
    }
}

static void set_up(Fixture *fixture, gconstpointer min_free_bytes) {
    g_autoptr(GError) error = NULL;
    WorkerOptions owner = {"owner", 64, &WORKER_LOOP_QUEUE, NULL};
    fixture->folder = record_fixture_folder();
    fixture->own = g_build_filename(fixture->folder, MEETING, NULL);
    g_assert_cmpint(pipe2(fixture->news, O_CLOEXEC | O_NONBLOCK), ==, 0);
    fixture->owner = worker_start(&owner, &error);
    g_assert_no_error(error);
    record(fixture);
    DownloadMakerOptions options = {fixture->folder, (int64_t)GPOINTER_TO_SIZE(min_free_bytes),
                                    fixture->owner, on_news, fixture->news};
    fixture->maker = download_maker_start(&options, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    worker_stop(fixture->owner);
    download_maker_free(fixture->maker);
    worker_free(fixture->owner);
    recording_close(fixture->recording);
    DownloadNews *more;
    g_assert_cmpint(read(fixture->news[0], &more, sizeof more), ==, -1);
    close(fixture->news[0]);
    close(fixture->news[1]);
    record_fixture_remove(fixture->own);
    record_fixture_remove(fixture->folder);
}

static DownloadJob *order(Fixture *fixture) {
    const unsigned first = 0;
    const Mp4Range all = {0, INT64_MAX};
    Mp4Wish wish = {&first, 1, &all, 1};
    g_autoptr(GError) error = NULL;
    DownloadJob *job = download_maker_make(fixture->maker, MEETING,
                                           mp4_export_new(fixture->recording, &wish, NULL), &error);
    g_assert_no_error(error);
    return job;
}

static DownloadNews *await(Fixture *fixture, DownloadNewsKind kind) {
    struct pollfd wait = {.fd = fixture->news[0], .events = POLLIN};
    DownloadNews *news;
    g_assert_cmpint(poll(&wait, 1, WAIT_MS), ==, 1);
    g_assert_cmpint(read(wait.fd, &news, sizeof news), ==, sizeof news);
    g_assert_cmpint(news->kind, ==, kind);
    g_assert_cmpstr(news->meeting, ==, MEETING);
    return news;
}

static DownloadNews *make(Fixture *fixture, DownloadNewsKind kind) {
    DownloadJob *job = order(fixture);
    DownloadNews *news = await(fixture, kind);
    g_assert_cmpuint(news->job, ==, download_maker_job_number(job));
    while (!download_maker_job_is_over(job))
        g_thread_yield();
    download_maker_job_free(job);
    return news;
}

static struct stat facts_of(const GateFile *file) {
    struct stat facts;
    g_assert_cmpint(fstat(file->fd, &facts), ==, 0);
    return facts;
}

static void test_made_once(Fixture *fixture, gconstpointer data) {
    g_autoptr(DownloadNews) first = make(fixture, DOWNLOAD_NEWS_MADE);
    g_autoptr(DownloadNews) second = make(fixture, DOWNLOAD_NEWS_MADE);
    g_assert_cmpuint(first->file->length, >, picture->chunks->len / 2);
    g_assert_cmpstr(first->digest, ==, second->digest);
    g_assert_cmpuint(facts_of(first->file).st_ino, ==, facts_of(second->file).st_ino);
}

static void test_forgotten(Fixture *fixture, gconstpointer data) {
    g_autoptr(DownloadNews) made = make(fixture, DOWNLOAD_NEWS_MADE);
    g_assert_true(download_maker_forget(fixture->maker, MEETING, NULL));
    g_autoptr(DownloadNews) gone = await(fixture, DOWNLOAD_NEWS_GONE);
    g_assert_cmpint(facts_of(made->file).st_size, ==, 0);
    g_assert_cmpint(facts_of(made->file).st_nlink, ==, 0);
}

static void test_kept_for_a_day(Fixture *fixture, gconstpointer data) {
    g_autoptr(DownloadNews) made = make(fixture, DOWNLOAD_NEWS_MADE);
    download_maker_sweep(fixture->maker);
    g_autoptr(DownloadNews) again = make(fixture, DOWNLOAD_NEWS_MADE);
    const struct timespec long_ago[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    g_assert_cmpint(facts_of(again->file).st_nlink, ==, 1);
    g_assert_cmpint(futimens(made->file->fd, long_ago), ==, 0);
    download_maker_sweep(fixture->maker);
    g_autoptr(DownloadNews) gone = await(fixture, DOWNLOAD_NEWS_GONE);
    g_assert_cmpint(facts_of(made->file).st_nlink, ==, 0);
    g_assert_cmpint(facts_of(made->file).st_size, ==, (off_t)made->file->length);
}

static void test_no_room(Fixture *fixture, gconstpointer data) {
    g_autoptr(DownloadNews) failed = make(fixture, DOWNLOAD_NEWS_FAILED);
    g_assert_error(failed->error, BASE_ERROR, ERROR_OVERLOADED);
    g_assert_cmpstr(failed->error->message, ==, DOWNLOAD_MAKER_NO_ROOM);
}

static void test_held(Fixture *fixture, gconstpointer data) {
    g_autoptr(DownloadNews) made = make(fixture, DOWNLOAD_NEWS_MADE);
    download_maker_hold(fixture->maker, true);
    g_autoptr(DownloadNews) gone = await(fixture, DOWNLOAD_NEWS_GONE);
    g_autoptr(DownloadNews) failed = make(fixture, DOWNLOAD_NEWS_FAILED);
    g_assert_cmpstr(failed->error->message, ==, DOWNLOAD_MAKER_NO_ROOM);
    download_maker_hold(fixture->maker, false);
    g_autoptr(DownloadNews) again = make(fixture, DOWNLOAD_NEWS_MADE);
    g_assert_cmpstr(again->digest, ==, made->digest);
}

static void block(void *data) {
    GMutex *gate = data;
    g_mutex_lock(gate);
    g_mutex_unlock(gate);
}

/* Nobody waits for it any more: nothing is made, nothing is said. */
static void test_cancelled(Fixture *fixture, gconstpointer data) {
    GMutex gate;
    g_mutex_init(&gate);
    g_mutex_lock(&gate);
    g_assert_true(worker_post(download_maker_worker(fixture->maker), block, &gate, NULL, NULL));
    download_maker_job_free(order(fixture));
    g_mutex_unlock(&gate);
    g_autoptr(DownloadNews) made = make(fixture, DOWNLOAD_NEWS_MADE);
    g_mutex_clear(&gate);
}

#define ADD(name, min_free, function)                                                              \
    g_test_add("/download_maker/" name, Fixture, GSIZE_TO_POINTER(min_free), set_up, function,     \
               tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    picture = encoded_media_picture("v180", 320, 180, 0, SEGMENTS);
    ADD("made_once", 0, test_made_once);
    ADD("forgotten", 0, test_forgotten);
    ADD("kept_for_a_day", 0, test_kept_for_a_day);
    ADD("no_room", INT64_MAX / 2, test_no_room);
    ADD("held", 0, test_held);
    ADD("cancelled", 0, test_cancelled);
    int status = g_test_run();
    encoded_media_free(picture);
    return status;
}
