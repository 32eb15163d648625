/* Votes: the rule, who may, and that nothing of a secret ballot stays but its count. */
#include "catalog/room/book_vote.h"

#include "base/error.h"
#include "catalog/room/book_vote_list.h"
#include "catalog/store/role.h"
#include "roster_fixture.h"

#define MEETING "00000000-0000-7000-8000-000000000001"
#define VOTE    "00000000-0000-7000-8000-000000000002"

static const char *const CHOICES[] = {"同意", "不同意", NULL};

static void run(RosterFixture *fixture, const char *sql) {
    g_autoptr(GError) error = NULL;
    g_assert_true(database_execute(fixture->database, sql, &error));
    g_assert_no_error(error);
}

/* A branch of `n` full members with accounts a0…, one probationary with p, in an open meeting. */
static void set_up(RosterFixture *fixture, unsigned n) {
    roster_fixture_unit(fixture, "branch", NULL);
    run(fixture, "INSERT INTO meeting (id, kind, type_id, unit_id, title, note, state, visibility,"
                 " starts_at_us, ends_at_us, time_zone, is_recorded, publishes_itself, revision,"
                 " created_by, created_at_us, updated_at_us) VALUES ('" MEETING
                 "', 'group', 'broadcast', 'branch', 't', '', 'open', 'invited', 1, 2, 'UTC', 0, 0,"
                 " 1, 'x', 1, 1);"
                 "INSERT INTO register (id, kind, event_id, type_id, title, unit_id, began_at_us)"
                 " VALUES ('r', 'meeting', '" MEETING "', 'broadcast', 't', 'branch', 1)");
    for (unsigned i = 0; i <= n; i++) {
        const RosterPerson person = {
            .name = "人", .unit_id = "branch", .kind_id = i < n ? "full" : "probationary"};
        g_autoptr(MemberRow) member = roster_fixture_member(fixture, &person);
        g_autofree char *name = i < n ? g_strdup_printf("a%u", i) : g_strdup("p");
        g_autoptr(AccountRow) account = table_fixture_account(&fixture->table, name, ROLE_MEMBER);
        g_autofree char *sql = g_strdup_printf(
            "UPDATE account SET member_id = '%s' WHERE id = '%s';"
            "INSERT INTO register_person (register_id, member_id, name, search_key, kind_id,"
            " unit_id, unit_name, group_id, group_name, is_expected, is_visiting)"
            " VALUES ('r', '%s', 'x', 'x', '%s', 'branch', 'b', 'branch', 'b', 1, 0)",
            member->id, account->id, member->id, person.kind_id);
        run(fixture, sql);
    }
}

static char *account_of(RosterFixture *fixture, const char *name) {
    g_autoptr(Statement) statement =
        database_prepare(fixture->database, "SELECT id FROM account WHERE name = ?1", NULL);
    statement_bind_text(statement, 1, name);
    g_assert_cmpint(statement_step(statement, NULL), ==, STATEMENT_ROW);
    return statement_dup_text(statement, 0);
}

static void open_vote(RosterFixture *fixture, bool is_secret) {
    g_autoptr(GError) error = NULL;
    const BookVoteWish wish = {.id = VOTE,
                               .question = "接收为预备党员",
                               .choices = CHOICES,
                               .is_secret = is_secret,
                               .max_choices = 1,
                               .quorum = BOOK_QUORUM_HALF,
                               .majority = BOOK_HALF_OF_EXPECTED,
                               .opened_by = "x",
                               .at_us = 1};
    for (unsigned i = 0; i < 2; i++) /* said twice, there is one */
        g_assert_true(book_vote_open(fixture->database, fixture->crypto, MEETING, &wish, &error));
    g_assert_no_error(error);
}

/* 0 when it counts, else the code of the refusal. */
static int cast(RosterFixture *fixture, const char *name, uint32_t choices) {
    g_autoptr(GError) error = NULL;
    g_autofree char *account_id = account_of(fixture, name);
    const BookBallot ballot = {VOTE, account_id, choices};
    bool is_cast = book_vote_cast(fixture->database, fixture->crypto, MEETING, &ballot, &error);
    return is_cast ? 0 : error->code;
}

