#include "media/package/packager.h"

#include <string.h>

#include "base/error.h"
#include "media/package/cmaf.h"

#define V  0u
#define A  1u
#define V2 2u

typedef struct SeenPart {
    bool is_gap, is_independent;
    CmafChunkView view;
    MediaSample samples[15];
} SeenPart;

typedef struct SeenRow {
    GridRow row;
    SeenPart parts[3];
} SeenRow;

typedef struct Fixture {
    Packager *packager;
    GArray *rows;       /* of SeenRow */
    int64_t n_units[3]; /* pushed so far */
    int64_t gop;        /* pictures from key frame to key frame */
} Fixture;

static void on_row(const GridRow *row, void *user) {
    Fixture *fixture = user;
    SeenRow seen = {.row = *row};
    for (unsigned i = 0; i < row->n_tracks; i++) {
        const GridPart *part = &row->parts[i];
        SeenPart *own = &seen.parts[i];
        own->is_gap = part->is_gap;
        own->is_independent = part->is_independent;
        if (part->is_gap) {
            g_assert_cmpuint(part->length, ==, 0);
            continue;
        }
        g_assert_true(cmaf_read_chunk(part->bytes, part->length, &own->view, own->samples, 15));
        g_assert_cmpuint(own->view.length, ==, part->length);
    }
    g_array_append_val(fixture->rows, seen);
}

static void set_up(Fixture *fixture, unsigned n_tracks) {
    MediaTrack tracks[3] = {{.kind = MEDIA_VIDEO, .name = "v720", .bit_rate = 2500000},
                            {.kind = MEDIA_AUDIO, .name = "a-zh", .bit_rate = 96000},
                            {.kind = MEDIA_VIDEO, .name = "v360", .bit_rate = 700000}};
    memset(fixture, 0, sizeof *fixture);
    fixture->gop = 48;
    fixture->rows = g_array_new(FALSE, FALSE, sizeof(SeenRow));
    fixture->packager = packager_new(tracks, n_tracks, on_row, fixture);
    packager_begin(fixture->packager, 3, 100, 5000000);
}

static void tear_down(Fixture *fixture) {
    packager_free(fixture->packager);
    g_array_unref(fixture->rows);
}

static bool push_at(Fixture *fixture, unsigned track, int64_t unit) {
    bool is_video = track != A;
    int64_t ticks = is_video ? 3600 : 1024;
    uint8_t bytes[4] = {(uint8_t)unit, 1, 2, 3};
    MediaSample sample = {.dts = unit * ticks,
                          .pts = unit * ticks,
                          .duration = (uint32_t)ticks,
                          .is_key = is_video && unit % fixture->gop == 0,
                          .bytes = bytes,
                          .length = sizeof bytes};
    return packager_push(fixture->packager, track, &sample, NULL);
}

/* The next `n` units of a track. */
static void push(Fixture *fixture, unsigned track, unsigned n) {
    for (unsigned i = 0; i < n; i++)
        g_assert_true(push_at(fixture, track, fixture->n_units[track]++));
}

static void skip(Fixture *fixture, unsigned track, unsigned n) {
    fixture->n_units[track] += n;
}

static const SeenRow *row_at(Fixture *fixture, unsigned i) {
    g_assert_cmpuint(i, <, fixture->rows->len);
    return &g_array_index(fixture->rows, SeenRow, i);
}

static PackagerStats stats_of(Fixture *fixture) {
    PackagerStats stats;
    packager_get_stats(fixture->packager, &stats);
    return stats;
}

