/* Media that was delivered in a room, as beats and lines of the viewing log. */
#include "catalog/attendance/room_stay.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/attendance/room_quiet.h"

#define BASE    INT64_C(1900000000000) /* ms */
#define OPENED  (BASE + 10000)
#define A_SPAN  1000
#define PICTURE VIEWING_TRACK_VIDEO
#define SOUND   VIEWING_TRACK_AUDIO

static void set_up(RoomStay *stay, gconstpointer data) {
    room_stay_init(stay);
    stay->base_ms = BASE;
    stay->opened_at_us = OPENED * CLOCK_US_PER_MS;
}

static void tear_down(RoomStay *stay, gconstpointer data) {
    room_stay_clear(stay);
}

static void add(RoomStay *stay, ViewingTrack track, int64_t from_ms, int64_t to_ms) {
    room_stay_add(stay, track, BASE + from_ms, BASE + to_ms);
}

static void assert_span(ViewingInterval span, int64_t from_ms, int64_t to_ms) {
    g_assert_cmpint(span.from_ms, ==, from_ms);
    g_assert_cmpint(span.to_ms, ==, to_ms);
}

/* Two screens and two tracks of one person: a second counts once. */
static void test_joined(RoomStay *stay, gconstpointer data) {
    RoomStayWords words;
    add(stay, SOUND, 12000, 14000);
    add(stay, PICTURE, 13000, 15000);
    add(stay, SOUND, 13500, 14500);
    add(stay, SOUND, 12000, 14000);
    g_assert_true(room_stay_speak(stay, BASE + 16000, false, &words));
    g_assert_cmpuint(words.beat.n_seen, ==, 1);
    assert_span(words.beat.seen[0], 12000, 15000);
    g_assert_cmpuint(words.n_spans[SOUND], ==, 1);
    assert_span(words.spans[SOUND][0], 12000, 14500);
    assert_span(words.spans[PICTURE][0], 13000, 15000);
    g_assert_cmpint(words.beat.contact_us, ==, (BASE + 12000) * CLOCK_US_PER_MS);
    g_assert_cmpint(words.beat.since_ms, ==, 3000);
    g_assert_cmpint(words.beat.position_ms, ==, 15000);
    g_assert_cmpint(words.beat.state, ==, VIEWING_PLAYING);
    g_assert_false(room_stay_has_due(stay));
    g_assert_false(room_stay_speak(stay, BASE + 17000, false, &words));
}

/* What flowed before the viewing was opened has its contact at the opening; what was before the
 * meeting is not of it. */
static void test_before(RoomStay *stay, gconstpointer data) {
    RoomStayWords words;
    add(stay, SOUND, -3000, 500);
    add(stay, SOUND, 9000, 11000);
    g_assert_true(room_stay_speak(stay, BASE + 12000, false, &words));
    g_assert_cmpuint(words.beat.n_seen, ==, 2);
    assert_span(words.beat.seen[0], 0, 500);
    g_assert_cmpint(words.beat.contact_us, ==, OPENED * CLOCK_US_PER_MS);
    g_assert_cmpint(words.beat.since_ms, ==, 1000);
    add(stay, SOUND, -3000, -1000);
    g_assert_false(room_stay_speak(stay, BASE + 13000, false, &words));
    g_assert_false(room_stay_has_due(stay));
}

/* Numbers grow, also above what a killed server used and the database did not hear of. */
static void test_numbers(RoomStay *stay, gconstpointer data) {
    RoomStayWords words;
    int64_t last = 0;
    for (unsigned i = 0; i < 4; i++) {
        add(stay, SOUND, 20000 + i * 200, 20100 + i * 200);
        g_assert_true(room_stay_speak(stay, BASE + 21000 + i * 100, false, &words));
        g_assert_cmpint(words.beat.sequence, >, last);
        last = words.beat.sequence;
    }
    stay->last_sequence = 1;
    g_assert_true(room_stay_speak(stay, BASE + 60000, true, &words));
    g_assert_cmpint(words.beat.sequence, >, 49);
    g_assert_true(words.beat.is_final);
    g_assert_cmpint(words.beat.state, ==, VIEWING_ENDED);
    g_assert_cmpuint(words.beat.n_seen, ==, 0);
    g_assert_cmpint(words.beat.position_ms, ==, 20700);
}

