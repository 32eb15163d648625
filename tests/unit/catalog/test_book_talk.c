/* Talks: who takes part, who may come in, and that nobody else learns of one. */
#include "catalog/room/book_talk.h"

#include "base/error.h"
#include "catalog/meeting/meeting_audience.h"
#include "catalog/meeting/meeting_list.h"
#include "catalog/store/role.h"
#include "tree_fixture.h"

typedef struct House {
    char *meeting, *host, *other, *third, *supervisor, *root;
} House;

static char *account(TableFixture *fixture, const char *name, uint32_t roles) {
    g_autoptr(AccountRow) row = table_fixture_account(fixture, name, roles);
    return g_strdup(row->id);
}

static void set_up(TableFixture *fixture, House *house) {
    g_autoptr(GError) error = NULL;
    MeetingRow row = {.kind = MEETING_TALK,
                      .title = (char *)"谈话",
                      .note = (char *)"",
                      .visibility = MEETING_INVITED,
                      .starts_at_us = 1,
                      .ends_at_us = 2,
                      .time_zone = (char *)"Asia/Shanghai"};
    g_strlcpy(row.type_id, "broadcast", sizeof row.type_id);
    g_strlcpy(row.unit_id, tree_fixture_unit(fixture, NULL, "county"), sizeof row.unit_id);
    g_assert_true(meeting_table_insert(fixture->database, &row, &error));
    g_assert_no_error(error);
    *house = (House){g_strdup(row.id),
                     account(fixture, "host", ROLE_CLERK),
                     account(fixture, "other", ROLE_MEMBER),
                     account(fixture, "third", ROLE_INTERPRETER),
                     account(fixture, "supervisor", ROLE_ADMINISTRATOR),
                     account(fixture, "root", ROLE_ADMINISTRATOR | ROLE_STUDIO | ROLE_AUDITOR)};
}

static void tear_down(House *house) {
    g_free(house->meeting);
    g_free(house->host);
    g_free(house->other);
    g_free(house->third);
    g_free(house->supervisor);
    g_free(house->root);
    tree_fixture_forget();
}

static void wish(GPtrArray *wishes, char *person_id, MeetingPart part) {
    const MeetingTalkWish one = {person_id, (int)part};
    g_ptr_array_add(wishes, g_memdup2(&one, sizeof one));
}

static void plan_all(TableFixture *fixture, const House *house) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) wishes = g_ptr_array_new_with_free_func(g_free);
    wish(wishes, house->other, MEETING_PART_PARTY);
    wish(wishes, house->third, MEETING_PART_INTERPRETER);
    wish(wishes, house->supervisor, MEETING_PART_SUPERVISOR);
    g_assert_true(book_talk_plan(fixture->database, house->meeting, house->host, wishes, &error));
    g_assert_no_error(error);
}

static char door_of(TableFixture *fixture, const House *house, const char *account_id) {
    g_autoptr(GPtrArray) parties = book_talk_parties(fixture->database, house->meeting, NULL);
    MeetingPart part;
    return "owe"[book_talk_door(parties, account_id, &part)];
}

static void assert_doors(TableFixture *fixture, const House *house, const char *doors) {
    const char *const who[] = {house->host, house->other, house->third, house->supervisor,
                               house->root};
    g_autoptr(GString) found = g_string_new(NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(who); i++)
        g_string_append_c(found, door_of(fixture, house, who[i]));
    g_assert_cmpstr(found->str, ==, doors);
}

