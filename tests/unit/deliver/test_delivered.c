/* Notes of what was sent: nothing is invented, what is lost is counted. Workers live on threads of
 * their own, as in the gate: each has one desk for its life. */
#include "media/deliver/delivered.h"

#include <glib.h>
#include <stdatomic.h>
#include <string.h>

static DeliveredNote note_of(uint8_t viewing, uint64_t first_part) {
    DeliveredNote note = {.first = first_part, .n_units = 1, .kind = MEDIA_AUDIO};
    note.viewing[0] = viewing;
    return note;
}

/* Runs `fn` as a gate worker. */
static void work(void *(*fn)(void *), Delivered *delivered) {
    g_thread_join(g_thread_new("worker", fn, delivered));
}

static void keep(const DeliveredNote *note, void *user) {
    g_array_append_vals(user, note, 1);
}

static GArray *gather(Delivered *delivered) {
    GArray *notes = g_array_new(FALSE, FALSE, sizeof(DeliveredNote));
    delivered_gather(delivered, keep, notes);
    return notes;
}

static void *send_some(void *data) {
    Delivered *delivered = data;
    DeliveredNote one = note_of(1, 10), other = note_of(2, 20), third = note_of(3, 30);
    uint64_t a = delivered_begin(delivered, &one), b = delivered_begin(delivered, &other),
             c = delivered_begin(delivered, &third), d = delivered_begin(delivered, &third);
    g_assert_true(a && b && c && d && a != b && b != c && a != c);
    delivered_end(delivered, b, 500, true);
    delivered_end(delivered, a, 400, true);
    delivered_end(delivered, c, 300, false); /* the client left */
    delivered_end(delivered, d, 0, true);    /* HEAD, or nothing new */
    return NULL;
}

/* A piece of a part is no viewing of the part. */
static void *send_pieces(void *data) {
    DeliveredNote note = note_of(1, 10);
    note.bytes = 500;
    delivered_end(data, delivered_begin(data, &note), 499, true);
    note.first = 11;
    delivered_end(data, delivered_begin(data, &note), 500, true);
    return NULL;
}

static void test_piece(void) {
    Delivered *delivered = delivered_new();
    work(send_pieces, delivered);
    g_autoptr(GArray) notes = gather(delivered);
    g_assert_cmpuint(notes->len, ==, 1);
    g_assert_cmpuint(g_array_index(notes, DeliveredNote, 0).first, ==, 11);
    delivered_free(delivered);
}

static void test_begin_and_end(void) {
    Delivered *delivered = delivered_new();
    g_autoptr(GArray) none = gather(delivered);
    g_assert_cmpuint(none->len, ==, 0);
    work(send_some, delivered);
    g_autoptr(GArray) notes = gather(delivered);
    g_assert_cmpuint(notes->len, ==, 2);
    const DeliveredNote *first = &g_array_index(notes, DeliveredNote, 0), *second = first + 1;
    g_assert_cmpuint(first->viewing[0], ==, 2);
    g_assert_cmpuint(first->bytes, ==, 500);
    g_assert_cmpuint(first->first, ==, 20);
    g_assert_cmpint(first->kind, ==, MEDIA_AUDIO);
    g_assert_cmpuint(second->viewing[0], ==, 1);
    g_assert_cmpuint(second->bytes, ==, 400);
    g_autoptr(GArray) again = gather(delivered);
    g_assert_cmpuint(again->len, ==, 0);
    g_assert_cmpuint(delivered_lost(delivered), ==, 0);
    delivered_free(delivered);
}

static void *open_all(void *data) {
    Delivered *delivered = data;
    DeliveredNote note = note_of(1, 1);
    g_autofree uint64_t *tags = g_new(uint64_t, DELIVERED_MAX_OPEN);
    for (unsigned i = 0; i < DELIVERED_MAX_OPEN; i++)
        g_assert_cmpuint(tags[i] = delivered_begin(delivered, &note), !=, 0);
    g_assert_cmpuint(delivered_begin(delivered, &note), ==, 0);
    g_assert_cmpuint(delivered_begin(delivered, &note), ==, 0);
    delivered_end(delivered, tags[7], 1, false);
    g_assert_cmpuint(delivered_begin(delivered, &note), ==, tags[7]);
    return NULL;
}

