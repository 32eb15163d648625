/* What players are told while they watch is what the rule gives for the same lines, or nothing is
 * said. Cases as test_credit_cases.c; of the simulator's, when TONGPING_CREDIT_CASES names their
 * folder. */
#include "credit_case.h"

#include <string.h>

#include "catalog/viewing/credit_book.h"
#include "catalog/viewing/credit_live.h"

#define ACCOUNT "0190a000-0000-7000-8000-00000000000a"
#define EVENT   "0190a000-0000-7000-8000-00000000000e"
#define FIRST   "0190a000-0000-7000-8000-000000000001"
#define SECOND  "0190a000-0000-7000-8000-000000000002"
#define S       INT64_C(1000000)
#define BEGIN   (INT64_C(1800000000) * S)

#define RESTARTS 8 /* of each case */

/* ---- cases ---- */

static char *folder_of_cases(void) {
    const char *named = g_getenv("TONGPING_CREDIT_CASES");
    return named ? g_strdup(named)
                 : g_test_build_filename(G_TEST_DIST, "..", "reference", "cases", NULL);
}

static void look_at(const char *path, unsigned *n_known) {
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &text, NULL, &error);
    g_assert_no_error(error);
    CreditCaseLive answer = credit_case_live(text);
    if (answer.live_ms < 0)
        return;
    if (answer.has_kept ? answer.live_ms > answer.rule_ms : answer.live_ms != answer.rule_ms)
        g_error("%s: %" G_GINT64_FORMAT " ms are said, %" G_GINT64_FORMAT " ms are due", path,
                answer.live_ms, answer.rule_ms);
    *n_known += answer.live_ms > 0;
}

/* A server that was killed says the same as one that was not; unless that one has forgotten while
 * the other read, then it is what is due. */
static void restart_in(const char *path, unsigned *n_known) {
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GRand) chance = g_rand_new_with_seed(g_str_hash(strrchr(path, '/')));
    g_file_get_contents(path, &text, NULL, &error);
    g_assert_no_error(error);
    for (unsigned i = 0; i < RESTARTS; i++) {
        CreditCaseRestart answer;
        credit_case_restart(text, chance, &answer);
        if (answer.restarted_ms != answer.live_ms &&
            (answer.live_ms >= 0 || answer.restarted_ms != credit_case_live(text).rule_ms))
            g_error("%s: %" G_GINT64_FORMAT " ms before, %" G_GINT64_FORMAT " ms after a restart",
                    path, answer.live_ms, answer.restarted_ms);
        *n_known += answer.live_ms > 0;
    }
}

static unsigned each_case(void (*look)(const char *path, unsigned *n_known),
                          unsigned *ret_n_known) {
    g_autofree char *folder = folder_of_cases();
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) directory = g_dir_open(folder, 0, &error);
    unsigned n_cases = 0;
    *ret_n_known = 0;
    g_assert_no_error(error);
    for (const char *name; (name = g_dir_read_name(directory));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (!g_str_has_suffix(name, ".txt"))
            continue;
        look(path, ret_n_known);
        n_cases++;
    }
    return n_cases;
}

static void test_cases(void) {
    unsigned n_known, n_cases = each_case(look_at, &n_known);
    g_test_message("%u of %u cases have a figure", n_known, n_cases);
    g_assert_cmpuint(n_known, >=, n_cases / 8);
}

static void test_restarts(void) {
    unsigned n_known, n_cases = each_case(restart_in, &n_known);
    g_test_message("%u of %u restarts have a figure", n_known, n_cases * RESTARTS);
    g_assert_cmpuint(n_known, >=, n_cases * RESTARTS / 8);
}

/* ---- by hand ---- */

static const CreditLiveTerms COUNTED = {
    .is_counted = true, .max_rate_milli = 2000, .replay_weight_milli = 1000};

static void open_one(CreditLive *live, const char *id, int64_t at_us,
                     const CreditLiveTerms *terms) {
    const ViewingStakes stakes = {.n = 0};
    credit_live_open(live, &(CreditLiveOpening){id, EVENT, ACCOUNT, at_us, terms, &stakes});
}

/* Ten seconds of media behind one another, said as they are over. */
static void watch(CreditLive *live, const char *id, int64_t number, int64_t at_us) {
    const ViewingBeat beat = {.sequence = number,
                              .rate_milli = 1000,
                              .contact_us = at_us - 10 * S,
                              .since_ms = 10000,
                              .n_seen = 1,
                              .seen = {{(number - 1) * 10000, number * 10000}}};
    credit_live_beat(live, id, &beat, at_us);
}

