#include "catalog/meeting/meeting_state.h"

#include "base/error.h"

/* A column for each state, a letter for where the step leads; "." is refused. */
static const char *const TABLE[N_MEETING_STEPS] = {
    /*                    s r o l e y p c */
    [MEETING_REHEARSE] = "r.......", [MEETING_LET_IN] = "oo......",
    [MEETING_GO_LIVE] = "lll.....",  [MEETING_END] = "..ee....",
    [MEETING_UNDO_END] = "....l...", [MEETING_MAKE_READY] = "....y...",
    [MEETING_PUBLISH] = ".....p..",  [MEETING_UNPUBLISH] = "......y.",
    [MEETING_CANCEL] = "ccc.....",
};
static const char LETTERS[] = "sroleypc";

static const MeetingFacts LIVED = {.live_at_us = 1000, .ended_at_us = 5000, .is_recorded = true};

static void test_every_cell(void) {
    for (int step = 0; step < N_MEETING_STEPS; step++)
        for (int state = 0; state < N_MEETING_STATES; state++) {
            g_autoptr(GError) error = NULL;
            MeetingFacts facts = LIVED;
            facts.state = (MeetingState)state;
            MeetingState next;
            bool is_done = meeting_state_step(&facts, (MeetingStep)step, 6000, &next, &error);
            char letter = is_done ? LETTERS[next] : '.';
            g_test_message("%s in %s", MEETING_STEP_WORDS[step], MEETING_STATE_WORDS[state]);
            g_assert_cmpint(letter, ==, TABLE[step][state]);
            if (!is_done)
                g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
        }
}

static void assert_refused(MeetingFacts facts, MeetingStep step, int64_t now_us,
                           const char *sentence) {
    g_autoptr(GError) error = NULL;
    MeetingState next;
    g_assert_false(meeting_state_step(&facts, step, now_us, &next, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_assert_cmpstr(error->message, ==, sentence);
}

static void test_beyond_the_table(void) {
    MeetingFacts facts = LIVED;
    facts.state = MEETING_LIVE;
    assert_refused(facts, MEETING_GO_LIVE, 1, "The meeting is already live.");
    facts.is_endless = true;
    MeetingState next;
    g_assert_true(meeting_state_step(&facts, MEETING_END, 1, &next, NULL));
    g_assert_cmpint(next, ==, MEETING_READY);
    assert_refused(facts, MEETING_CANCEL, 1, "The meeting is live: end it instead.");
    facts = LIVED;
    facts.state = MEETING_READY;
    assert_refused(facts, MEETING_UNDO_END, 1, "The recording is ready: the end stays.");
    facts.is_recorded = false;
    assert_refused(facts, MEETING_PUBLISH, 1, "This meeting was not recorded.");
}

static void test_undo(void) {
    MeetingFacts facts = LIVED;
    facts.state = MEETING_ENDED;
    int64_t last_us = 5000 + MEETING_UNDO_US;
    MeetingState next;
    g_assert_true(meeting_state_step(&facts, MEETING_UNDO_END, last_us - 1, &next, NULL));
    g_assert_cmpint(next, ==, MEETING_LIVE);
    g_assert_cmpint(meeting_state_undo_until_us(&facts, last_us - 1), ==, last_us);
    g_assert_cmpint(meeting_state_undo_until_us(&facts, last_us), ==, 0);
    assert_refused(facts, MEETING_UNDO_END, last_us, "The end can be undone for ten minutes only.");
    facts.live_at_us = 0; /* it was only open */
    g_assert_true(meeting_state_step(&facts, MEETING_UNDO_END, 6000, &next, NULL));
    g_assert_cmpint(next, ==, MEETING_OPEN);
}

static void test_what_is_shown(void) {
    g_assert_cmpint(meeting_state_shown(MEETING_REHEARSAL, false), ==, MEETING_SCHEDULED);
    g_assert_cmpint(meeting_state_shown(MEETING_REHEARSAL, true), ==, MEETING_REHEARSAL);
    g_assert_cmpint(meeting_state_shown(MEETING_READY, false), ==, MEETING_ENDED);
    g_assert_cmpint(meeting_state_shown(MEETING_LIVE, false), ==, MEETING_LIVE);
    g_assert_true(meeting_state_is_on_air(MEETING_REHEARSAL, true));
    g_assert_false(meeting_state_is_on_air(MEETING_REHEARSAL, false));
    g_assert_true(meeting_state_is_on_air(MEETING_OPEN, false));
    g_assert_false(meeting_state_is_on_air(MEETING_ENDED, true));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/every_cell", test_every_cell);
    g_test_add_func("/beyond_the_table", test_beyond_the_table);
    g_test_add_func("/undo", test_undo);
    g_test_add_func("/what_is_shown", test_what_is_shown);
    return g_test_run();
}