/* A line that breaks again and again: a beat has room for some, the rest waits, and is bounded. */
static void test_many(RoomStay *stay, gconstpointer data) {
    RoomStayWords words;
    int64_t all_ms = 0;
    for (unsigned i = 0; i < 2 * ROOM_STAY_MAX_SPANS; i++)
        add(stay, SOUND, 20000 + i * 2 * A_SPAN, 20000 + (i * 2 + 1) * A_SPAN);
    while (room_stay_speak(stay, BASE + 900000, false, &words)) {
        g_assert_cmpuint(words.beat.n_seen, <=, VIEWING_BEAT_MAX_SEEN);
        g_assert_cmpuint(words.n_spans[SOUND], ==, words.beat.n_seen);
        for (unsigned i = 0; i < words.beat.n_seen; i++)
            all_ms += words.beat.seen[i].to_ms - words.beat.seen[i].from_ms;
    }
    g_assert_cmpint(all_ms, ==, (int64_t)ROOM_STAY_MAX_SPANS * A_SPAN);
}

static void test_taken_back(RoomStay *stay, gconstpointer data) {
    RoomStayWords words, again;
    add(stay, SOUND, 12000, 14000);
    add(stay, PICTURE, 13000, 15000);
    g_assert_true(room_stay_speak(stay, BASE + 16000, false, &words));
    room_stay_take_back(stay, &words);
    g_assert_true(room_stay_speak(stay, BASE + 17000, false, &again));
    g_assert_cmpint(again.beat.sequence, >, words.beat.sequence);
    assert_span(again.beat.seen[0], 12000, 15000);
    assert_span(again.spans[PICTURE][0], 13000, 15000);
    assert_span(again.spans[SOUND][0], 12000, 14000);
}

/* ---- quiet ---- */

static void assert_quiet(bool is_quiet, RoomQuietSpan span, int64_t from_ms, int64_t to_ms) {
    g_assert_true(is_quiet);
    g_assert_cmpint(span.from_ms, ==, from_ms);
    g_assert_cmpint(span.to_ms, ==, to_ms);
}

static void test_quiet(void) {
    RoomQuiet quiet = {0};
    RoomQuietSpan span;
    g_assert_false(room_quiet_tick(&quiet, BASE, &span)); /* nobody was heard yet */
    assert_quiet(room_quiet_hear(&quiet, BASE, BASE + 1000, &span), span, 0, BASE);
    g_assert_false(room_quiet_hear(&quiet, BASE - 500, BASE + 500, &span)); /* told late */
    g_assert_false(room_quiet_hear(&quiet, BASE + 10999, BASE + 12000, &span));
    assert_quiet(room_quiet_hear(&quiet, BASE + 22000, BASE + 23000, &span), span, BASE + 12000,
                 BASE + 22000);
    /* a long one in pieces that touch */
    g_assert_false(room_quiet_tick(&quiet, BASE + 92999, &span));
    assert_quiet(room_quiet_tick(&quiet, BASE + 93000, &span), span, BASE + 23000, BASE + 83000);
    g_assert_false(room_quiet_tick(&quiet, BASE + 94000, &span));
    assert_quiet(room_quiet_hear(&quiet, BASE + 95000, BASE + 96000, &span), span, BASE + 83000,
                 BASE + 95000);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add("/room-stay/joined", RoomStay, NULL, set_up, test_joined, tear_down);
    g_test_add("/room-stay/before", RoomStay, NULL, set_up, test_before, tear_down);
    g_test_add("/room-stay/numbers", RoomStay, NULL, set_up, test_numbers, tear_down);
    g_test_add("/room-stay/many", RoomStay, NULL, set_up, test_many, tear_down);
    g_test_add("/room-stay/taken-back", RoomStay, NULL, set_up, test_taken_back, tear_down);
    g_test_add_func("/room-stay/quiet", test_quiet);
    return g_test_run();
}