static void test_duplicates_and_gaps(void) {
    CreditLive *live = credit_live_new();
    open_one(live, FIRST, BEGIN, &COUNTED);
    for (int64_t number = 1; number <= 3; number++) {
        watch(live, FIRST, number, BEGIN + number * 10 * S);
        watch(live, FIRST, number, BEGIN + number * 10 * S + S);
    }
    g_assert_cmpint(credit_live_figure(live, FIRST), ==, 30000);
    watch(live, FIRST, 5, BEGIN + 50 * S);
    watch(live, FIRST, 5, BEGIN + 51 * S);
    g_assert_cmpint(credit_live_figure(live, FIRST), ==, 40000);
    watch(live, FIRST, 4, BEGIN + 52 * S); /* it would have gone before */
    g_assert_cmpint(credit_live_figure(live, FIRST), ==, -1);
    credit_live_free(live);
}

static void test_unknown(void) {
    CreditLive *live = credit_live_new();
    const CreditLiveTerms earlier = {.is_counted = true,
                                     .has_earlier = true,
                                     .max_rate_milli = 2000,
                                     .replay_weight_milli = 1000};
    const CreditLiveTerms nothing = {0};
    g_assert_cmpint(credit_live_figure(live, FIRST), ==, -1);
    watch(live, FIRST, 1, BEGIN + 10 * S);
    open_one(live, FIRST, BEGIN, &nothing);
    watch(live, FIRST, 1, BEGIN + 10 * S);
    g_assert_cmpint(credit_live_figure(live, FIRST), ==, -1);
    credit_live_sweep(live, BEGIN + 10 * S + CREDIT_LIVE_FORGET_US);
    g_assert_cmpuint(credit_live_n(live), ==, 1);
    credit_live_sweep(live, BEGIN + 11 * S + CREDIT_LIVE_FORGET_US);
    g_assert_cmpuint(credit_live_n(live), ==, 0);
    open_one(live, SECOND, BEGIN, &earlier); /* this server has not seen all of it */
    g_assert_cmpint(credit_live_figure(live, SECOND), ==, -1);
    credit_live_free(live);
}

/* The second screen goes on with the sum of the first; what the first says meanwhile counts
 * nothing. */
static void test_screens(void) {
    CreditLive *live = credit_live_new();
    const CreditLiveWhose second = {ACCOUNT, SECOND};
    const CreditLiveTerms earlier = {.is_counted = true,
                                     .has_earlier = true,
                                     .max_rate_milli = 2000,
                                     .replay_weight_milli = 1000};
    open_one(live, FIRST, BEGIN, &COUNTED);
    watch(live, FIRST, 1, BEGIN + 10 * S);
    open_one(live, SECOND, BEGIN + 10 * S, &earlier); /* and the other is known here */
    g_assert_cmpint(credit_live_figure(live, SECOND), ==, 10000);
    watch(live, FIRST, 2, BEGIN + 20 * S);
    g_assert_cmpint(credit_live_figure(live, FIRST), ==, 10000);
    credit_live_end(live, &second, BEGIN + 20 * S);
    watch(live, FIRST, 3, BEGIN + 30 * S);
    g_assert_cmpint(credit_live_figure(live, FIRST), ==, 20000);
    credit_live_free(live);
}

static void test_least_and_cap(void) {
    CreditLive *live = credit_live_new();
    const CreditLiveTerms terms = {.is_counted = true,
                                   .is_live = true,
                                   .max_rate_milli = 2000,
                                   .least_ms = 15000,
                                   .cap_ms = 25000};
    open_one(live, FIRST, BEGIN, &terms);
    const int64_t wanted[] = {0, 20000, 25000, 25000};
    for (int64_t number = 1; number <= 4; number++) {
        watch(live, FIRST, number, BEGIN + number * 10 * S);
        g_assert_cmpint(credit_live_figure(live, FIRST), ==, wanted[number - 1]);
    }
    credit_live_free(live);
}

/* Ten seconds live, then twenty of the recording: what was live counts whole, the rest in part. */
static void test_weights(void) {
    const CreditLiveTerms live = {
        .is_counted = true, .is_live = true, .max_rate_milli = 2000, .replay_weight_milli = 333};
    CreditLiveTerms replay = live, nothing = live;
    replay.is_live = nothing.is_live = false;
    nothing.replay_weight_milli = 0;
    CreditLive *sums = credit_live_new();
    open_one(sums, FIRST, BEGIN, &live);
    watch(sums, FIRST, 1, BEGIN + 10 * S);
    g_assert_cmpint(credit_live_figure(sums, FIRST), ==, 10000);
    open_one(sums, SECOND, BEGIN + 10 * S, &replay);
    watch(sums, SECOND, 1, BEGIN + 20 * S);
    g_assert_cmpint(credit_live_figure(sums, SECOND), ==, 10000);
    watch(sums, SECOND, 2, BEGIN + 30 * S);
    g_assert_cmpint(credit_live_figure(sums, SECOND), ==, 13330);
    credit_live_free(sums);
    sums = credit_live_new();
    open_one(sums, FIRST, BEGIN, &nothing);
    watch(sums, FIRST, 1, BEGIN + 10 * S);
    g_assert_cmpint(credit_live_figure(sums, FIRST), ==, -1);
    credit_live_free(sums);
}