static int close_vote(RosterFixture *fixture) {
    g_autoptr(GError) error = NULL;
    const BookVoteEnd end = {VOTE, "x", 2};
    bool is_closed = book_vote_close(fixture->database, fixture->crypto, MEETING, &end, &error);
    return is_closed ? 0 : error->code;
}

/* "8/5 q 4p 1-": expected/ballots, quorum, each choice with whether it passed; "?": not told. */
static char *result(RosterFixture *fixture) {
    g_autoptr(GPtrArray) votes = book_vote_list_all(fixture->database, MEETING, NULL);
    g_assert_cmpuint(votes->len, ==, 1);
    const BookVote *vote = votes->pdata[0];
    GString *text = g_string_new(NULL);
    g_string_printf(text, "%d/%d %s", (int)vote->n_expected, (int)vote->n_ballots,
                    vote->has_quorum ? "q" : "-");
    for (unsigned i = 0; i < vote->choices->len; i++) {
        const BookVoteChoice *choice = vote->choices->pdata[i];
        g_string_append_printf(text, choice->n_ballots < 0 ? " ?" : " %d", (int)choice->n_ballots);
        g_string_append_c(text, choice->is_passed ? 'p' : '-');
    }
    return g_string_free(text, FALSE);
}

static void assert_result(RosterFixture *fixture, const char *expected) {
    g_autofree char *found = result(fixture);
    g_assert_cmpstr(found, ==, expected);
}

static int64_t number(RosterFixture *fixture, const char *sql) {
    return table_fixture_number(&fixture->table, sql);
}

static void test_open_vote(RosterFixture *fixture, gconstpointer data) {
    set_up(fixture, 5);
    open_vote(fixture, false);
    g_assert_cmpint(cast(fixture, "a0", 1), ==, 0);
    g_assert_cmpint(cast(fixture, "a0", 1), ==, 0); /* the answer was lost */
    g_assert_cmpint(cast(fixture, "a0", 2), ==, ERROR_CONFLICT);
    g_assert_cmpint(cast(fixture, "a1", 3), ==, ERROR_INVALID);
    g_assert_cmpint(cast(fixture, "a1", 4), ==, ERROR_INVALID);
    g_assert_cmpint(cast(fixture, "p", 1), ==, ERROR_FORBIDDEN);
    g_assert_cmpint(cast(fixture, "a1", 1), ==, 0);
    g_assert_cmpint(cast(fixture, "a2", 0), ==, 0); /* abstains */
    g_assert_cmpint(close_vote(fixture), ==, 0);
    assert_result(fixture, "5/3 q 2- 0-"); /* two of five are not more than half */
    g_assert_cmpint(cast(fixture, "a3", 1), ==, ERROR_CONFLICT);
    g_assert_cmpint(close_vote(fixture), ==, 0);
    assert_result(fixture, "5/3 q 2- 0-");
}

static void test_secret(RosterFixture *fixture, gconstpointer data) {
    set_up(fixture, 7);
    open_vote(fixture, true);
    for (unsigned i = 0; i < 6; i++) {
        g_autofree char *name = g_strdup_printf("a%u", i);
        g_assert_cmpint(cast(fixture, name, i < 4 ? 1 : 2), ==, 0);
        g_assert_cmpint(cast(fixture, name, 1), ==, ERROR_CONFLICT);
        /* The box never changes its length, and who voted has no choice beside him. */
        g_assert_cmpint(number(fixture, "SELECT length(box_sealed) FROM room_vote"), ==,
                        8 * 16 + FIELD_SEAL_EXTRA_BYTES);
    }
    g_assert_cmpint(number(fixture, "SELECT count(choices) FROM room_vote_voter"), ==, 0);
    g_assert_cmpint(number(fixture, "SELECT count(n_ballots) FROM room_vote_choice"), ==, 0);
    g_assert_cmpint(close_vote(fixture), ==, 0);
    assert_result(fixture, "7/6 q 4p 2-");
    g_assert_cmpint(number(fixture, "SELECT box_sealed IS NULL FROM room_vote"), ==, 1);
}

/* The database itself refuses a secret ballot with its choice. */
static void test_secret_by_schema(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    set_up(fixture, 1);
    open_vote(fixture, true);
    g_assert_false(database_execute(
        fixture->database, "INSERT INTO room_vote_voter VALUES ('" VOTE "', 'x', 1)", &error));
    g_assert_nonnull(error);
}

