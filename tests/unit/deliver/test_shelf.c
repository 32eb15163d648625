/* What is on the shelf: names, access, views that are replaced under a reader's eyes. */
#include "media/deliver/shelf.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static const uint64_t KEYS[N_PLAYLIST_PROFILES] = {11, 12};

static ShelfMeeting *find(const Shelf *shelf, const char *name) {
    return shelf_find(shelf, name, strlen(name));
}

static ShelfView *new_view(uint64_t msn) {
    ShelfView *view = shelf_view_new(2, 0, 1);
    g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, msn);
    for (unsigned profile = 0; profile < N_PLAYLIST_PROFILES; profile++) {
        view->edge[profile].msn = msn;
        view->master[profile].plain = gate_buffer_new(text, strlen(text));
    }
    for (unsigned i = 0; i < 2; i++) {
        snprintf(view->tracks[i].info.name, sizeof view->tracks[i].info.name, "v%u", i);
        view->tracks[i].media[PLAYLIST_LIVE].full.plain = gate_buffer_new(text, strlen(text));
        view->tracks[i].inits[0] = gate_buffer_new("init", 4);
        view->tracks[i].tv = gate_buffer_new("tv", 2);
    }
    return view;
}

static void test_names(void) {
    Shelf *shelf = shelf_new();
    epoch_enter();
    g_assert_null(find(shelf, "one"));
    epoch_leave();
    ShelfMeeting *one = shelf_add(shelf, "one", "demo", 2, KEYS);
    ShelfMeeting *other = shelf_add(shelf, "other", NULL, 1, KEYS);
    epoch_enter();
    g_assert_true(find(shelf, "one") == one);
    g_assert_true(find(shelf, "demo") == one);
    g_assert_true(find(shelf, "other") == other);
    g_assert_null(find(shelf, "")); /* of one without an alias */
    g_assert_null(find(shelf, "on"));
    g_assert_null(find(shelf, "ones"));
    g_assert_cmpstr(shelf_meeting_id(one), ==, "one");
    g_assert_cmpuint(shelf_meeting_key(one, PLAYLIST_LIVE), ==, 11);
    g_assert_cmpuint(shelf_meeting_key(one, PLAYLIST_PHONE), ==, 12);
    epoch_leave();
    shelf_meeting_drop_alias(one);
    ShelfMeeting *next = shelf_add(shelf, "next", "demo", 1, KEYS);
    epoch_enter();
    g_assert_true(find(shelf, "one") == one);
    g_assert_true(find(shelf, "demo") == next);
    epoch_leave();
    shelf_remove(shelf, next);
    shelf_remove(shelf, one);
    epoch_enter();
    g_assert_null(find(shelf, "one"));
    g_assert_null(find(shelf, "demo"));
    g_assert_true(find(shelf, "other") == other);
    epoch_leave();
    shelf_free(shelf);
}

static void test_access(void) {
    Shelf *shelf = shelf_new();
    ShelfMeeting *one = shelf_add(shelf, "one", NULL, 2, KEYS);
    g_assert_cmpint(shelf_meeting_access(one), ==, SHELF_CLOSED); /* until somebody opens it */
    shelf_meeting_set_access(one, SHELF_PUBLIC);
    g_assert_cmpint(shelf_meeting_access(one), ==, SHELF_PUBLIC);
    shelf_meeting_touch(one, 5000000);
    shelf_meeting_touch(one, 5500000); /* within the second: not written */
    g_assert_cmpint(shelf_meeting_touched_us(one), ==, 5000000);
    shelf_meeting_touch(one, 7000000);
    g_assert_cmpint(shelf_meeting_touched_us(one), ==, 7000000);
    shelf_free(shelf);
}

