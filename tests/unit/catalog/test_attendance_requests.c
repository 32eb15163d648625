/* Leaves, objections, corrections, duties, reads, and what of them the database keeps. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/attendance/correction_content.h"
#include "catalog/attendance/duty_status.h"
#include "catalog/attendance/leave_effect.h"
#include "catalog/attendance/leave_table.h"
#include "catalog/attendance/objection_table.h"
#include "catalog/attendance/policy_seal.h"
#include "catalog/attendance/policy_trial.h"
#include "catalog/attendance/read_table.h"
#include "catalog/ledger/ledger_table.h"
#include "roster_fixture.h"

#define COUNTY  "00000000-0000-7000-8000-00000000c001"
#define VILLAGE "00000000-0000-7000-8000-00000000c002"
#define RECORD  "00000000-0000-7000-8000-00000000c003"
#define SIGNUP  "00000000-0000-7000-8000-00000000c004"

static void run(RosterFixture *fixture, const char *sql) {
    g_autoptr(GError) error = NULL;
    g_assert_true(database_execute(fixture->database, sql, &error));
    g_assert_no_error(error);
}

static void assert_refused(bool is_good, GError **error, int code, const char *words) {
    g_assert_false(is_good);
    g_assert_error(*error, BASE_ERROR, code);
    g_assert_nonnull(strstr((*error)->message, words));
    g_clear_error(error);
}

/* A county with a village, a member of it, and his register, which is not closed. */
static MemberRow *build(RosterFixture *fixture) {
    roster_fixture_unit(fixture, COUNTY, NULL);
    roster_fixture_unit(fixture, VILLAGE, COUNTY);
    const RosterPerson person = {.name = "Wang", .unit_id = VILLAGE};
    MemberRow *member = roster_fixture_member(fixture, &person);
    g_autofree char *seat = g_strdup_printf(
        "INSERT INTO register (id, kind, event_id, type_id, title, unit_id, began_at_us)"
        " VALUES ('" SIGNUP "', 'meeting', 'm', 'lecture', 'T', '" VILLAGE "', %" G_GINT64_FORMAT
        "); INSERT INTO register_person (register_id, member_id, name, search_key, kind_id,"
        " unit_id, unit_name, group_id, group_name, is_expected, is_visiting)"
        " VALUES ('" SIGNUP "', '%s', 'Wang', 'wang', 'k', '" VILLAGE "', 'V', '" VILLAGE
        "', 'V', 1, 0);",
        clock_wall_us(), member->id);
    run(fixture, seat);
    return member;
}

/* ---- leaves ---- */

static int64_t excused(RosterFixture *fixture) {
    return table_fixture_number(&fixture->table, "SELECT is_excused FROM register_person");
}

static LeaveRow leave_of(const MemberRow *member, const char *from, const char *until) {
    LeaveRow row = {.event_kind = -1};
    g_strlcpy(row.member_id, member->id, sizeof row.member_id);
    g_strlcpy(row.from_day, from, sizeof row.from_day);
    g_strlcpy(row.until_day, until, sizeof row.until_day);
    g_strlcpy(row.asked_by, "a", sizeof row.asked_by);
    return row;
}

static void test_leave(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = build(fixture);
    char today[DAY_TEXT_BYTES], tomorrow[DAY_TEXT_BYTES];
    day_today(today);
    day_add(today, 1, tomorrow);
    LeaveRow row = leave_of(member, today, tomorrow);
    Database *database = fixture->database;
    g_assert_true(leave_table_insert(database, &row, fixture->crypto, "ill", &error));
    assert_refused(leave_table_insert(database, &row, fixture->crypto, "ill", &error), &error,
                   ERROR_CONFLICT, "asked already");
    LeaveDecision no = {false, NULL, "b"}, yes = {true, NULL, "b"};
    assert_refused(leave_table_decide(database, row.id, &no, &error), &error, ERROR_INVALID, "why");
    g_assert_true(leave_effect_refresh(database, member->id, &error));
    g_assert_cmpint(excused(fixture), ==, 0);
    g_assert_true(leave_table_decide(database, row.id, &yes, &error));
    g_assert_true(leave_effect_refresh(database, member->id, &error));
    g_assert_cmpint(excused(fixture), ==, 1);
    assert_refused(leave_table_decide(database, row.id, &yes, &error), &error, ERROR_CONFLICT,
                   "not waiting");
    g_autofree char *reason = leave_table_reason(database, row.id, fixture->crypto, &error);
    g_assert_cmpstr(reason, ==, "ill");
    g_assert_true(leave_table_withdraw(database, row.id, "a", &error));
    g_assert_true(leave_effect_refresh(database, member->id, &error));
    g_assert_cmpint(excused(fixture), ==, 0);
    g_assert_no_error(error);
}

