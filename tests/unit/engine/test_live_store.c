/* A recording that could not be begun is begun later, with a segment. */
#include "media/engine/live_store.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define TRACKS 2u

typedef struct Fixture {
    Worker *disk;
    char *top, *missing, *folder; /* below a link that leads nowhere yet */
    LiveStore *store;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    MediaTrack tracks[TRACKS] = {{.kind = MEDIA_VIDEO, .name = "v360", .height = 360},
                                 {.kind = MEDIA_AUDIO, .name = "a-zh", .language = "zh"}};
    fixture->top = g_dir_make_tmp("live_store_XXXXXX", &error);
    fixture->missing = g_build_filename(fixture->top, "disk", NULL);
    g_autofree char *link = g_build_filename(fixture->top, "link", NULL);
    g_assert_cmpint(symlink(fixture->missing, link), ==, 0);
    fixture->folder = g_build_filename(link, "meeting", NULL);
    fixture->disk = worker_start(
        &(WorkerOptions){.name = "disk", .mailbox_posts = 16, .loop = &WORKER_LOOP_QUEUE}, &error);
    g_assert_no_error(error);
    LiveStoreOptions options = {fixture->disk, fixture->folder, tracks, TRACKS, true};
    fixture->store = live_store_open(&options, &error);
    g_assert_no_error(error);
    g_assert_true(live_store_is_stopped(fixture->store));
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    live_store_free(fixture->store);
    worker_free(fixture->disk);
    GDir *dir = g_dir_open(fixture->folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
        g_unlink(path);
    }
    g_clear_pointer(&dir, g_dir_close);
    g_rmdir(fixture->folder);
    g_autofree char *link = g_build_filename(fixture->top, "link", NULL);
    g_unlink(link);
    g_rmdir(fixture->missing);
    g_assert_cmpint(g_rmdir(fixture->top), ==, 0);
    g_free(fixture->missing);
    g_free(fixture->folder);
    g_free(fixture->top);
}

static unsigned add(Fixture *fixture, uint64_t msn, unsigned part) {
    GridPart parts[TRACKS] = {{(const uint8_t *)"picture", 7, true, false},
                              {(const uint8_t *)"sound", 5, false, false}};
    GridRow row = {.msn = msn, .part = part, .n_tracks = TRACKS, .parts = parts};
    GridSpan spans[MEDIA_MAX_TRACKS];
    g_assert_true(live_store_add(fixture->store, &row, spans));
    g_assert_cmpuint(spans[0].length, ==, 7);
    return spans[0].flags & GRID_SPILLED;
}

static void note_row(const GridRow *row, const GridSpan *spans, void *user) {
    uint64_t *first = user;
    *first = MIN(*first, row->msn * MEDIA_PARTS_PER_SEGMENT + row->part);
}

static void test_is_tried_again(Fixture *fixture, gconstpointer data) {
    uint64_t msn = 5;
    g_autoptr(GByteArray) init = g_byte_array_new();
    g_byte_array_append(init, (const guint8 *)"init", 4);
    live_store_put_init(fixture->store, 0, 0, init);
    g_assert_true(add(fixture, msn, 0));
    g_assert_null(live_store_recording(fixture->store));
    g_assert_cmpint(g_mkdir(fixture->missing, 0700), ==, 0);
    for (msn = 6; msn < 5 + LIVE_STORE_RETRY_SEGMENTS; msn++)
        g_assert_true(add(fixture, msn, 0)); /* not with each row */
    g_assert_true(add(fixture, msn, 1));     /* nor in mid-segment */
    g_assert_true(live_store_has_new_files(fixture->store));
    g_assert_false(add(fixture, msn + 1, 0));
    g_assert_false(add(fixture, msn + 1, 1));
    g_assert_false(live_store_is_stopped(fixture->store));
    g_assert_true(live_store_has_new_files(fixture->store));
    uint64_t first = UINT64_MAX;
    recording_each_row(live_store_recording(fixture->store), note_row, &first);
    g_assert_cmpuint(first, ==, (msn + 1) * MEDIA_PARTS_PER_SEGMENT);
    g_autoptr(GateBuffer) kept = recording_get_init(live_store_recording(fixture->store), 0, 0);
    g_assert_nonnull(kept);
}

/* While it is held there is no room for another one either. */
static void test_not_while_held(Fixture *fixture, gconstpointer data) {
    g_assert_cmpint(g_mkdir(fixture->missing, 0700), ==, 0);
    live_store_hold(fixture->store, true);
    for (uint64_t msn = 0; msn < 3 * LIVE_STORE_RETRY_SEGMENTS; msn++)
        g_assert_true(add(fixture, msn, 0));
    g_assert_null(live_store_recording(fixture->store));
}

#define ADD(name) g_test_add("/live_store/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ADD(is_tried_again);
    ADD(not_while_held);
    return g_test_run();
}
