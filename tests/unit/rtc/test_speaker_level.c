/* A room by its levels: who is active, who are the three. */
#include "media/rtc/flow/speaker_level.h"

#include <glib.h>

#define MS      INT64_C(1000)
#define NOBODY  SPEAKER_LEVEL_NOBODY
#define N_SEATS 6
#define QUIET   127
#define ABSENT  255

static SpeakerLevel room;
static int64_t now_us;

/* Everybody sends a packet each 20 ms at its level, for so long. */
static SpeakerChoice talk(int ms, const uint8_t levels[N_SEATS]) {
    SpeakerChoice choice = {0};
    for (int i = 0; i < ms; i += 20) {
        now_us += 20 * MS;
        for (unsigned seat = 0; seat < N_SEATS; seat++)
            if (levels[seat] != ABSENT)
                speaker_level_add(&room, seat, now_us, levels[seat]);
        if (i % 100 == 80)
            choice = speaker_level_choose(&room, now_us);
    }
    return choice;
}

#define TALK(ms, ...) talk(ms, (const uint8_t[N_SEATS]){__VA_ARGS__})

static void begin(void) {
    speaker_level_init(&room);
    now_us = 1000 * MS;
}

static void expect_three(const SpeakerChoice *choice, int a, int b, int c) {
    g_assert_cmpint(choice->loudest[0], ==, a);
    g_assert_cmpint(choice->loudest[1], ==, b);
    g_assert_cmpint(choice->loudest[2], ==, c);
}

static void test_nobody(void) {
    begin();
    SpeakerChoice choice = speaker_level_choose(&room, now_us);
    g_assert_cmpint(choice.active, ==, NOBODY);
    expect_three(&choice, NOBODY, NOBODY, NOBODY);
    choice = TALK(3000, QUIET, 70, 65, 61, 90, ABSENT); /* the noise of rooms */
    g_assert_cmpint(choice.active, ==, NOBODY);
    expect_three(&choice, NOBODY, NOBODY, NOBODY);
}

static void test_one_after_another(void) {
    begin();
    SpeakerChoice choice = TALK(500, QUIET, 30, QUIET, QUIET, QUIET, QUIET);
    g_assert_cmpint(choice.active, ==, 1);
    expect_three(&choice, 1, NOBODY, NOBODY);
    choice = TALK(1500, QUIET, QUIET, 30, QUIET, QUIET, QUIET);
    g_assert_cmpint(choice.active, ==, 2);
    expect_three(&choice, 1, 2, NOBODY); /* a pause of less than two seconds keeps the place */
    choice = TALK(1500, QUIET, QUIET, 30, QUIET, QUIET, QUIET);
    expect_three(&choice, 2, NOBODY, NOBODY);
    choice = TALK(3000, QUIET, QUIET, QUIET, QUIET, QUIET, QUIET);
    g_assert_cmpint(choice.active, ==, 2); /* stays in the picture until another one speaks */
    expect_three(&choice, NOBODY, NOBODY, NOBODY);
}

static void test_a_cough_changes_nothing(void) {
    begin();
    (void)TALK(2000, 35, QUIET, QUIET, QUIET, QUIET, QUIET);
    SpeakerChoice choice = TALK(200, 35, 5, QUIET, QUIET, QUIET, QUIET);
    g_assert_cmpint(choice.active, ==, 0);
    choice = TALK(1000, 35, QUIET, QUIET, QUIET, QUIET, QUIET);
    g_assert_cmpint(choice.active, ==, 0);
    choice = TALK(2500, 35, 20, QUIET, QUIET, QUIET, QUIET); /* louder, and for long */
    g_assert_cmpint(choice.active, ==, 1);
    choice = TALK(3000, 21, 22, QUIET, QUIET, QUIET, QUIET); /* as loud: no change */
    g_assert_cmpint(choice.active, ==, 1);
}

/* A pause for breath does not make the one who rustles paper active. */
static void test_a_pause_is_bridged(void) {
    begin();
    (void)TALK(2000, 30, 56, QUIET, QUIET, QUIET, QUIET);
    SpeakerChoice choice = TALK(400, QUIET, 56, QUIET, QUIET, QUIET, QUIET);
    g_assert_cmpint(choice.active, ==, 0);
}

static void test_three(void) {
    begin();
    SpeakerChoice choice = TALK(2000, 40, 30, 45, 20, 35, QUIET);
    expect_three(&choice, 1, 3, 4);
    choice = TALK(2000, 34, 30, 45, 20, 35, QUIET); /* a little louder than the third: not enough */
    expect_three(&choice, 1, 3, 4);
    choice = TALK(2000, 25, 30, 45, 20, 35, QUIET);
    expect_three(&choice, 0, 1, 3);
}

/* A browser that vanishes in mid-word, and one that says so. */
static void test_leaving(void) {
    begin();
    (void)TALK(1000, 30, QUIET, QUIET, QUIET, QUIET, QUIET);
    SpeakerChoice choice = TALK(3000, ABSENT, 40, QUIET, QUIET, QUIET, QUIET);
    g_assert_cmpint(choice.active, ==, 1);
    expect_three(&choice, 1, NOBODY, NOBODY);
    speaker_level_leave(&room, 1);
    choice = speaker_level_choose(&room, now_us);
    g_assert_cmpint(choice.active, ==, NOBODY);
    expect_three(&choice, NOBODY, NOBODY, NOBODY);
    speaker_level_add(&room, SPEAKER_LEVEL_SEATS, now_us, 0);
    speaker_level_leave(&room, SPEAKER_LEVEL_SEATS);
    speaker_level_add(&room, SPEAKER_LEVEL_SEATS - 1, now_us, 0);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/speaker_level/nobody", test_nobody);
    g_test_add_func("/speaker_level/turns", test_one_after_another);
    g_test_add_func("/speaker_level/cough", test_a_cough_changes_nothing);
    g_test_add_func("/speaker_level/pause", test_a_pause_is_bridged);
    g_test_add_func("/speaker_level/three", test_three);
    g_test_add_func("/speaker_level/leaving", test_leaving);
    return g_test_run();
}