static void test_leave_refused(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(MemberRow) member = build(fixture);
    static const struct {
        const char *from, *until, *words;
        int code;
    } CASES[] = {
        {"2026-03-02", "2026-03-02", "end before they begin", ERROR_INVALID},
        {"2026-03-32", "2026-04-02", "is not a day", ERROR_INVALID},
        {"2026-03-02", "2027-03-04", "a year at most", ERROR_INVALID},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        LeaveRow row = leave_of(member, CASES[i].from, CASES[i].until);
        assert_refused(leave_table_insert(fixture->database, &row, fixture->crypto, NULL, &error),
                       &error, CASES[i].code, CASES[i].words);
    }
    g_autoptr(GError) error = NULL;
    LeaveRow row = leave_of(member, "", "");
    row.event_kind = 0;
    g_strlcpy(row.event_id, "nothing", sizeof row.event_id);
    assert_refused(leave_table_insert(fixture->database, &row, fixture->crypto, NULL, &error),
                   &error, ERROR_NOT_FOUND, "no such event");
}

/* ---- records of the dry run, objections, corrections ---- */

#define RECORD_TEXT                                                                                \
    "tongping-record 1\nevent meeting m\ntitle T\nfaults -\nlive 0-3600000\nreplay -\noffline -\n" \
    "presence 0-3600000\nrequired 3600000\ncovered 3600000\ncredited 3600000\nstate present\n"

static void put_record(RosterFixture *fixture, const MemberRow *member) {
    g_autoptr(GError) error = NULL;
    int64_t leaf = 0;
    g_assert_true(
        ledger_table_append(fixture->database, LEDGER_RECORD, RECORD, RECORD_TEXT, &leaf, &error));
    g_autoptr(PolicyRow) policy = NULL;
    g_assert_true(policy_table_find(fixture->database, "meeting", NULL, 2026, &policy, &error));
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO record (id, register_id, kind, event_id, type_id, title, began_at_us, year,"
        " member_id, name, unit_id, unit_name, group_id, group_name, is_expected, policy_id,"
        " policy_version, live_ms, replay_ms, offline_ms, presence_ms, required_ms, covered_ms,"
        " credited_ms, hours_milli, state, how, confidence, confidence_reason, is_newest,"
        " looked_until_us, closed_at_us, leaf)"
        " VALUES ('" RECORD "', '" SIGNUP
        "', 'meeting', 'm', 'lecture', 'T', 0, 2026, '%s', 'Wang',"
        " '" VILLAGE "', 'V', '" VILLAGE "', 'V', 1, '%s', 1, 3600000, 0, 0, 3600000, 3600000,"
        " 3600000, 3600000, 1000, 'present', 'account', 'high', 'contacts', 1,"
        " 0, 0, %" G_GINT64_FORMAT ")",
        member->id, policy->id, leaf);
    run(fixture, sql);
}

static PolicyTrial *tried(RosterFixture *fixture, const char *preset, const char *unit_id,
                          int open_year) {
    g_autoptr(GError) error = NULL;
    PolicyRow proposal = {.from_year = 2026, .kind = "meeting"};
    g_strlcpy(proposal.unit_id, unit_id, sizeof proposal.unit_id);
    proposal.credit = *credit_policy_preset(preset);
    const PolicyTrialQuery query = {&proposal, open_year, 0, 10};
    PolicyTrial *trial = policy_trial_run(fixture->database, &query, &error);
    g_assert_no_error(error);
    return trial;
}

