/* A group meeting: opened and ended without a programme, and what its register does with that. */
#include "base/clock.h"
#include "base/error.h"
#include "catalog/attendance/register_follow.h"
#include "catalog/attendance/room_viewing.h"
#include "catalog/meeting/meeting_change.h"
#include "catalog/meeting/meeting_order.h"
#include "catalog/meeting/meeting_tick.h"
#include "test_clock.h"
#include "tree_fixture.h"

#define OPEN_US (INT64_C(72) * 3600 * 1000000)

static MeetingRow *make(TableFixture *fixture, MeetingKind kind) {
    g_autoptr(GError) error = NULL;
    MeetingRow row = {.kind = kind,
                      .title = (char *)"支部会议",
                      .note = (char *)"",
                      .visibility = MEETING_INVITED,
                      .starts_at_us = 1,
                      .ends_at_us = 2,
                      .time_zone = (char *)"Asia/Shanghai"};
    const char *branch = tree_fixture_unit(fixture, NULL, "branch");
    g_strlcpy(row.type_id, "broadcast", sizeof row.type_id);
    g_strlcpy(row.unit_id, branch, sizeof row.unit_id);
    g_assert_true(meeting_table_insert(fixture->database, &row, &error));
    g_assert_no_error(error);
    tree_fixture_member(fixture, branch, "巴特尔");
    tree_fixture_run(fixture, "INSERT INTO meeting_unit VALUES (?1, ?2)", row.id, branch);
    return meeting_table_get(fixture->database, row.id, NULL);
}

static void step(TableFixture *fixture, MeetingRow *row, MeetingStep step) {
    g_autoptr(GError) error = NULL;
    g_assert_true(meeting_change_step(fixture->database, row, step, &error));
    g_assert_no_error(error);
    g_assert_true(register_follow_events(fixture->database, OPEN_US, NULL, &error));
    g_assert_no_error(error);
}

static void test_register_follows(TableFixture *fixture, gconstpointer data) {
    static const char OPEN[] = "SELECT count(*) FROM register WHERE ended_at_us IS NULL";
    g_autoptr(MeetingRow) row = make(fixture, MEETING_GROUP);
    step(fixture, row, MEETING_LET_IN);
    g_assert_cmpint(row->live_at_us, >, 0);
    g_assert_cmpint(table_fixture_number(fixture, OPEN), ==, 1);
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM register_person"), ==, 1);
    g_assert_cmpint(table_fixture_number(fixture, "SELECT began_at_us FROM register"), ==,
                    row->live_at_us);
    step(fixture, row, MEETING_END);
    g_assert_cmpint(row->state, ==, MEETING_ENDED);
    g_assert_cmpint(table_fixture_number(fixture, OPEN), ==, 0);
    step(fixture, row, MEETING_UNDO_END); /* goes on, with the register that it has */
    g_assert_cmpint(row->state, ==, MEETING_OPEN);
    g_assert_cmpint(table_fixture_number(fixture, OPEN), ==, 1);
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM register"), ==, 1);
    tree_fixture_forget();
}

static void test_talk_has_none(TableFixture *fixture, gconstpointer data) {
    g_autoptr(MeetingRow) row = make(fixture, MEETING_TALK);
    step(fixture, row, MEETING_LET_IN);
    step(fixture, row, MEETING_END);
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM register"), ==, 0);
    tree_fixture_forget();
}

/* ---- who is in the room ---- */

#define ACCOUNT "01890a5d-ac96-774b-bcce-b302099a8011"

static void open_viewing(TableFixture *fixture, const MeetingRow *meeting, RoomViewing *ret) {
    g_autoptr(GError) error = NULL;
    g_assert_true(room_viewing_open(fixture->database, meeting->id, ACCOUNT, false, ret, &error));
    g_assert_no_error(error);
}