static void test_few(RosterFixture *fixture, gconstpointer data) {
    set_up(fixture, 6);
    open_vote(fixture, true);
    for (unsigned i = 0; i < 4; i++) {
        g_autofree char *name = g_strdup_printf("a%u", i);
        g_assert_cmpint(cast(fixture, name, 1), ==, 0);
    }
    g_assert_cmpint(close_vote(fixture), ==, 0);
    assert_result(fixture, "6/4 q ?p ?-");
    g_assert_cmpint(number(fixture, "SELECT count(n_ballots) FROM room_vote_choice"), ==, 0);
}

static int tally(RosterFixture *fixture, const char *teller, int64_t n, int64_t n_for) {
    g_autoptr(GError) error = NULL;
    const BookTally tally = {VOTE, "written", teller, n, {n_for, n - n_for}};
    return book_vote_tally(fixture->database, MEETING, &tally, &error) ? 0 : error->code;
}

/* Steps "a3": teller and how many of four ballots are for it; "!": refused. */
static void test_tellers(RosterFixture *fixture, gconstpointer data) {
    static const struct {
        const char *steps, *result;
    } ROWS[] = {
        {"", "7/1 - 1- 0-"},
        {"a3", "7/1 - 1- 0-"},       /* one alone does not count */
        {"a3 a3", "7/1 - 1- 0-"},    /* said twice */
        {"a3 a4 b4", "7/5 q 5p 0-"}, /* put right */
        {"a3 b3", "7/5 q 4p 1-"},
        {"a3 b3 b3 c3! a4!", "7/5 q 4p 1-"},  /* an answer was lost; it stands */
        {"a3 b4", "7/1 - 1- 0-"},             /* they do not agree */
        {"a3 b4 b3", "7/1 - 1- 0-"},          /* counted again, by one */
        {"a3 b4 b3 a3", "7/5 q 4p 1-"},       /* by both */
        {"a3 b4 c3 b3", "7/5 q 4p 1-"},       /* by others */
        {"a3 b4 c4 a3 b3 c3", "7/5 q 4p 1-"}, /* and again */
    };
    set_up(fixture, 7);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(GStrv) steps = g_strsplit(ROWS[i].steps, " ", -1);
        g_test_message("%u: %s", i, ROWS[i].steps);
        run(fixture, "DELETE FROM room_vote");
        open_vote(fixture, false);
        g_assert_cmpint(cast(fixture, "a0", 1), ==, 0);
        g_assert_cmpint(tally(fixture, "a", 8, 8), ==, ERROR_INVALID); /* more than there are */
        for (char **step = steps; *step && **step; step++) {
            char teller[2] = {(*step)[0], 0};
            g_assert_cmpint(tally(fixture, teller, 4, (*step)[1] - '0'), ==,
                            (*step)[2] == '!' ? ERROR_CONFLICT : 0);
        }
        g_assert_cmpint(close_vote(fixture), ==, 0);
        assert_result(fixture, ROWS[i].result);
    }
}

static int tally_of(RosterFixture *fixture, const char *teller, const char *voters) {
    g_autoptr(GError) error = NULL;
    const BookTally tally = {VOTE, "site", teller, 3, {2, 1}, voters};
    return book_vote_tally(fixture->database, MEETING, &tally, &error) ? 0 : error->code;
}

/* A room before a television: of its three ballots one is of somebody with an account. */
static void test_paper(RosterFixture *fixture, gconstpointer data) {
    set_up(fixture, 7);
    open_vote(fixture, false);
    g_autofree char *a1 = account_of(fixture, "a1"), *a2 = account_of(fixture, "a2");
    g_autofree char *one = g_strdup_printf("[\"%s\"]", a1);
    g_autofree char *other = g_strdup_printf("[\"%s\"]", a2);
    g_assert_cmpint(tally_of(fixture, "one", one), ==, 0);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM room_vote_voter"), ==, 0);
    g_assert_cmpint(tally_of(fixture, "two", other), ==, 0); /* the same numbers of others */
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM room_vote_voter"), ==, 0);
    g_assert_cmpint(tally_of(fixture, "three", one), ==, 0); /* counted again */
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM room_vote_voter"), ==, 0);
    g_assert_cmpint(tally_of(fixture, "one", one), ==, 0);
    g_assert_cmpint(cast(fixture, "a1", 1), ==, ERROR_CONFLICT); /* his is among them */
    g_assert_cmpint(cast(fixture, "a2", 1), ==, 0);
    g_assert_cmpint(close_vote(fixture), ==, 0);
    assert_result(fixture, "7/4 q 3- 1-");
}