static void test_trial(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = build(fixture);
    put_record(fixture, member);
    g_autoptr(PolicyTrial) same = tried(fixture, "meeting", COUNTY, 2026);
    g_assert_cmpint(same->n_records, ==, 1);
    g_assert_cmpint(same->n_changed, ==, 0);
    g_autoptr(PolicyTrial) school = tried(fixture, "school", COUNTY, 2026);
    g_assert_cmpint(school->n_changed, ==, 1);
    g_assert_cmpint(school->n_more, ==, 1);
    g_assert_cmpint(school->n_inexact, ==, 0);
    g_assert_cmpint(school->after_milli - school->before_milli, ==, 333);
    g_assert_cmpuint(school->rows->len, ==, 1);
    g_autoptr(PolicyTrial) strict = tried(fixture, "strict", "", 2026);
    g_assert_cmpint(strict->n_inexact, ==, 1);
    g_autoptr(PolicyTrial) closed = tried(fixture, "school", COUNTY, 2027);
    g_assert_cmpint(closed->n_records, ==, 0); /* closed years never change */
    /* a nearer one is in the way */
    g_autoptr(PolicyRow) own = g_new0(PolicyRow, 1);
    g_strlcpy(own->kind, "meeting", sizeof own->kind);
    g_strlcpy(own->unit_id, VILLAGE, sizeof own->unit_id);
    own->from_year = 2026;
    own->preset = g_strdup("meeting");
    own->credit = *credit_policy_preset("meeting");
    own->reason = g_strdup("r");
    own->made_name = g_strdup("n\nleaf 7");
    g_assert_true(policy_table_insert(fixture->database, own, &error));
    g_autoptr(PolicyTrial) behind = tried(fixture, "school", COUNTY, 2026);
    g_assert_cmpint(behind->n_records, ==, 0);
    g_assert_true(policy_seal_all(fixture->database, &error));
    g_assert_no_error(error);
    g_assert_cmpint(
        table_fixture_number(&fixture->table, "SELECT count(*) FROM policy WHERE leaf IS NULL"), ==,
        0);
    g_assert_cmpint(table_fixture_number(&fixture->table,
                                         "SELECT count(*) FROM ledger_leaf WHERE kind = 'policy'"),
                    ==, 4);
    g_autofree char *text = policy_seal_text(own);
    g_assert_nonnull(strstr(text, "\nmade_by n leaf 7\n"));
}

static void test_objection(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = build(fixture);
    Database *database = fixture->database;
    put_record(fixture, member);
    ObjectionRow row = {.text = (char *)"I was there",
                        .record_id = RECORD,
                        .unit_id = COUNTY,
                        .raised_by = "a",
                        .due_at_us = 5};
    g_strlcpy(row.member_id, member->id, sizeof row.member_id);
    g_assert_true(objection_table_insert(database, &row, &error));
    assert_refused(objection_table_insert(database, &row, &error), &error, ERROR_CONFLICT,
                   "open already");
    ObjectionAnswer answer = {false, "", "b", NULL};
    assert_refused(objection_table_answer(database, row.id, &answer, &error), &error, ERROR_INVALID,
                   "say why");
    answer.answer = "the log says nothing";
    answer.by = "a";
    assert_refused(objection_table_answer(database, row.id, &answer, &error), &error,
                   ERROR_CONFLICT, "you raised it");
    answer.by = "b";
    g_assert_true(objection_table_answer(database, row.id, &answer, &error));
    assert_refused(objection_table_withdraw(database, row.id, &error), &error, ERROR_CONFLICT,
                   "not open");
    run(fixture, "UPDATE record SET is_newest = 0");
    assert_refused(objection_table_insert(database, &row, &error), &error, ERROR_CONFLICT,
                   "newer one");
}

