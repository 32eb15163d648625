/* Numbers towards a subscriber: traces, and any mixture of loss, reordering, thinning and
 * switching. */
#include "media/rtc/flow/rewrite.h"

#include <glib.h>

#define SEEDED   42
#define HZ       90000
#define FIRST    65530u /* sequence number: it wraps soon */
#define FIRST_TS 0xffffff00u

typedef struct Fixture {
    Rewrite rewrite;
    RewriteMark marks[REWRITE_VIDEO_MARKS];
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data) {
    rewrite_init(&fixture->rewrite, fixture->marks, REWRITE_VIDEO_MARKS, HZ, FIRST_TS, FIRST);
}

static void tear_down(Fixture *fixture, gconstpointer data) {
}

/* A packet of source 0: each has a frame, 33 ms and 3000 ticks, of its own. */
static RewriteIn packet(guint32 number) {
    return (RewriteIn){.number = number,
                       .timestamp = number * 3000,
                       .arrived_us = number * G_GINT64_CONSTANT(33333),
                       .picture_id = (guint16)number,
                       .tl0 = (guint8)number};
}

static void expect(Fixture *fixture, guint32 number, unsigned behind_first, unsigned frames) {
    RewriteIn in = packet(number);
    RewriteOut out = {0};
    guint8 source;
    guint32 found;
    g_assert_true(rewrite_map(&fixture->rewrite, &in, &out));
    g_assert_cmpuint(out.sequence, ==, (guint16)(FIRST + behind_first));
    g_assert_cmpuint(out.timestamp, ==, FIRST_TS + 3000 * frames);
    g_assert_true(rewrite_find(&fixture->rewrite, out.sequence, &source, &found));
    g_assert_cmpuint(found, ==, number);
}

static void refuse(Fixture *fixture, guint32 number) {
    RewriteIn in = packet(number);
    RewriteOut out;
    g_assert_false(rewrite_map(&fixture->rewrite, &in, &out));
}

static void drop(Fixture *fixture, guint32 number) {
    RewriteIn in = packet(number);
    rewrite_drop(&fixture->rewrite, &in);
}

static void begin(Fixture *fixture, guint32 number) {
    RewriteIn in = packet(number);
    rewrite_switch(&fixture->rewrite, &in, NULL, NULL);
}

static void test_holes(Fixture *fixture, gconstpointer data) {
    refuse(fixture, 999); /* nothing is forwarded before a switch */
    drop(fixture, 999);
    begin(fixture, 1000);
    expect(fixture, 1000, 0, 0);
    expect(fixture, 1001, 1, 1);
    expect(fixture, 1004, 4, 4); /* two are missing */
    expect(fixture, 1003, 3, 3); /* one comes late */
    expect(fixture, 1005, 5, 5);
    expect(fixture, 1002, 2, 2);
    expect(fixture, 1002, 2, 2); /* again the same */
    refuse(fixture, 999);
}

static void test_drops(Fixture *fixture, gconstpointer data) {
    begin(fixture, 1000);
    expect(fixture, 1000, 0, 0);
    drop(fixture, 1001);
    drop(fixture, 1002);
    expect(fixture, 1003, 1, 3); /* no hole, but the time that passed */
    drop(fixture, 1005);         /* 1004 is missing: its hole stays */
    expect(fixture, 1006, 3, 6);
    expect(fixture, 1004, 2, 4);
    refuse(fixture, 1001);
    refuse(fixture, 1005);
    drop(fixture, 1003); /* too late to be left out */
    expect(fixture, 1003, 1, 3);
    expect(fixture, 1007, 4, 7);
}

static void test_pictures(Fixture *fixture, gconstpointer data) {
    static const struct {
        guint32 number;
        guint16 picture_id, expected; /* 0: left out */
    } ROWS[] = {{10, 500, 500},
                {11, 501, 0},
                {12, 501, 0},
                {13, 502, 501},
                {14, 502, 501},
                {15, 503, 502},
                {16, 503, 0} /* the rest of a picture that began */,
                {17, 504, 0},
                {18, 505, 503}};
    RewriteIn in = {.number = 10, .picture_id = 500};
    RewriteOut out;
    rewrite_switch(&fixture->rewrite, &in, NULL, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        in.number = ROWS[i].number;
        in.picture_id = ROWS[i].picture_id;
        if (ROWS[i].expected == 0) {
            rewrite_drop(&fixture->rewrite, &in);
            continue;
        }
        g_assert_true(rewrite_map(&fixture->rewrite, &in, &out));
        g_assert_cmpuint(out.picture_id, ==, ROWS[i].expected);
    }
    /* Another layer: both counters go on by one. */
    in = (RewriteIn){.number = 77, .picture_id = 9, .tl0 = 200, .source = 1};
    rewrite_switch(&fixture->rewrite, &in, NULL, NULL);
    g_assert_true(rewrite_map(&fixture->rewrite, &in, &out));
    g_assert_cmpuint(out.picture_id, ==, 504);
    g_assert_cmpuint(out.tl0, ==, 1);
}