static void test_too_many_open(void) {
    Delivered *delivered = delivered_new();
    work(open_all, delivered);
    g_assert_cmpuint(delivered_lost(delivered), ==, 2);
    delivered_free(delivered);
}

static void *overfill(void *data) {
    Delivered *delivered = data;
    for (unsigned i = 0; i < DELIVERED_MAX_WAITING + 5; i++) {
        DeliveredNote note = note_of(1, i);
        delivered_end(delivered, delivered_begin(delivered, &note), 1, true);
    }
    return NULL;
}

/* The oldest stay: what came when the ring was full is lost, and counted. */
static void test_full_ring(void) {
    Delivered *delivered = delivered_new();
    work(overfill, delivered);
    g_assert_cmpuint(delivered_lost(delivered), ==, 5);
    g_autoptr(GArray) notes = gather(delivered);
    g_assert_cmpuint(notes->len, ==, DELIVERED_MAX_WAITING);
    for (guint i = 0; i < notes->len; i++)
        g_assert_cmpuint(g_array_index(notes, DeliveredNote, i).first, ==, i);
    delivered_free(delivered);
}

/* ---- two workers and the gatherer ---- */

#define N_NOTES 200000u

static atomic_uint next_worker, n_over;

static void *send_many(void *data) {
    Delivered *delivered = data;
    uint8_t self = (uint8_t)(1 + atomic_fetch_add(&next_worker, 1));
    for (unsigned i = 0; i < N_NOTES; i++) {
        DeliveredNote note = note_of(self, i);
        uint64_t tag = delivered_begin(delivered, &note);
        delivered_end(delivered, tag, self, true);
        if (i % 1000 == 0)
            g_thread_yield();
    }
    atomic_fetch_add(&n_over, 1);
    return NULL;
}

typedef struct Seen {
    uint64_t n[3], next[3];
} Seen;

static void check(const DeliveredNote *note, void *user) {
    Seen *seen = user;
    uint8_t worker = note->viewing[0];
    g_assert_true(worker == 1 || worker == 2);
    g_assert_cmpuint(note->bytes, ==, worker);
    g_assert_cmpuint(note->first, >=, seen->next[worker]); /* in order, none twice */
    seen->next[worker] = note->first + 1;
    seen->n[worker]++;
}

static void test_two_workers(void) {
    Delivered *delivered = delivered_new();
    Seen seen = {0};
    GThread *one = g_thread_new("one", send_many, delivered),
            *two = g_thread_new("two", send_many, delivered);
    while (atomic_load(&n_over) < 2)
        delivered_gather(delivered, check, &seen);
    g_thread_join(one);
    g_thread_join(two);
    delivered_gather(delivered, check, &seen);
    g_assert_cmpuint(seen.n[1] + seen.n[2] + delivered_lost(delivered), ==, 2 * N_NOTES);
    delivered_free(delivered);
}

/* Meetings and lessons: one worker, two tables, each with its own notes. */
static void *send_to_both(void *data) {
    Delivered **both = data;
    for (unsigned i = 0; i < 100; i++) {
        DeliveredNote note = note_of(1, i);
        uint64_t one = delivered_begin(both[0], &note), other = delivered_begin(both[1], &note);
        delivered_end(both[i % 2], i % 2 ? other : one, 10, true);
        delivered_end(both[1 - i % 2], i % 2 ? one : other, 10, false);
    }
    return NULL;
}

static void test_two_tables(void) {
    Delivered *both[] = {delivered_new(), delivered_new()};
    g_thread_join(g_thread_new("worker", send_to_both, both));
    for (unsigned k = 0; k < 2; k++) {
        g_autoptr(GArray) notes = gather(both[k]);
        g_assert_cmpuint(notes->len, ==, 50);
        for (guint i = 0; i < notes->len; i++)
            g_assert_cmpuint(g_array_index(notes, DeliveredNote, i).first, ==, 2 * i + k);
        g_assert_cmpuint(delivered_lost(both[k]), ==, 0);
        delivered_free(both[k]);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/delivered/begin_and_end", test_begin_and_end);
    g_test_add_func("/delivered/piece", test_piece);
    g_test_add_func("/delivered/too_many_open", test_too_many_open);
    g_test_add_func("/delivered/full_ring", test_full_ring);
    g_test_add_func("/delivered/two_workers", test_two_workers);
    g_test_add_func("/delivered/two_tables", test_two_tables);
    return g_test_run();
}