static void test_correction(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = build(fixture);
    Database *database = fixture->database;
    put_record(fixture, member);
    CorrectionRow row = {.record_id = RECORD,
                         .register_id = SIGNUP,
                         .unit_id = COUNTY,
                         .kind = CORRECTION_EXCUSE,
                         .content = (char *)"{}",
                         .reason = (char *)"in hospital",
                         .asked_by = "a",
                         .asked_name = (char *)"A"};
    g_strlcpy(row.member_id, member->id, sizeof row.member_id);
    g_assert_true(correction_table_insert(database, &row, &error));
    static const struct {
        const char *by, *member;
        bool is_approved, is_self;
        int code;
        const char *words;
    } CASES[] = {
        {"a", "", true, false, ERROR_CONFLICT, "a second person must"},
        {"b", "", true, true, ERROR_CONFLICT, "about yourself"},
        {"b", "", false, false, ERROR_INVALID, "say why"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const CorrectionDecision decision = {CASES[i].is_approved, NULL, CASES[i].by, "B",
                                             CASES[i].is_self ? member->id : ""};
        assert_refused(correction_table_decide(database, row.id, &decision, &error), &error,
                       CASES[i].code, CASES[i].words);
    }
    const CorrectionDecision yes = {true, NULL, "b", "B", ""};
    g_assert_true(correction_table_decide(database, row.id, &yes, &error));
    g_autoptr(GPtrArray) waiting = correction_table_waiting(database, 10, &error);
    g_assert_cmpuint(waiting->len, ==, 1);
    g_assert_true(correction_table_set_record(database, row.id, "new", &error));
    g_autoptr(GPtrArray) done = correction_table_waiting(database, 10, &error);
    g_assert_cmpuint(done->len, ==, 0);
    assert_refused(correction_table_withdraw(database, row.id, &error), &error, ERROR_CONFLICT,
                   "not waiting");
}

static void test_content(void) {
    static const struct {
        CorrectionKind kind;
        CorrectionContent content;
        const char *json; /* NULL: refused */
    } CASES[] = {
        {CORRECTION_EXCUSE, {0}, "{}"},
        {CORRECTION_FAULT, {.from_ms = 5, .to_ms = 9}, "{\"fromMs\":5,\"toMs\":9}"},
        {CORRECTION_FAULT, {.from_ms = 9, .to_ms = 9}, NULL},
        {CORRECTION_PRESENCE,
         {.claim = "room",
          .place_id = VILLAGE,
          .from = "2026-03-01T08:00:00Z",
          .until = "2026-03-01T09:00:00Z"},
         "{\"claim\":\"room\",\"placeId\":\"" VILLAGE "\",\"from\":\"2026-03-01T08:00:00Z\","
         "\"until\":\"2026-03-01T09:00:00Z\"}"},
        {CORRECTION_PRESENCE,
         {.claim = "room",
          .place_id = VILLAGE,
          .from = "2026-03-01T09:00:00Z",
          .until = "2026-03-01T09:00:00Z"},
         NULL},
        {CORRECTION_PRESENCE, {.claim = "there", .place_id = VILLAGE}, NULL},
        {CORRECTION_CARRIED,
         {.title = "T", .began = "2025-03-01", .source = "S", .hours_milli = 1500},
         "{\"title\":\"T\",\"began\":\"2025-03-01\",\"hours\":1500,\"source\":\"S\"}"},
        {CORRECTION_CARRIED,
         {.title = "T", .began = "2025-03-01", .source = "S", .hours_milli = 0},
         NULL},
        {CORRECTION_CARRIED,
         {.title = "", .began = "2025-03-01", .source = "S", .hours_milli = 1},
         NULL},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *json = correction_content_write(CASES[i].kind, &CASES[i].content, &error);
        g_test_message("case %u", i);
        g_assert_cmpstr(json, ==, CASES[i].json);
        g_assert_true((error != NULL) == (CASES[i].json == NULL));
    }
}

/* ---- duties, reads ---- */

static void test_duties(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = build(fixture);
    Database *database = fixture->database;
    DutyRow row = {.unit_id = VILLAGE,
                   .type_id = "lecture",
                   .period = DUTY_YEAR,
                   .times = 2,
                   .from_day = "2000-01-01",
                   .made_by = "a"};
    char today[DAY_TEXT_BYTES];
    day_today(today);
    g_assert_true(duty_table_insert(database, &row, &error));
    assert_refused(duty_table_insert(database, &row, &error), &error, ERROR_CONFLICT, "already");
    const DutyStatusQuery query = {.year = atoi(today), .today = today};
    g_autoptr(GPtrArray) status = duty_status_list(database, &query, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(status->len, ==, 1);
    const DutyStatusRow *first = status->pdata[0];
    g_assert_cmpuint(first->n_cells, ==, 1);
    g_assert_cmpint(first->cells[0].held, ==, 1);
    g_assert_cmpint(first->cells[0].standing, ==, DUTY_DUE);
    const DutyStatusQuery overdue = {.year = atoi(today), .today = today, .standing = "overdue"};
    g_autoptr(GPtrArray) none = duty_status_list(database, &overdue, &error);
    g_assert_cmpuint(none->len, ==, 0);
    const DutyStatusQuery before = {.year = atoi(today) - 1, .today = today, .standing = "overdue"};
    g_autoptr(GPtrArray) last_year = duty_status_list(database, &before, &error);
    g_assert_cmpuint(last_year->len, ==, 1);
    g_assert_true(duty_table_end(database, row.id, today, &error));
    assert_refused(duty_table_end(database, row.id, today, &error), &error, ERROR_CONFLICT,
                   "already");
}

static void test_reads(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = build(fixture);
    g_autoptr(AccountRow) reader = table_fixture_account(&fixture->table, "reader", ROLE_AUDITOR);
    for (unsigned i = 0; i < 3; i++)
        g_assert_true(read_table_note(fixture->database, reader->id, member->id, &error));
    g_autoptr(GPtrArray) rows =
        read_table_list(fixture->database, member->id, "2000-01-01", &error);
    g_assert_no_error(error);
    g_assert_cmpuint(rows->len, ==, 1);
    g_assert_cmpint(((ReadRow *)rows->pdata[0])->times, ==, 3);
    g_assert_cmpint(table_fixture_number(&fixture->table,
                                         "SELECT count(*) FROM ledger_leaf WHERE kind = 'read'"),
                    ==, 1);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ROSTER_TEST(leave);
    ROSTER_TEST(leave_refused);
    ROSTER_TEST(trial);
    ROSTER_TEST(objection);
    ROSTER_TEST(correction);
    ROSTER_TEST(duties);
    ROSTER_TEST(reads);
    g_test_add_func("/content", test_content);
    return g_test_run();
}