static void test_switch(Fixture *fixture, gconstpointer data) {
    begin(fixture, 1000);
    expect(fixture, 1000, 0, 0);
    expect(fixture, 1001, 1, 1);
    /* By arrival: 50 ms later are 4500 ticks. */
    RewriteIn other = {.number = 70000,
                       .timestamp = 123456,
                       .arrived_us = packet(1001).arrived_us + 50000,
                       .source = 1};
    RewriteOut out;
    rewrite_switch(&fixture->rewrite, &other, NULL, NULL);
    g_assert_true(rewrite_map(&fixture->rewrite, &other, &out));
    g_assert_cmpuint(out.sequence, ==, (guint16)(FIRST + 2));
    g_assert_cmpuint(out.timestamp, ==, FIRST_TS + 3000 + 4500);
    g_assert_cmpuint(rewrite_timestamp(&fixture->rewrite, 123456 + 7), ==, out.timestamp + 7);
    /* The first source's late packet still goes where it belongs, a newer one nowhere. */
    expect(fixture, 1000, 0, 0);
    refuse(fixture, 1002);
    guint8 source;
    guint32 number;
    g_assert_true(rewrite_find(&fixture->rewrite, out.sequence, &source, &number));
    g_assert_cmpuint(source, ==, 1);
    g_assert_cmpuint(number, ==, 70000);
    g_assert_false(rewrite_find(&fixture->rewrite, (guint16)(FIRST + 3), &source, &number));
    g_assert_false(rewrite_find(&fixture->rewrite, (guint16)(FIRST - 1), &source, &number));
}

static void test_switch_by_reports(Fixture *fixture, gconstpointer data) {
    static const struct {
        gint64 to_at_us, ticks; /* the second layer's report; what lies between the frames */
    } ROWS[] = {
        {5000000, 9000}, /* both reports at one moment: see below */
        {5010000, 9900},
        {4880000, 1},       /* captured before: at least a tick */
        {900000000000, 900} /* contradicts: the arrivals count, 10 ms */
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        set_up(fixture, NULL);
        RewriteClock from = {.at_us = 5000000, .timestamp = 1000 * 3000};
        RewriteClock to = {.at_us = ROWS[i].to_at_us, .timestamp = 800000};
        begin(fixture, 1000);
        expect(fixture, 1000, 0, 0);
        /* 9000 ticks, 100 ms, after the report. */
        RewriteIn other = {.number = 5,
                           .timestamp = 809000,
                           .arrived_us = packet(1000).arrived_us + 10000,
                           .source = 1};
        RewriteOut out;
        rewrite_switch(&fixture->rewrite, &other, &from, &to);
        g_assert_true(rewrite_map(&fixture->rewrite, &other, &out));
        g_assert_cmpuint(out.timestamp - FIRST_TS, ==, ROWS[i].ticks);
    }
}

/* Marks that are overwritten take their packets along; a restart of the publisher leaves no hole.
 */
static void test_bounds(Fixture *fixture, gconstpointer data) {
    guint8 source;
    guint32 number;
    begin(fixture, 1000);
    for (unsigned i = 0; i < 2 * REWRITE_VIDEO_MARKS; i++) {
        expect(fixture, 1000 + 2 * i, i, 2 * i);
        drop(fixture, 1001 + 2 * i);
    }
    refuse(fixture, 1000);
    g_assert_false(rewrite_find(&fixture->rewrite, FIRST, &source, &number));
    unsigned next = 2 * REWRITE_VIDEO_MARKS;
    expect(fixture, 50000, next, 49000);
    expect(fixture, 50001, next + 1, 49001);
}

enum { SENT = 60000, LAYERS = 2 };

/* Random life of a subscriber: two layers that both go on, of which one is forwarded, thinned at
 * times. */
typedef struct Life {
    GRand *random;
    GHashTable *taken; /* out sequence, unwrapped → 1 + in */
    guint32 highest;   /* unwrapped out */
    unsigned n_sent, n_lost, limit, active;
    guint32 last_timestamp;
} Life;

