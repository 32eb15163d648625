/* Votes: who may, what counts, what passes, what nobody is told. */
#include "signaling/room/vote.h"

#include <string.h>

#include "base/error.h"

/* Accounts "a" to "j"; lists as words apart by blanks. */
typedef struct Setup {
    bool is_secret;
    int majority, quorum;
    int64_t expected;
    const char *voters, *tellers;
    const char *written; /* "c:0 d:1" */
} Setup;

static GPtrArray *written_of(const char *text) {
    GPtrArray *ballots = g_ptr_array_new();
    g_auto(GStrv) words = g_strsplit(text ? text : "", " ", -1);
    for (char **word = words; *word; word++) {
        VoteBallot *ballot = g_new(VoteBallot, 1);
        if (!**word) {
            g_free(ballot);
            continue;
        }
        *ballot = (VoteBallot){g_strndup(*word, 1), (*word)[2] - '0'};
        g_ptr_array_add(ballots, ballot);
    }
    return ballots;
}

static void free_written(GPtrArray *ballots) {
    for (guint i = 0; i < ballots->len; i++) {
        g_free(((VoteBallot *)ballots->pdata[i])->account);
        g_free(ballots->pdata[i]);
    }
    g_ptr_array_unref(ballots);
}

static Vote *open_vote(const Setup *setup) {
    g_auto(GStrv) choices = g_strsplit("yes no abstain", " ", -1);
    g_auto(GStrv) voters = g_strsplit(setup->voters, " ", -1);
    g_auto(GStrv) tellers = g_strsplit(setup->tellers ? setup->tellers : "", " ", 0);
    GPtrArray *written = written_of(setup->written);
    RoomVoteFact opened = {.id = "v",
                           .question = (char *)"?",
                           .choices = choices,
                           .is_secret = setup->is_secret,
                           .majority = setup->majority,
                           .quorum = setup->quorum,
                           .tellers = tellers,
                           .written = written,
                           .expected = setup->expected,
                           .voters = voters};
    g_autoptr(GError) error = NULL;
    vote_check_opening(&opened, &error);
    g_assert_no_error(error);
    Vote *vote = vote_new(&opened);
    free_written(written);
    return vote;
}

/* Casts "a0 b1": account and choice. */
static void cast_all(Vote *vote, const char *text) {
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    for (char **word = words; *word && **word; word++) {
        char account[2] = {(*word)[0], 0};
        g_autoptr(GError) error = NULL;
        vote_check_cast(vote, account, (*word)[1] - '0', &error);
        g_assert_no_error(error);
        vote_cast(vote, account, (*word)[1] - '0');
    }
}

static char *describe(const Vote *vote) {
    VoteInfo info;
    vote_describe(vote, &info);
    char *text = json_table_write(&MESSAGE_VOTE_INFO, &info);
    vote_info_clear(&info);
    return text;
}

static void expect_told(const Vote *vote, const char *there, const char *not_there) {
    g_autofree char *text = describe(vote);
    if (there && !strstr(text, there))
        g_error("no %s in %s", there, text);
    if (not_there && strstr(text, not_there))
        g_error("%s in %s", not_there, text);
}

/* ---- majorities and quorums ---- */