static void test_rows(void) {
    Fixture fixture;
    set_up(&fixture, 2);
    push(&fixture, V, 8);
    g_assert_cmpuint(fixture.rows->len, ==, 0);
    push(&fixture, A, 14);
    g_assert_cmpuint(fixture.rows->len, ==, 0);
    push(&fixture, A, 1); /* the fifteenth closes the part: nobody waits for the sixteenth */
    g_assert_cmpuint(fixture.rows->len, ==, 1);
    for (unsigned i = 1; i < 13; i++) {
        push(&fixture, A, 15);
        push(&fixture, V, 8);
    }
    g_assert_cmpuint(fixture.rows->len, ==, 13);
    for (unsigned i = 0; i < 13; i++) {
        const SeenRow *seen = row_at(&fixture, i);
        g_assert_cmpuint(seen->row.msn, ==, 100 + i / 6);
        g_assert_cmpuint(seen->row.part, ==, i % 6);
        g_assert_cmpuint(seen->row.generation, ==, 3);
        g_assert_cmpint(seen->row.wall_us, ==, 5000000 + i * MEDIA_PART_US);
        g_assert_cmpuint(seen->parts[V].view.decode_time, ==, 100u * 172800u + i * 28800u);
        g_assert_cmpuint(seen->parts[A].view.decode_time, ==, 100u * 92160u + i * 15360u);
        g_assert_cmpuint(seen->parts[V].view.n_samples, ==, 8);
        g_assert_cmpuint(seen->parts[A].view.n_samples, ==, 15);
        g_assert_cmpint(seen->parts[V].is_independent, ==, i % 6 == 0);
        g_assert_true(seen->parts[A].is_independent);
    }
    g_assert_cmpuint(packager_next_msn(fixture.packager), ==, 103);
    g_assert_cmpuint(stats_of(&fixture).lost_frames, ==, 0);
    g_assert_cmpuint(stats_of(&fixture).missing_key_frames, ==, 0);
    tear_down(&fixture);
}

static void test_negative_audio(void) {
    Fixture fixture;
    set_up(&fixture, 2);
    fixture.n_units[A] = -1;
    push(&fixture, A, 16);
    push(&fixture, V, 8);
    g_assert_cmpuint(fixture.rows->len, ==, 1);
    g_assert_cmpuint(row_at(&fixture, 0)->parts[A].view.n_samples, ==, 15);
    g_assert_cmpuint(stats_of(&fixture).refused, ==, 0);
    tear_down(&fixture);
}

/* The first, some in the middle, the last of a part are lost: each part still lasts 0.32 s. */
static void test_lost_frames(void) {
    Fixture fixture;
    set_up(&fixture, 1);
    push(&fixture, V, 3);
    skip(&fixture, V, 2);
    push(&fixture, V, 2);
    skip(&fixture, V, 2); /* the last of part 0 and the first of part 1 */
    g_assert_cmpuint(fixture.rows->len, ==, 0);
    push(&fixture, V, 1);
    g_assert_cmpuint(fixture.rows->len, ==, 1);
    push(&fixture, V, 6);
    g_assert_cmpuint(fixture.rows->len, ==, 2);
    const SeenPart *part = &row_at(&fixture, 0)->parts[V];
    g_assert_cmpuint(part->view.n_samples, ==, 5);
    g_assert_cmpuint(part->samples[2].duration, ==, 3 * 3600);
    g_assert_cmpuint(part->samples[4].duration, ==, 2 * 3600);
    part = &row_at(&fixture, 1)->parts[V];
    g_assert_cmpuint(part->view.n_samples, ==, 7);
    g_assert_cmpuint(part->view.decode_time, ==, 100u * 172800u + 28800u);
    g_assert_cmpuint(part->samples[0].duration, ==, 2 * 3600);
    g_assert_cmpuint(stats_of(&fixture).lost_frames, ==, 4);
    tear_down(&fixture);
}

/* No key frame where the grid wants one: numbers go on, independence is not claimed. */
static void test_missing_key(void) {
    Fixture fixture;
    set_up(&fixture, 1);
    fixture.gop = 50;
    push(&fixture, V, 56);
    g_assert_cmpuint(fixture.rows->len, ==, 7);
    g_assert_cmpuint(row_at(&fixture, 6)->row.msn, ==, 101);
    g_assert_false(row_at(&fixture, 6)->parts[V].is_independent);
    g_assert_true(row_at(&fixture, 0)->parts[V].is_independent);
    g_assert_cmpuint(stats_of(&fixture).missing_key_frames, ==, 1);
    tear_down(&fixture);
}