/* host, other, third, supervisor, an administrator: e enters, w waits, o outside. */
static void test_doors(TableFixture *fixture, gconstpointer data) {
    House house;
    g_autoptr(GError) error = NULL;
    set_up(fixture, &house);
    plan_all(fixture, &house);
    assert_doors(fixture, &house, "eewoo");
    g_assert_true(book_talk_accept(fixture->database, house.meeting, house.host, true, &error));
    assert_doors(fixture, &house, "eewoo");
    g_assert_true(book_talk_accept(fixture->database, house.meeting, house.other, true, &error));
    assert_doors(fixture, &house, "eeeoo");
    g_assert_true(book_talk_accept(fixture->database, house.meeting, house.other, false, &error));
    assert_doors(fixture, &house, "eewoo");
    g_assert_no_error(error);
    g_assert_false(book_talk_accept(fixture->database, house.meeting, house.third, true, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
    tear_down(&house);
}

static void assert_refused(TableFixture *fixture, const House *house, GPtrArray *wishes, int code) {
    g_autoptr(GError) error = NULL;
    g_assert_true(database_savepoint(fixture->database, NULL));
    g_assert_false(book_talk_plan(fixture->database, house->meeting, house->host, wishes, &error));
    g_assert_error(error, BASE_ERROR, code);
    g_assert_true(database_savepoint_undo(fixture->database, NULL));
    g_ptr_array_set_size(wishes, 0);
}

static void test_refused(TableFixture *fixture, gconstpointer data) {
    House house;
    g_autoptr(GPtrArray) wishes = g_ptr_array_new_with_free_func(g_free);
    set_up(fixture, &house);
    assert_refused(fixture, &house, wishes, ERROR_INVALID); /* alone */
    wish(wishes, house.other, MEETING_PART_PARTY);
    wish(wishes, house.third, MEETING_PART_PARTY);
    assert_refused(fixture, &house, wishes, ERROR_INVALID); /* three who talk */
    wish(wishes, house.other, MEETING_PART_PARTY);
    wish(wishes, house.third, MEETING_PART_INTERPRETER);
    wish(wishes, house.root, MEETING_PART_NOTE_TAKER);
    assert_refused(fixture, &house, wishes, ERROR_INVALID); /* four */
    wish(wishes, house.host, MEETING_PART_PARTY);
    assert_refused(fixture, &house, wishes, ERROR_INVALID); /* with himself */
    wish(wishes, (char *)"nobody", MEETING_PART_PARTY);
    assert_refused(fixture, &house, wishes, ERROR_NOT_FOUND);
    tear_down(&house);
}

static bool is_listed(TableFixture *fixture, const House *house, const char *account_id) {
    g_autoptr(GError) error = NULL;
    g_auto(MeetingViewer) viewer = {0};
    char cursor[MEETING_CURSOR_BYTES];
    const MeetingQuery query = {.state = -1};
    g_assert_true(meeting_viewer_load(fixture->database, MEETING_VIEWER_ACCOUNT, account_id,
                                      &viewer, &error));
    g_autoptr(GPtrArray) rows =
        meeting_list_page(fixture->database, &viewer, &query, cursor, &error);
    g_assert_no_error(error);
    g_autoptr(MeetingRow) row =
        meeting_viewer_get(fixture->database, &viewer, house->meeting, NULL, NULL);
    g_assert_cmpint(row != NULL, ==, rows->len == 1);
    return rows->len == 1;
}

/* Not even whoever sees and runs everything sees it. */
static void test_hidden(TableFixture *fixture, gconstpointer data) {
    House house;
    g_autoptr(GError) error = NULL;
    set_up(fixture, &house);
    plan_all(fixture, &house);
    g_assert_true(is_listed(fixture, &house, house.host));
    g_assert_true(is_listed(fixture, &house, house.other));
    g_assert_true(is_listed(fixture, &house, house.third));
    g_assert_true(is_listed(fixture, &house, house.supervisor));
    g_assert_false(is_listed(fixture, &house, house.root));
    g_assert_null(meeting_viewer_get_run(fixture->database, house.other, house.meeting, NULL));
    g_autoptr(MeetingRow) run =
        meeting_viewer_get_run(fixture->database, house.host, house.meeting, &error);
    g_assert_no_error(error);
    g_assert_nonnull(run);
    g_auto(GStrv) told = meeting_audience_ids(fixture->database, run, MEETING_AUDIENCE_ALL, &error);
    g_assert_cmpuint(g_strv_length(told), ==, 4);
    g_assert_false(g_strv_contains((const char *const *)told, house.root));
    tear_down(&house);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(doors);
    TABLE_TEST(refused);
    TABLE_TEST(hidden);
    return g_test_run();
}
