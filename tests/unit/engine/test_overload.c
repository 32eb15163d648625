/* Seconds and what they lead to. */
#include "media/engine/overload.h"

#include <glib.h>

static const MediaTrack TRACKS[] = {
    {.kind = MEDIA_VIDEO, .height = 360},
    {.kind = MEDIA_VIDEO, .height = 1080},
    {.kind = MEDIA_VIDEO, .height = 180},
    {.kind = MEDIA_AUDIO},
};
#define N      G_N_ELEMENTS(TRACKS)
#define ALL    0xfu
#define V360   1u
#define V1080  2u
#define V180   4u
#define SOUND  8u
#define NOBODY (-1)

static Overload overload;

static OverloadVerdict second(unsigned dropped, uint32_t active) {
    overload_note(&overload, dropped);
    overload_note(&overload, 0); /* another picture that does well changes nothing */
    return overload_judge(&overload, TRACKS, N, active);
}

static void expect(OverloadVerdict verdict, int shed, int restore) {
    g_assert_cmpint(verdict.shed, ==, shed);
    g_assert_cmpint(verdict.restore, ==, restore);
}

static void expect_seconds(unsigned n, unsigned dropped, uint32_t active) {
    for (unsigned i = 0; i < n; i++)
        expect(second(dropped, active), NOBODY, NOBODY);
}

static void test_sheds_the_highest(void) {
    overload_init(&overload);
    expect_seconds(2, OVERLOAD_DROPS_PER_S + 1, ALL);
    expect(second(OVERLOAD_DROPS_PER_S + 1, ALL), 1, NOBODY);
    expect_seconds(2, 100, ALL & ~V1080); /* patience begins anew */
    expect(second(100, ALL & ~V1080), 0, NOBODY);
    expect_seconds(30, 100, V180 | SOUND); /* the lowest stays, sound stays */
}

static void test_patience(void) {
    overload_init(&overload);
    for (unsigned i = 0; i < 20; i++) { /* never three in a row */
        expect_seconds(2, 100, ALL);
        expect_seconds(1, 0, ALL);
    }
    expect_seconds(20, OVERLOAD_DROPS_PER_S, ALL); /* as many as that are none too many */
}

static void test_restores(void) {
    overload_init(&overload);
    uint32_t active = V180 | SOUND;
    expect_seconds(OVERLOAD_REST_S - 1, 0, active);
    expect(second(0, active), NOBODY, 0); /* the lower one first */
    active |= V360;
    expect_seconds(2 * OVERLOAD_REST_S - 1, 0, active); /* twice as long */
    expect(second(0, active), NOBODY, 1);
    expect_seconds(4 * OVERLOAD_REST_S, 0, ALL); /* nothing is left to try */
}

static void test_one_bad_second_begins_anew(void) {
    overload_init(&overload);
    expect_seconds(OVERLOAD_REST_S - 1, 0, ALL & ~V1080);
    expect_seconds(1, 100, ALL & ~V1080);
    expect_seconds(OVERLOAD_REST_S - 1, 0, ALL & ~V1080);
    expect(second(0, ALL & ~V1080), NOBODY, 1);
}

/* A picture that is tried and shed again and again: each time after a longer rest, up to the end.
 */
static void test_rest_grows(void) {
    overload_init(&overload);
    unsigned rest = OVERLOAD_REST_S;
    for (unsigned i = 0; i < 8; i++) {
        expect_seconds(rest - 1, 0, ALL & ~V1080);
        expect(second(0, ALL & ~V1080), NOBODY, 1);
        expect_seconds(2, 100, ALL);
        expect(second(100, ALL), 1, NOBODY);
        rest = MIN(2 * rest, OVERLOAD_REST_MAX_S);
    }
    g_assert_cmpuint(overload.rest_s, ==, OVERLOAD_REST_MAX_S);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/overload/sheds_the_highest", test_sheds_the_highest);
    g_test_add_func("/overload/patience", test_patience);
    g_test_add_func("/overload/restores", test_restores);
    g_test_add_func("/overload/one_bad_second_begins_anew", test_one_bad_second_begins_anew);
    g_test_add_func("/overload/rest_grows", test_rest_grows);
    return g_test_run();
}