static void test_results(void) {
    static const struct {
        int majority, quorum;
        int64_t expected;
        const char *ballots;
        VoteResult result;
    } ROWS[] = {
        {VOTE_BALLOTS_HALF, VOTE_QUORUM_NONE, 9, "", VOTE_NOT_PASSED},
        {VOTE_BALLOTS_HALF, VOTE_QUORUM_NONE, 9, "a0", VOTE_PASSED},
        {VOTE_BALLOTS_HALF, VOTE_QUORUM_NONE, 9, "a0 b1", VOTE_NOT_PASSED},
        {VOTE_BALLOTS_HALF, VOTE_QUORUM_NONE, 9, "a0 b0 c1 d2", VOTE_NOT_PASSED},
        {VOTE_BALLOTS_HALF, VOTE_QUORUM_NONE, 9, "a0 b0 c1", VOTE_PASSED},
        {VOTE_BALLOTS_TWO_THIRDS, VOTE_QUORUM_NONE, 9, "", VOTE_NOT_PASSED},
        {VOTE_BALLOTS_TWO_THIRDS, VOTE_QUORUM_NONE, 9, "a0 b0 c1", VOTE_PASSED},
        {VOTE_BALLOTS_TWO_THIRDS, VOTE_QUORUM_NONE, 9, "a0 b0 c1 d1", VOTE_NOT_PASSED},
        {VOTE_EXPECTED_HALF, VOTE_QUORUM_NONE, 8, "a0 b0 c0 d0", VOTE_NOT_PASSED},
        {VOTE_EXPECTED_HALF, VOTE_QUORUM_NONE, 8, "a0 b0 c0 d0 e0", VOTE_PASSED},
        {VOTE_EXPECTED_TWO_THIRDS, VOTE_QUORUM_NONE, 9, "a0 b0 c0 d0 e0", VOTE_NOT_PASSED},
        {VOTE_EXPECTED_TWO_THIRDS, VOTE_QUORUM_NONE, 9, "a0 b0 c0 d0 e0 f0", VOTE_PASSED},
        {VOTE_BALLOTS_HALF, VOTE_QUORUM_HALF, 6, "a0 b0 c0", VOTE_NO_QUORUM},
        {VOTE_BALLOTS_HALF, VOTE_QUORUM_HALF, 6, "a0 b0 c0 d1", VOTE_PASSED},
        {VOTE_BALLOTS_HALF, VOTE_QUORUM_TWO_THIRDS, 6, "a0 b0 c0", VOTE_NO_QUORUM},
        {VOTE_BALLOTS_HALF, VOTE_QUORUM_TWO_THIRDS, 6, "a0 b0 c0 d1", VOTE_PASSED},
        {VOTE_BALLOTS_HALF, VOTE_QUORUM_FOUR_FIFTHS, 5, "a0 b0 c0", VOTE_NO_QUORUM},
        {VOTE_BALLOTS_HALF, VOTE_QUORUM_FOUR_FIFTHS, 5, "a0 b0 c0 d1", VOTE_PASSED},
        {VOTE_BALLOTS_HALF, VOTE_QUORUM_FOUR_FIFTHS, 5, "a1 b1 c1 d1 e1", VOTE_NOT_PASSED},
    };
    g_autoptr(GPtrArray) nobody = g_ptr_array_new();
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Vote) vote = open_vote(&(Setup){.majority = ROWS[i].majority,
                                                  .quorum = ROWS[i].quorum,
                                                  .expected = ROWS[i].expected,
                                                  .voters = "a b c d e f g h"});
        cast_all(vote, ROWS[i].ballots);
        vote_close(vote, vote_count_present(vote, nobody));
        g_test_message("%u: %s", i, ROWS[i].ballots);
        g_assert_cmpint(vote_result(vote), ==, ROWS[i].result);
    }
}

/* ---- who may ---- */