/* Twice as fast: half as much, when time counts; behind the end no time passes. */
static void test_presence(void) {
    const CreditLiveTerms terms = {.is_counted = true,
                                   .counts_presence = true,
                                   .max_rate_milli = 2000,
                                   .replay_weight_milli = 1000,
                                   .duration_ms = 30000};
    CreditLive *live = credit_live_new();
    open_one(live, FIRST, BEGIN, &terms);
    ViewingBeat beat = {.sequence = 1,
                        .rate_milli = 2000,
                        .contact_us = BEGIN,
                        .since_ms = 10000,
                        .n_seen = 1,
                        .seen = {{0, 20000}}};
    credit_live_beat(live, FIRST, &beat, BEGIN + 10 * S);
    g_assert_cmpint(credit_live_figure(live, FIRST), ==, 10000);
    beat.sequence = 2;
    beat.contact_us = BEGIN + 10 * S;
    beat.seen[0] = (ViewingInterval){20000, 40000};
    credit_live_beat(live, FIRST, &beat, BEGIN + 20 * S);
    g_assert_cmpint(credit_live_figure(live, FIRST), ==, 15000);
    credit_live_free(live);
}

/* The log cannot be read: the sums begin now, and what was watched before is not known. */
static void test_begins_anew(void) {
    const CreditLiveTerms earlier = {.is_counted = true,
                                     .has_earlier = true,
                                     .max_rate_milli = 2000,
                                     .replay_weight_milli = 1000};
    const ViewingStakes none = {.n = 0};
    CreditBook *book = credit_book_new();
    credit_book_await(book);
    credit_book_gather(book);
    credit_book_open(book, &(CreditLiveOpening){FIRST, EVENT, ACCOUNT, BEGIN, &COUNTED, &none});
    g_assert_false(credit_book_take(book, NULL));
    g_assert_false(credit_book_work(book));
    g_assert_cmpint(credit_book_figure(book, FIRST), ==, -1);
    credit_book_open(book, &(CreditLiveOpening){SECOND, EVENT, ACCOUNT, BEGIN, &earlier, &none});
    g_assert_cmpint(credit_book_figure(book, SECOND), ==, -1);
    credit_book_free(book);
}

static void keep_beats(CreditBook *book, int64_t n) {
    const ViewingBeat beat = {.sequence = 1, .rate_milli = 1000};
    for (int64_t i = 0; i < n; i++)
        credit_book_beat(book, FIRST, &beat, BEGIN);
}

/* More than there is room for: what was read is of no use, and goes back. */
static void test_too_much(void) {
    CreditLive *live = credit_live_new();
    CreditBook *book = credit_book_new();
    credit_book_await(book);
    credit_book_gather(book);
    keep_beats(book, CREDIT_BOOK_MAX_BYTES / 100);
    g_assert_false(credit_book_take(book, live));
    credit_book_free(book);
    credit_live_free(live);
}

/* In turns; and whatever comes meanwhile, the end is reached. */
static void test_turns(void) {
    const ViewingStakes none = {.n = 0};
    for (unsigned comes = 0; comes < 2; comes++) {
        CreditBook *book = credit_book_new();
        credit_book_await(book);
        credit_book_gather(book);
        credit_book_open(book, &(CreditLiveOpening){FIRST, EVENT, ACCOUNT, BEGIN, &COUNTED, &none});
        keep_beats(book, CREDIT_BOOK_TURN + 10);
        g_assert_true(credit_book_take(book, credit_live_new()));
        g_assert_cmpint(credit_book_figure(book, FIRST), ==, -1);
        if (comes)
            keep_beats(book, CREDIT_BOOK_TURN + 11);
        else
            g_assert_true(credit_book_work(book));
        g_assert_cmpint(credit_book_figure(book, FIRST), ==, comes ? 0 : -1);
        g_assert_false(credit_book_work(book));
        g_assert_cmpint(credit_book_figure(book, FIRST), ==, 0);
        credit_book_free(book);
    }
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/credit_live/cases", test_cases);
    g_test_add_func("/credit_live/duplicates_and_gaps", test_duplicates_and_gaps);
    g_test_add_func("/credit_live/unknown", test_unknown);
    g_test_add_func("/credit_live/screens", test_screens);
    g_test_add_func("/credit_live/least_and_cap", test_least_and_cap);
    g_test_add_func("/credit_live/weights", test_weights);
    g_test_add_func("/credit_live/presence", test_presence);
    g_test_add_func("/credit_live/restarts", test_restarts);
    g_test_add_func("/credit_live/begins_anew", test_begins_anew);
    g_test_add_func("/credit_live/too_much", test_too_much);
    g_test_add_func("/credit_live/turns", test_turns);
    return g_test_run();
}