static void add_account(TableFixture *fixture) {
    tree_fixture_run(fixture,
                     "INSERT INTO account (id, name, name_key, display_name, search_key,"
                     " password_hash, roles, created_at_us, updated_at_us, member_id) VALUES (?1,"
                     " ?2, ?2, ?2, ?2, '', 64, 1, 1, (SELECT id FROM member))",
                     ACCOUNT, "baatar");
}

/* A viewing of an open group meeting alone, whose media begin when it is opened. */
static void test_room_viewing(TableFixture *fixture, gconstpointer data) {
    RoomViewing viewing;
    ViewingRow row;
    g_autoptr(MeetingRow) group = make(fixture, MEETING_GROUP);
    add_account(fixture);
    open_viewing(fixture, group, &viewing);
    g_assert_true(viewing.is_none); /* it is not open yet */
    step(fixture, group, MEETING_LET_IN);
    open_viewing(fixture, group, &viewing);
    g_assert_false(viewing.is_none);
    g_assert_true(viewing.terms.is_counted && viewing.terms.is_live);
    g_assert_true(viewing_table_get(fixture->database, viewing.row.id, &row, NULL));
    g_assert_cmpint(row.base_wall_us, ==, group->live_at_us);
    g_assert_cmpint(row.base_wall_us, ==, viewing.row.base_wall_us);
    step(fixture, group, MEETING_END);
    open_viewing(fixture, group, &viewing);
    g_assert_true(viewing.is_none);
    tree_fixture_forget();
}

static void test_talk_is_not_counted(TableFixture *fixture, gconstpointer data) {
    RoomViewing viewing;
    g_autoptr(MeetingRow) talk = make(fixture, MEETING_TALK);
    add_account(fixture);
    step(fixture, talk, MEETING_LET_IN);
    open_viewing(fixture, talk, &viewing);
    g_assert_true(viewing.is_none);
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM viewing"), ==, 0);
    tree_fixture_forget();
}

/* What a killed server leaves: those with beats and without an end, and one fault of the meeting,
 * from who was heard last. */
static void test_left_behind(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MeetingRow) group = make(fixture, MEETING_GROUP);
    RoomViewing viewings[3];
    add_account(fixture);
    step(fixture, group, MEETING_LET_IN);
    for (unsigned i = 0; i < G_N_ELEMENTS(viewings); i++) {
        open_viewing(fixture, group, &viewings[i]);
        viewings[i].row.last_sequence = i; /* of the first the database has no beat */
        viewings[i].row.resume_ms = 1000 * (int64_t)i;
        g_assert_true(viewing_table_update(fixture->database, &viewings[i].row, &error));
    }
    int64_t now_us = clock_wall_us();
    g_autoptr(GPtrArray) left = room_viewing_list_left(fixture->database, now_us, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(left->len, ==, 2);
    g_assert_true(room_viewing_note_away(fixture->database, left, now_us, &error));
    g_assert_no_error(error);
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM meeting_fault"), ==, 1);
    g_assert_cmpint(table_fixture_number(fixture, "SELECT from_ms FROM meeting_fault"), ==, 2000);
    g_assert_cmpint(table_fixture_number(fixture, "SELECT to_ms FROM meeting_fault"), ==,
                    (now_us + ROOM_VIEWING_BACK_US - group->live_at_us) / CLOCK_US_PER_MS);
    viewings[1].row.is_over = true;
    g_assert_true(viewing_table_update(fixture->database, &viewings[1].row, &error));
    g_autoptr(GPtrArray) later = room_viewing_list_left(fixture->database, now_us, &error);
    g_assert_cmpuint(later->len, ==, 1);
    tree_fixture_forget();
}