/* A whole part is lost: a gap, and gaps until a picture can be decoded again. */
static void test_hole(void) {
    Fixture fixture;
    set_up(&fixture, 1);
    push(&fixture, V, 8);
    skip(&fixture, V, 8);
    push(&fixture, V, 40);
    g_assert_cmpuint(fixture.rows->len, ==, 7);
    for (unsigned i = 0; i < 7; i++)
        g_assert_cmpint(row_at(&fixture, i)->parts[V].is_gap, ==, i > 0 && i < 6);
    g_assert_true(row_at(&fixture, 6)->parts[V].is_independent);
    tear_down(&fixture);
}

static void test_late_track(void) {
    Fixture fixture;
    set_up(&fixture, 3);
    push(&fixture, V2, 8);
    push(&fixture, V, 8);
    for (unsigned i = 0; i < PACKAGER_LATE_PARTS; i++) {
        push(&fixture, A, 15);
        push(&fixture, V, 8);
    }
    g_assert_cmpuint(fixture.rows->len, ==, 1);
    push(&fixture, A, 15); /* V2 is now as far behind as it may be */
    push(&fixture, V, 8);
    g_assert_cmpuint(fixture.rows->len, ==, 25); /* late: the others do not wait any more */
    g_assert_true(row_at(&fixture, 1)->parts[V2].is_gap);
    g_assert_false(row_at(&fixture, 24)->parts[V].is_gap);
    g_assert_cmpuint(stats_of(&fixture).late_gaps, ==, 1);
    push(&fixture, A, 15);
    g_assert_cmpuint(fixture.rows->len, ==, 26);
    push(&fixture, V2, 232); /* it comes back, with pictures of rows that are out */
    push(&fixture, V, 32);
    push(&fixture, A, 60);
    g_assert_cmpuint(fixture.rows->len, ==, 30);
    for (unsigned i = 26; i < 30; i++)
        g_assert_true(row_at(&fixture, i)->parts[V2].is_gap); /* no key frame yet */
    push(&fixture, V2, 1);
    push(&fixture, V, 8);
    push(&fixture, A, 15);
    g_assert_cmpuint(fixture.rows->len, ==, 30); /* waited for again */
    push(&fixture, V2, 7);
    g_assert_cmpuint(fixture.rows->len, ==, 31);
    g_assert_true(row_at(&fixture, 30)->parts[V2].is_independent);
    tear_down(&fixture);
}

static void test_shed(void) {
    Fixture fixture;
    set_up(&fixture, 3);
    push(&fixture, V, 8);
    push(&fixture, A, 15);
    g_assert_cmpuint(fixture.rows->len, ==, 0);
    packager_set_active(fixture.packager, V2, false);
    g_assert_cmpuint(fixture.rows->len, ==, 1); /* nobody waits for it */
    g_assert_true(row_at(&fixture, 0)->parts[V2].is_gap);
    push(&fixture, V2, 8);
    packager_set_active(fixture.packager, V2, true);
    push(&fixture, V, 40);
    push(&fixture, A, 75);
    g_assert_cmpuint(fixture.rows->len, ==, 6); /* it has not begun again */
    fixture.n_units[V2] = 48;
    push(&fixture, V2, 1);
    push(&fixture, V, 8);
    push(&fixture, A, 15);
    g_assert_cmpuint(fixture.rows->len, ==, 6);
    push(&fixture, V2, 7);
    g_assert_cmpuint(fixture.rows->len, ==, 7);
    g_assert_true(row_at(&fixture, 6)->parts[V2].is_independent);
    g_assert_cmpuint(stats_of(&fixture).late_gaps, ==, 0);
    tear_down(&fixture);
}