static void test_right_to_vote(void) {
    static const struct {
        const char *account;
        int choice, code;
    } ROWS[] = {
        {"a", 0, ERROR_CONFLICT}, /* has voted */
        {"z", 0, ERROR_FORBIDDEN}, {"b", 3, ERROR_INVALID},
        {"b", -1, ERROR_INVALID},  {"c", 0, ERROR_CONFLICT}, /* has written */
    };
    g_autoptr(Vote) vote = open_vote(&(Setup){.expected = 4, .voters = "a b c", .written = "c:1"});
    cast_all(vote, "a0");
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(vote_check_cast(vote, ROWS[i].account, ROWS[i].choice, &error));
        g_assert_error(error, BASE_ERROR, ROWS[i].code);
    }
    cast_all(vote, "b0");
    vote_close(vote, 3);
    g_autoptr(GError) error = NULL;
    g_assert_false(vote_check_cast(vote, "b", 0, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    expect_told(vote, "\"counts\":[{\"count\":2},{\"count\":1},{\"count\":0}]", NULL);
    expect_told(vote, "{\"account\":\"c\",\"choice\":1}", NULL);
}

static void test_openings(void) {
    static const struct {
        const char *choices, *tellers, *written;
        bool ok;
    } ROWS[] = {
        {"yes no", "", "", true},         {"yes", "", "", false},
        {"a b c d e f g", "", "", false}, {"yes yes", "", "", false},
        {"yes  no", "", "", false},       {"yes no", "a", "", false},
        {"yes no", "a b", "", true},      {"yes no", "a a", "", false},
        {"yes no", "", "a:1 b:0", true},  {"yes no", "", "a:1 a:0", false},
        {"yes no", "", "a:2", false},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(GStrv) choices = g_strsplit(ROWS[i].choices, " ", -1);
        g_auto(GStrv) tellers = g_strsplit(ROWS[i].tellers, " ", -1);
        GPtrArray *written = written_of(ROWS[i].written);
        RoomVoteFact opened = {.choices = choices, .tellers = tellers, .written = written};
        g_autoptr(GError) error = NULL;
        g_test_message("%u", i);
        g_assert_true(vote_check_opening(&opened, &error) == ROWS[i].ok);
        g_assert_true((error == NULL) == ROWS[i].ok);
        free_written(written);
    }
}

/* ---- presence ---- */

static void test_present(void) {
    g_autoptr(Vote) vote =
        open_vote(&(Setup){.expected = 6, .voters = "a b c d e", .written = "c:0"});
    g_autoptr(GPtrArray) here = g_ptr_array_new();
    g_ptr_array_add(here, (void *)"a");
    g_ptr_array_add(here, (void *)"z"); /* a guest */
    cast_all(vote, "b0");
    g_assert_cmpint(vote_count_present(vote, here), ==, 2); /* a is here, b was; c only wrote */
    g_ptr_array_add(here, (void *)"c");
    g_assert_cmpint(vote_count_present(vote, here), ==, 3);
}

/* ---- rooms with one screen ---- */

static RoomVoteFact totals(const char *site, int64_t yes, int64_t no, char **ballots_of) {
    RoomVoteFact tally = {.id = "v", .counts = {yes, no}, .ballots_of = ballots_of};
    g_strlcpy(tally.site, site, sizeof tally.site);
    return tally;
}

static int check_tally(Vote *vote, const char *teller, const RoomVoteFact *tally) {
    g_autoptr(GError) error = NULL;
    return vote_check_tally(vote, teller, tally, &error) ? -1 : error->code;
}

static void test_tellers(void) {
    char *none[] = {NULL}, *c_too[] = {(char *)"c", NULL};
    RoomVoteFact three = totals("s1", 2, 1, none), other = totals("s1", 1, 2, none);
    RoomVoteFact two_of_c = totals("s2", 2, 0, c_too);
    g_autoptr(Vote) vote = open_vote(&(Setup){.expected = 8, .voters = "a b c", .tellers = "a b"});
    g_assert_cmpint(check_tally(vote, "c", &three), ==, ERROR_FORBIDDEN);
    g_assert_cmpint(check_tally(vote, "a", &three), ==, -1);
    g_assert_cmpint(vote_tally(vote, "a", &three), ==, VOTE_TALLY_WAITS);
    expect_told(vote, "\"waiting\":[\"s1\"]", NULL);
    g_assert_cmpint(vote_tally(vote, "b", &other), ==, VOTE_TALLY_DIFFERS);
    expect_told(vote, "\"waiting\":[\"s1\"]", NULL);
    expect_told(vote, "\"n_voted\":0", NULL);
    g_assert_cmpint(vote_tally(vote, "b", &three), ==, VOTE_TALLY_WAITS);
    g_assert_cmpint(vote_tally(vote, "a", &three), ==, VOTE_TALLY_AGREED);
    expect_told(vote, "\"n_voted\":3", NULL);
    expect_told(vote, "\"waiting\":[]", NULL);
    g_assert_cmpint(check_tally(vote, "a", &three), ==, ERROR_CONFLICT); /* counted */
    vote_tally(vote, "a", &two_of_c);
    g_assert_cmpint(vote_tally(vote, "b", &two_of_c), ==, VOTE_TALLY_AGREED);
    g_autoptr(GError) error = NULL;
    g_assert_false(vote_check_cast(vote, "c", 0, &error)); /* voted in the room */
    g_autoptr(GPtrArray) nobody = g_ptr_array_new();
    g_assert_cmpint(vote_count_present(vote, nobody), ==, 5);
    vote_close(vote, 5);
    expect_told(vote, "\"counts\":[{\"count\":4},{\"count\":1},{\"count\":0}]",
                "\"account\":\"c\"");
}

/* Opinions sent beforehand: ballots, but nobody of them is here. */
static void test_letters(void) {
    char *none[] = {NULL}, *c_too[] = {(char *)"c", NULL};
    RoomVoteFact letters = totals("v", 2, 1, c_too), room = totals("s1", 3, 0, none);
    g_autoptr(Vote) vote = open_vote(&(Setup){.expected = 8, .voters = "a b c", .tellers = "a b"});
    g_assert_cmpint(vote_tally(vote, "a", &letters), ==, VOTE_TALLY_WAITS);
    expect_told(vote, "\"waiting\":[\"v\"]", NULL);
    g_assert_cmpint(vote_tally(vote, "b", &letters), ==, VOTE_TALLY_AGREED);
    vote_tally(vote, "a", &room);
    g_assert_cmpint(vote_tally(vote, "b", &room), ==, VOTE_TALLY_AGREED);
    g_autoptr(GError) error = NULL;
    g_assert_false(vote_check_cast(vote, "c", 0, &error)); /* has written */
    g_autoptr(GPtrArray) here = g_ptr_array_new();
    g_assert_cmpint(vote_count_present(vote, here), ==, 3);
    g_ptr_array_add(here, (void *)"c"); /* has come after all */
    g_assert_cmpint(vote_count_present(vote, here), ==, 4);
    vote_close(vote, 4);
    expect_told(vote, "\"counts\":[{\"count\":5},{\"count\":1},{\"count\":0}]", NULL);
}

/* Steps "a2": teller and how many are for it. */
static void say_all(Vote *vote, const char *text) {
    char *none[] = {NULL};
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    for (char **word = words; *word && **word; word++) {
        char teller[2] = {(*word)[0], 0};
        RoomVoteFact tally = totals("s1", (*word)[1] - '0', 1, none);
        if (check_tally(vote, teller, &tally) == -1)
            vote_tally(vote, teller, &tally);
    }
}

/* When the vote may be closed, and what then counts. */
static void test_closing_with_totals(void) {
    static const struct {
        const char *said, *here;
        bool may_close;
        const char *told;
    } ROWS[] = {
        {"", "a b c", true, "\"waiting\":[]"},
        {"a2 b2", "a b c", true, "\"counts\":[{\"count\":2},{\"count\":1}"},
        {"a2 b2 a3 c3", "", true, "\"counts\":[{\"count\":2},{\"count\":1}"}, /* for good */
        {"a2", "a b", false, NULL},
        {"a2", "b", false, NULL},                    /* the first one was removed; another can */
        {"a2", "a z", true, "\"waiting\":[\"s1\"]"}, /* nobody can */
        {"a2", "a", true, "\"n_voted\":0"},
        {"a2 a2", "a", true, "\"n_voted\":0"}, /* said twice by one is said once */
        {"a2 a3 b3", "", true, "\"counts\":[{\"count\":3},{\"count\":1}"}, /* put right */
        {"a2 a3 b2", "", true, "\"waiting\":[\"s1\"]"},
        {"a2 b3", "a b", false, NULL},
        {"a2 b3", "c", true, "\"waiting\":[\"s1\"]"},
        {"a2 b3 c2", "", true, "\"waiting\":[\"s1\"]"}, /* begun again: c alone */
        {"a2 b3 c2 a2", "", true, "\"counts\":[{\"count\":2},{\"count\":1}"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(GStrv) here = g_strsplit(ROWS[i].here, " ", -1);
        g_autoptr(GPtrArray) accounts = g_ptr_array_new();
        for (char **account = here; *account; account++)
            g_ptr_array_add(accounts, *account);
        g_autoptr(Vote) vote =
            open_vote(&(Setup){.expected = 8, .voters = "a b c", .tellers = "a b c"});
        say_all(vote, ROWS[i].said);
        g_autoptr(GError) error = NULL;
        g_test_message("%u: %s", i, ROWS[i].said);
        g_assert_true(vote_check_close(vote, accounts, &error) == ROWS[i].may_close);
        if (!ROWS[i].may_close) {
            g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
            continue;
        }
        vote_close(vote, 8);
        expect_told(vote, ROWS[i].told, NULL);
        g_assert_false(vote_check_close(vote, accounts, NULL)); /* twice */
    }
}

static void test_bad_totals(void) {
    char *none[] = {NULL}, *twice[] = {(char *)"c", (char *)"c", NULL};
    char *stranger[] = {(char *)"z", NULL}, *voted[] = {(char *)"c", NULL};
    struct {
        RoomVoteFact tally;
        int code;
    } rows[] = {
        {totals("s", 5, 0, none), ERROR_CONFLICT}, /* more than are left */
        {totals("s", 4, 0, none), -1},
        {totals("s", -1, 0, none), ERROR_INVALID},
        {totals("s", 0, 0, voted), ERROR_INVALID}, /* fewer ballots than people */
        {totals("s", 2, 0, twice), ERROR_INVALID},
        {totals("s", 1, 0, stranger), ERROR_FORBIDDEN},
        {totals("s", 1, 0, voted), ERROR_CONFLICT},
    };
    g_autoptr(Vote) vote = open_vote(&(Setup){.expected = 5, .voters = "a b c", .tellers = "a b"});
    cast_all(vote, "c0");
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%u", i);
        g_assert_cmpint(check_tally(vote, "a", &rows[i].tally), ==, rows[i].code);
    }
    RoomVoteFact fourth = totals("s", 0, 0, none);
    fourth.counts[3] = 1; /* a choice that is none */
    g_assert_cmpint(check_tally(vote, "a", &fourth), ==, ERROR_INVALID);
    RoomVoteFact all_left = totals("s", 4, 0, none);
    vote_tally(vote, "a", &all_left);
    vote_tally(vote, "b", &all_left);
    g_autoptr(GError) error = NULL;
    g_assert_false(vote_check_cast(vote, "a", 0, &error)); /* the room gave the last ballot */
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
}

static void test_too_many_rooms(void) {
    char *none[] = {NULL};
    g_autoptr(Vote) vote = open_vote(&(Setup){.expected = 1000, .voters = "a b", .tellers = "a b"});
    for (unsigned i = 0; i < VOTE_SITES_MAX; i++) {
        g_autofree char *site = g_strdup_printf("s%u", i);
        RoomVoteFact tally = totals(site, 1, 0, none);
        g_assert_cmpint(check_tally(vote, "a", &tally), ==, -1);
        vote_tally(vote, "a", &tally);
    }
    RoomVoteFact more = totals("more", 1, 0, none);
    g_assert_cmpint(check_tally(vote, "a", &more), ==, ERROR_CONFLICT);
}

/* ---- what is secret ---- */

static void test_secret(void) {
    Setup setup = {.is_secret = true, .expected = 6, .voters = "f e d c b a", .written = "f:1"};
    g_autoptr(Vote) vote = open_vote(&setup);
    cast_all(vote, "c0 a1 b0");
    expect_told(vote, "\"voted\":[\"a\",\"b\",\"c\",\"f\"]", "counts");
    expect_told(vote, "\"n_voted\":4", "result");
    cast_all(vote, "d2");
    vote_close(vote, 5);
    expect_told(vote, "\"counts\":[{\"count\":2},{\"count\":2},{\"count\":1}]", "ballots\":");
    expect_told(vote, "\"result\":\"not_passed\"", NULL);
}

static void test_secret_of_few(void) {
    Setup setup = {.is_secret = true, .expected = 4, .voters = "a b c d"};
    g_autoptr(Vote) vote = open_vote(&setup);
    cast_all(vote, "a0 b0 c0 d1");
    vote_close(vote, 4);
    expect_told(vote, "\"result\":\"passed\"", "\"counts\"");
}

/* An open vote of few tells everything, but only when it is closed. */
static void test_open_of_few(void) {
    g_autoptr(Vote) vote = open_vote(&(Setup){.expected = 2, .voters = "a b"});
    cast_all(vote, "a0 b1");
    expect_told(vote, "\"state\":\"open\"", "\"ballots\"");
    vote_close(vote, 2);
    expect_told(vote, "[{\"account\":\"a\",\"choice\":0},{\"account\":\"b\",\"choice\":1}]", NULL);
}

/* What was kept of a secret vote makes the same vote again. */
static void test_secret_given_back(void) {
    Setup setup = {.is_secret = true, .expected = 6, .voters = "a b c d e f"};
    g_autoptr(Vote) before = open_vote(&setup);
    cast_all(before, "d0 a1 b0 e0 c2");
    g_autoptr(Vote) after = open_vote(&setup);
    static const char *const VOTED[] = {"a", "b", "c", "d", "e"};
    for (unsigned i = 0; i < G_N_ELEMENTS(VOTED); i++)
        vote_note_voted(after, VOTED[i], false);
    vote_note_count(after, 0, 3);
    vote_note_count(after, 1, 1);
    vote_note_count(after, 2, 1);
    vote_close(before, 5);
    vote_close(after, 5);
    g_autofree char *one = describe(before), *other = describe(after);
    g_assert_cmpstr(one, ==, other);
}

/* Of few nobody has the numbers: what was told is told again, with more ballots than five, too. */
static void test_hidden_given_back(void) {
    Setup setup = {.is_secret = true, .expected = 9, .voters = "a b c d"};
    g_autoptr(Vote) before = open_vote(&setup);
    cast_all(before, "d0 a1 b0");
    g_autoptr(Vote) after = open_vote(&setup);
    vote_note_voted(after, "a", false);
    vote_note_voted(after, "b", false);
    vote_note_voted(after, "d", false);
    vote_note_hidden(after, 3, VOTE_PASSED);
    vote_close(before, 3);
    vote_close(after, 3);
    g_autofree char *one = describe(before), *other = describe(after);
    g_assert_cmpstr(one, ==, other);
    g_autoptr(Vote) mixed = open_vote(&setup); /* three from devices, eight on paper */
    vote_note_hidden(mixed, 11, VOTE_NO_QUORUM);
    vote_close(mixed, 3);
    expect_told(mixed, "\"n_voted\":11", "counts");
    expect_told(mixed, "\"result\":\"no_quorum\"", NULL);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/vote/results", test_results);
    g_test_add_func("/vote/right_to_vote", test_right_to_vote);
    g_test_add_func("/vote/openings", test_openings);
    g_test_add_func("/vote/present", test_present);
    g_test_add_func("/vote/tellers", test_tellers);
    g_test_add_func("/vote/letters", test_letters);
    g_test_add_func("/vote/closing_with_totals", test_closing_with_totals);
    g_test_add_func("/vote/bad_totals", test_bad_totals);
    g_test_add_func("/vote/too_many_rooms", test_too_many_rooms);
    g_test_add_func("/vote/secret", test_secret);
    g_test_add_func("/vote/secret_of_few", test_secret_of_few);
    g_test_add_func("/vote/open_of_few", test_open_of_few);
    g_test_add_func("/vote/secret_given_back", test_secret_given_back);
    g_test_add_func("/vote/hidden_given_back", test_hidden_given_back);
    return g_test_run();
}