/* Nothing that makes pictures ever hears of it, and nobody waits for a recording. */
static void test_no_programme(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MeetingRow) row = make(fixture, MEETING_GROUP);
    const MeetingStep never[] = {MEETING_REHEARSE, MEETING_GO_LIVE, MEETING_MAKE_READY,
                                 MEETING_PUBLISH};
    step(fixture, row, MEETING_LET_IN);
    g_autoptr(GPtrArray) orders = meeting_order_load_all(fixture->database, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(orders->len, ==, 0);
    step(fixture, row, MEETING_END);
    for (unsigned i = 0; i < G_N_ELEMENTS(never); i++)
        g_assert_false(meeting_change_step(fixture->database, row, never[i], NULL));
    g_autoptr(GPtrArray) over =
        meeting_tick_over(fixture->database, NULL, clock_wall_us() + 2 * MEETING_UNDO_US, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(over->len, ==, 0);
    tree_fixture_forget();
}

static void test_rules(TableFixture *fixture, gconstpointer data) {
    MeetingRow row = {.kind = MEETING_GROUP,
                      .title = (char *)"x",
                      .note = (char *)"",
                      .starts_at_us = 1,
                      .ends_at_us = 2,
                      .time_zone = (char *)"Asia/Shanghai"};
    row.visibility = MEETING_PUBLIC;
    g_assert_false(meeting_table_check(&row, NULL));
    row.visibility = MEETING_SIGNED_IN;
    g_assert_true(meeting_table_check(&row, NULL));
    row.is_recorded = true;
    g_assert_false(meeting_table_check(&row, NULL));
    row.is_recorded = false;
    row.kind = MEETING_TALK;
    g_assert_false(meeting_table_check(&row, NULL));
    row.visibility = MEETING_INVITED;
    g_assert_true(meeting_table_check(&row, NULL));
}

static bool note(TableFixture *fixture, const MeetingRow *meeting, int64_t from_ms, int64_t to_ms) {
    g_autoptr(GError) error = NULL;
    bool is_none = false;
    int64_t live_at_ms = meeting->live_at_us / CLOCK_US_PER_MS;
    const RoomQuietSpan quiet = {from_ms < 0 ? 0 : live_at_ms + from_ms, live_at_ms + to_ms};
    g_assert_true(
        room_viewing_note_quiet(fixture->database, meeting->id, &quiet, &is_none, &error));
    g_assert_no_error(error);
    return is_none;
}

#define FAULTS "SELECT ifnull(sum(to_ms - from_ms), 0) FROM meeting_fault WHERE kind = 'held'"

/* Since the beginning only while nobody was there before; of an open group meeting alone. */
static void test_quiet(TableFixture *fixture, gconstpointer data) {
    RoomViewing viewing;
    g_autoptr(MeetingRow) group = make(fixture, MEETING_GROUP);
    add_account(fixture);
    g_assert_true(note(fixture, group, 0, 20000)); /* not open */
    step(fixture, group, MEETING_LET_IN);
    g_assert_false(note(fixture, group, 40000, 49000)); /* too short */
    g_assert_false(note(fixture, group, 50000, 70000));
    g_assert_cmpint(table_fixture_number(fixture, FAULTS), ==, 20000);
    g_assert_false(note(fixture, group, -1, 15000));
    g_assert_cmpint(table_fixture_number(fixture, FAULTS), ==, 35000);
    open_viewing(fixture, group, &viewing);
    g_assert_false(note(fixture, group, -1, 24 * 3600 * 1000));
    g_assert_cmpint(table_fixture_number(fixture, FAULTS), ==, 35000);
    step(fixture, group, MEETING_END);
    g_assert_true(note(fixture, group, 80000, 99000));
    g_assert_cmpint(table_fixture_number(fixture, FAULTS), ==, 35000);
    tree_fixture_forget();
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(register_follows);
    TABLE_TEST(talk_has_none);
    TABLE_TEST(room_viewing);
    TABLE_TEST(talk_is_not_counted);
    TABLE_TEST(left_behind);
    TABLE_TEST(quiet);
    TABLE_TEST(no_programme);
    TABLE_TEST(rules);
    return g_test_run();
}