static void test_views(void) {
    Shelf *shelf = shelf_new();
    ShelfMeeting *one = shelf_add(shelf, "one", NULL, 2, KEYS);
    g_assert_null(shelf_meeting_view(one));
    shelf_meeting_publish(shelf, one, new_view(7));
    epoch_enter();
    const ShelfView *view = shelf_meeting_view(one);
    g_assert_cmpuint(view->edge[PLAYLIST_LIVE].msn, ==, 7);
    g_assert_cmpint(shelf_view_find_track(view, "v0", 2), ==, 0);
    g_assert_cmpint(shelf_view_find_track(view, "v1", 2), ==, 1);
    g_assert_cmpint(shelf_view_find_track(view, "v10", 3), ==, -1);
    g_assert_cmpint(shelf_view_find_track(view, "v", 1), ==, -1);
    g_autoptr(GateBuffer) kept = gate_buffer_ref(view->master[PLAYLIST_LIVE].plain);
    shelf_meeting_publish(shelf, one, new_view(8));
    g_assert_cmpuint(view->edge[PLAYLIST_LIVE].msn, ==, 7); /* stays while it is read */
    epoch_leave();
    shelf_meeting_publish(shelf, one, new_view(9));
    shelf_remove(shelf, one);
    shelf_free(shelf);
    g_assert_cmpmem(kept->bytes, kept->length, "7", 1); /* a reference outlives the shelf */
}

static void test_full(void) {
    Shelf *shelf = shelf_new();
    ShelfMeeting *last = NULL;
    for (unsigned i = 0; i < SHELF_MAX_MEETINGS; i++) {
        g_autofree char *id = g_strdup_printf("meeting-%u", i);
        last = shelf_add(shelf, id, NULL, 1, KEYS);
        g_assert_nonnull(last);
    }
    g_assert_null(shelf_add(shelf, "one-more", NULL, 1, KEYS));
    shelf_remove(shelf, last);
    g_assert_nonnull(shelf_add(shelf, "one-more", NULL, 1, KEYS));
    epoch_enter();
    g_assert_nonnull(find(shelf, "meeting-0"));
    g_assert_nonnull(find(shelf, "one-more"));
    epoch_leave();
    shelf_free(shelf);
}

/* ---- readers beside the package thread ---- */

static atomic_bool is_over;

static void *read_on(void *data) {
    Shelf *shelf = data;
    uint64_t newest = 0;
    while (!atomic_load(&is_over)) {
        epoch_enter();
        ShelfMeeting *stays = find(shelf, "stays"), *comes = find(shelf, "comes");
        g_assert_nonnull(stays);
        const ShelfView *view = shelf_meeting_view(stays);
        if (view) {
            g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, view->edge[0].msn);
            const GateBuffer *plain = view->tracks[1].media[PLAYLIST_LIVE].full.plain;
            g_assert_cmpmem(plain->bytes, plain->length, text, strlen(text));
            g_assert_cmpuint(view->edge[0].msn, >=, newest);
            newest = view->edge[0].msn;
        }
        if (comes) {
            GridSpan span;
            shelf_meeting_touch(comes, (int64_t)newest);
            g_assert_cmpstr(shelf_meeting_id(comes), ==, "comes");
            span_table_find(shelf_meeting_read_spans(comes), 0, 0, 0, 1, &span);
        }
        epoch_leave();
    }
    return NULL;
}

static void test_concurrent(void) {
    Shelf *shelf = shelf_new();
    ShelfMeeting *stays = shelf_add(shelf, "stays", NULL, 2, KEYS);
    GThread *readers[2];
    for (unsigned i = 0; i < 2; i++)
        readers[i] = g_thread_new("reader", read_on, shelf);
    for (unsigned round = 1; round <= 3000; round++) {
        ShelfMeeting *comes = shelf_add(shelf, "comes", "alias", 1, KEYS);
        GridSpan span = {round, 100, 0};
        shelf_meeting_set_access(comes, SHELF_TOKEN);
        span_table_add(shelf_meeting_spans(comes), 0, 0, &span);
        shelf_meeting_publish(shelf, comes, new_view(round));
        shelf_meeting_publish(shelf, stays, new_view(round));
        shelf_remove(shelf, comes);
    }
    atomic_store(&is_over, true);
    for (unsigned i = 0; i < 2; i++)
        g_thread_join(readers[i]);
    shelf_free(shelf);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/shelf/names", test_names);
    g_test_add_func("/shelf/access", test_access);
    g_test_add_func("/shelf/views", test_views);
    g_test_add_func("/shelf/full", test_full);
    g_test_add_func("/shelf/concurrent", test_concurrent);
    return g_test_run();
}