static void test_paper_of_who_has_voted(RosterFixture *fixture, gconstpointer data) {
    set_up(fixture, 7);
    open_vote(fixture, true);
    g_autofree char *a1 = account_of(fixture, "a1");
    g_autofree char *voters = g_strdup_printf("[\"%s\"]", a1);
    g_assert_cmpint(cast(fixture, "a1", 1), ==, 0);
    g_assert_cmpint(tally_of(fixture, "one", voters), ==, 0);
    g_assert_cmpint(tally_of(fixture, "two", voters), ==, ERROR_CONFLICT);
}

/* Who has written is not here: five ballots are no quorum when three are present. */
static void test_present(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    const BookVoteEnd end = {
        .vote_id = VOTE, .closed_by = "x", .at_us = 2, .has_present = true, .n_present = 3};
    set_up(fixture, 6);
    open_vote(fixture, false);
    for (unsigned i = 0; i < 5; i++) {
        g_autofree char *name = g_strdup_printf("a%u", i);
        g_autofree char *account_id = account_of(fixture, name);
        const BookBallot ballot = {VOTE, account_id, 1, i >= 3};
        g_assert_true(book_vote_cast(fixture->database, fixture->crypto, MEETING, &ballot, &error));
    }
    g_assert_true(book_vote_close(fixture->database, fixture->crypto, MEETING, &end, &error));
    assert_result(fixture, "6/5 - 5- 0-");
    g_assert_cmpint(number(fixture, "SELECT sum(is_written) FROM room_vote_voter"), ==, 2);
}

static void test_rule(void) {
    static const struct {
        BookVoteSum sum;
        int64_t n_for;
        bool has_quorum, is_passed, is_hidden;
    } ROWS[] = {
        {{false, BOOK_QUORUM_HALF, BOOK_HALF_OF_CAST, 10, 5, 0}, 5, false, false, false},
        {{false, BOOK_QUORUM_HALF, BOOK_HALF_OF_CAST, 10, 6, 0}, 3, true, false, false},
        {{false, BOOK_QUORUM_HALF, BOOK_HALF_OF_CAST, 10, 4, 2}, 4, true, true, false},
        {{true, BOOK_QUORUM_FOUR_FIFTHS, BOOK_TWO_THIRDS_OF_CAST, 10, 8, 0}, 6, true, true, false},
        {{true, BOOK_QUORUM_FOUR_FIFTHS, BOOK_TWO_THIRDS_OF_CAST, 10, 7, 0},
         7,
         false,
         false,
         false},
        {{true, BOOK_QUORUM_TWO_THIRDS, BOOK_TWO_THIRDS_OF_EXPECTED, 9, 6, 0},
         6,
         true,
         true,
         false},
        {{true, BOOK_QUORUM_NONE, BOOK_HALF_OF_CAST, 10, 1, 8}, 9, true, true, true},
        {{true, BOOK_QUORUM_NONE, BOOK_HALF_OF_CAST, 10, 0, 8}, 8, true, true, false},
        {{true, BOOK_QUORUM_NONE, BOOK_HALF_OF_CAST, 10, 0, 0}, 0, true, false, true},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_test_message("row %u", i);
        g_assert_cmpint(book_vote_rule_has_quorum(&ROWS[i].sum), ==, ROWS[i].has_quorum);
        g_assert_cmpint(book_vote_rule_is_passed(&ROWS[i].sum, ROWS[i].n_for), ==,
                        ROWS[i].is_passed);
        g_assert_cmpint(book_vote_rule_is_hidden(&ROWS[i].sum), ==, ROWS[i].is_hidden);
    }
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rule", test_rule);
    ROSTER_TEST(open_vote);
    ROSTER_TEST(secret);
    ROSTER_TEST(secret_by_schema);
    ROSTER_TEST(few);
    ROSTER_TEST(tellers);
    ROSTER_TEST(paper);
    ROSTER_TEST(paper_of_who_has_voted);
    ROSTER_TEST(present);
    return g_test_run();
}