static void test_begin_again(void) {
    Fixture fixture;
    set_up(&fixture, 1);
    push(&fixture, V, 20);
    g_assert_cmpuint(fixture.rows->len, ==, 2);
    g_assert_cmpuint(packager_next_msn(fixture.packager), ==, 101);
    packager_begin(fixture.packager, 4, 101, 9000000);
    g_assert_cmpuint(packager_next_msn(fixture.packager), ==, 101);
    fixture.n_units[V] = 0;
    push(&fixture, V, 8);
    const SeenRow *seen = row_at(&fixture, 2);
    g_assert_cmpuint(seen->row.msn, ==, 101);
    g_assert_cmpuint(seen->row.part, ==, 0);
    g_assert_cmpuint(seen->row.generation, ==, 4);
    g_assert_cmpint(seen->row.wall_us, ==, 9000000);
    g_assert_cmpuint(seen->parts[V].view.n_samples, ==, 8);
    g_assert_cmpuint(seen->parts[V].view.decode_time, ==, 101u * 172800u);
    tear_down(&fixture);
}

static void assert_refused(Fixture *fixture, const MediaSample *sample, const char *reason) {
    g_autoptr(GError) error = NULL;
    uint64_t n_refused = stats_of(fixture).refused;
    g_assert_false(packager_push(fixture->packager, V, sample, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    g_assert_nonnull(strstr(error->message, reason));
    g_assert_cmpuint(stats_of(fixture).refused, ==, n_refused + 1);
}

static void test_refused(void) {
    Fixture fixture;
    set_up(&fixture, 1);
    push(&fixture, V, 4);
    g_autofree uint8_t *bytes = g_malloc0(MEDIA_SAMPLE_MAX_BYTES + 1);
    MediaSample good = {.dts = 14400, .pts = 14400, .duration = 3600, .bytes = bytes, .length = 9};
    MediaSample bad = good;
    bad.dts = bad.pts = 10800;
    assert_refused(&fixture, &bad, "backwards");
    bad.dts = bad.pts = INT64_C(3600) * 25 * 60;
    assert_refused(&fixture, &bad, "ahead");
    bad.dts = bad.pts = INT64_MAX;
    assert_refused(&fixture, &bad, "ahead");
    bad = good;
    bad.pts += INT64_C(1) << 33;
    assert_refused(&fixture, &bad, "decoded");
    bad = good;
    bad.length = 0;
    assert_refused(&fixture, &bad, "empty");
    bad.length = MEDIA_SAMPLE_MAX_BYTES + 1;
    assert_refused(&fixture, &bad, "larger");
    push(&fixture, V, 4);
    g_assert_cmpuint(fixture.rows->len, ==, 1);
    g_assert_cmpuint(row_at(&fixture, 0)->parts[V].view.n_samples, ==, 8);
    tear_down(&fixture);
}

/* One track alone is far ahead for ever: refused. All are: the programme's clock has jumped. */
static void test_jump(void) {
    Fixture fixture;
    set_up(&fixture, 2);
    for (unsigned i = 0; i < 120; i++) {
        g_assert_false(push_at(&fixture, V, 48 * 100 + i));
        push(&fixture, A, 1);
    }
    g_assert_cmpuint(stats_of(&fixture).refused, ==, 120);
    unsigned n_before = fixture.rows->len;
    for (unsigned i = 0; i < 96; i++) {
        (void)push_at(&fixture, V, 48 * 100 + i);
        (void)push_at(&fixture, A, 90 * 100 + i);
    }
    const SeenRow *last = row_at(&fixture, fixture.rows->len - 1);
    g_assert_cmpuint(last->row.msn, ==, 201 - (last->row.part > 0));
    g_assert_cmpuint(fixture.rows->len, >, n_before + 400);
    for (unsigned i = 0; i < fixture.rows->len; i++)
        g_assert_cmpuint(row_at(&fixture, i)->row.msn * 6 + row_at(&fixture, i)->row.part, ==,
                         600 + i);
    tear_down(&fixture);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/packager/rows", test_rows);
    g_test_add_func("/packager/negative-audio", test_negative_audio);
    g_test_add_func("/packager/lost-frames", test_lost_frames);
    g_test_add_func("/packager/missing-key", test_missing_key);
    g_test_add_func("/packager/hole", test_hole);
    g_test_add_func("/packager/late-track", test_late_track);
    g_test_add_func("/packager/shed", test_shed);
    g_test_add_func("/packager/begin-again", test_begin_again);
    g_test_add_func("/packager/refused", test_refused);
    g_test_add_func("/packager/jump", test_jump);
    return g_test_run();
}