static void forward(Fixture *fixture, Life *life, const RewriteIn *in) {
    RewriteOut out, again;
    guint8 source;
    guint32 number;
    if (!rewrite_map(&fixture->rewrite, in, &out))
        return;
    g_assert_true(rewrite_map(&fixture->rewrite, in, &again));
    g_assert_true(again.sequence == out.sequence && again.timestamp == out.timestamp &&
                  again.picture_id == out.picture_id && again.tl0 == out.tl0);
    g_assert_true(rewrite_find(&fixture->rewrite, out.sequence, &source, &number));
    g_assert_cmpuint(source, ==, in->source);
    g_assert_cmpuint(number, ==, in->number);
    guint32 unwrapped = life->highest + (guint32)(gint16)(out.sequence - (guint16)life->highest);
    gpointer key = GUINT_TO_POINTER(unwrapped);
    g_assert_false(g_hash_table_contains(life->taken, key));
    g_hash_table_add(life->taken, key);
    if ((gint32)(unwrapped - life->highest) > 0) {
        g_assert_cmpint((gint32)(out.timestamp - life->last_timestamp), >=, 0);
        life->highest = unwrapped;
        life->last_timestamp = out.timestamp;
    }
    life->n_sent++;
}

static void run_life(Fixture *fixture, guint32 seed, double loss, double late) {
    Life life = {.random = g_rand_new_with_seed(seed),
                 .taken = g_hash_table_new(NULL, NULL),
                 .highest = 0x10000 + FIRST - 1,
                 .limit = 3,
                 .last_timestamp = FIRST_TS};
    static const unsigned TEMPORAL[] = {0, 2, 1, 2};
    RewriteIn held[8];
    unsigned n_held = 0;
    guint32 numbers[LAYERS] = {100000, 200000};
    bool wants_switch = true;
    for (unsigned frame = 0; frame < SENT / 6; frame++) {
        bool is_key = g_rand_int_range(life.random, 0, 50) == 0 || frame == 0;
        wants_switch |= g_rand_int_range(life.random, 0, 200) == 0;
        if (g_rand_int_range(life.random, 0, 100) == 0)
            life.limit = (unsigned)g_rand_int_range(life.random, 0, 4);
        unsigned temporal = is_key ? 0 : TEMPORAL[frame % 4];
        for (unsigned layer = 0; layer < LAYERS; layer++) {
            unsigned n = (unsigned)g_rand_int_range(life.random, 1, 5);
            for (unsigned i = 0; i < n; i++) {
                RewriteIn in = {.number = numbers[layer]++,
                                .timestamp = frame * 3000 + layer * 77777,
                                .arrived_us = frame * G_GINT64_CONSTANT(33333),
                                .picture_id = (guint16)(frame + layer * 1000),
                                .tl0 = (guint8)(frame / 4),
                                .source = (guint8)layer};
                if (is_key && i == 0 && wants_switch && layer != life.active + (frame == 0)) {
                    rewrite_switch(&fixture->rewrite, &in, NULL, NULL);
                    life.active = layer;
                    wants_switch = false;
                }
                if (layer != life.active)
                    continue;
                if (temporal > life.limit) {
                    rewrite_drop(&fixture->rewrite, &in);
                } else if (g_rand_double(life.random) < loss) {
                    life.n_lost++;
                } else if (g_rand_double(life.random) < late && n_held < G_N_ELEMENTS(held)) {
                    held[n_held++] = in;
                } else {
                    forward(fixture, &life, &in);
                }
            }
        }
        if (n_held > 0 && g_rand_boolean(life.random))
            forward(fixture, &life, &held[--n_held]);
    }
    guint32 span = life.highest - (0x10000 + FIRST - 1);
    g_assert_cmpuint(life.n_sent, >, SENT / 20);
    g_assert_cmpuint(span, >=, life.n_sent);
    if (loss == 0 && late == 0)
        g_assert_cmpuint(span, ==, life.n_sent); /* not a single hole */
    else
        g_assert_cmpuint(span - life.n_sent, <=, life.n_lost + SENT * late);
    g_rand_free(life.random);
    g_hash_table_unref(life.taken);
}

static void test_lives(Fixture *fixture, gconstpointer data) {
    static const struct {
        double loss, late;
    } ROWS[] = {{0, 0}, {0.05, 0}, {0, 0.05}, {0.05, 0.02}, {0.3, 0.1}};
    for (guint32 round = 0; round < 20; round++) {
        set_up(fixture, NULL);
        run_life(fixture, SEEDED + round, ROWS[round % 5].loss, ROWS[round % 5].late);
    }
}

int main(int argc, char *argv[]) {
    static const struct {
        const char *name;
        void (*run)(Fixture *, gconstpointer);
    } TESTS[] = {{"/rewrite/holes", test_holes},
                 {"/rewrite/drops", test_drops},
                 {"/rewrite/pictures", test_pictures},
                 {"/rewrite/switch", test_switch},
                 {"/rewrite/reports", test_switch_by_reports},
                 {"/rewrite/bounds", test_bounds},
                 {"/rewrite/lives", test_lives}};
    g_test_init(&argc, &argv, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(TESTS); i++)
        g_test_add(TESTS[i].name, Fixture, NULL, set_up, TESTS[i].run, tear_down);
    return g_test_run();
}
