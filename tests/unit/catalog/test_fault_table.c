/* Spans in which the platform failed: each once, joined, whoever said it. */
#include "catalog/meeting/fault_table.h"

#include "catalog/meeting/meeting_parts.h"
#include "catalog/meeting/meeting_series.h"
#include "roster_fixture.h"
#include "test_clock.h"

#define UNIT    "00000000-0000-7000-8000-000000000001"
#define NOBODY  "00000000-0000-7000-8000-0000000000ff"
#define NOON_US INT64_C(1700049600000000)

typedef struct Scene {
    RosterFixture roster;
    char id[ID_TEXT_BYTES];
} Scene;

static void set_up(Scene *scene, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    static MeetingLanguage floor = {(char *)"zh", true, 0};
    roster_fixture_set_up(&scene->roster, data);
    test_clock_install(NOON_US);
    roster_fixture_unit(&scene->roster, UNIT, NULL);
    g_autoptr(GPtrArray) languages = g_ptr_array_new();
    g_ptr_array_add(languages, &floor);
    MeetingPlan plan = {.title = (char *)"会议",
                        .type_id = (char *)"broadcast",
                        .unit_id = (char *)UNIT,
                        .starts_at = (char *)"-",
                        .ends_at = (char *)"-",
                        .languages = languages};
    const MeetingSchedule schedule = {NOON_US, NOON_US + 1, 0, "x"};
    g_assert_true(meeting_series_plan(scene->roster.database, &plan, &schedule, scene->id, &error));
    g_assert_no_error(error);
}

static void tear_down(Scene *scene, gconstpointer data) {
    roster_fixture_tear_down(&scene->roster, data);
}

static void note(Scene *scene, const char *id, MeetingMediaFault fault) {
    g_autoptr(GError) error = NULL;
    g_assert_true(fault_table_note(scene->roster.database, id, &fault, &error));
    g_assert_no_error(error);
}

static void expect(Scene *scene, const char *text) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) spans = fault_table_spans(scene->roster.database, scene->id, &error);
    g_autoptr(GString) found = g_string_new(NULL);
    g_assert_no_error(error);
    for (unsigned i = 0; i < spans->len; i++) {
        const FaultSpan *span = &g_array_index(spans, FaultSpan, i);
        g_string_append_printf(found, "%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT " ", span->from_ms,
                               span->to_ms);
    }
    g_assert_cmpstr(found->str, ==, text);
}

static int64_t count(Scene *scene) {
    int64_t n = -1;
    g_assert_true(database_query_int64(scene->roster.database, "SELECT count(*) FROM meeting_fault",
                                       &n, NULL));
    return n;
}

static void test_joined(Scene *scene, gconstpointer data) {
    expect(scene, "");
    note(scene, scene->id, (MeetingMediaFault){true, 90000, 120000});
    note(scene, scene->id, (MeetingMediaFault){false, 10000, 20000});
    note(scene, scene->id, (MeetingMediaFault){false, 20000, 25000}); /* touches */
    note(scene, scene->id, (MeetingMediaFault){false, 91000, 95000}); /* lies within */
    note(scene, scene->id, (MeetingMediaFault){false, 119999, 130000});
    expect(scene, "10000-25000 90000-130000 ");
    g_assert_cmpint(count(scene), ==, 5);
}

static void test_again(Scene *scene, gconstpointer data) {
    for (unsigned i = 0; i < 3; i++)
        note(scene, scene->id, (MeetingMediaFault){true, 5, 10});
    g_assert_cmpint(count(scene), ==, 1);
    note(scene, NOBODY, (MeetingMediaFault){true, 5, 10}); /* is gone */
    g_assert_cmpint(count(scene), ==, 1);
}

static void test_bounded(Scene *scene, gconstpointer data) {
    for (int i = 0; i < FAULT_MAX_OF_MEETING + 5; i++)
        note(scene, scene->id, (MeetingMediaFault){true, i * 10, i * 10 + 5});
    g_assert_cmpint(count(scene), ==, FAULT_MAX_OF_MEETING);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add("/fault-table/joined", Scene, NULL, set_up, test_joined, tear_down);
    g_test_add("/fault-table/again", Scene, NULL, set_up, test_again, tear_down);
    g_test_add("/fault-table/bounded", Scene, NULL, set_up, test_bounded, tear_down);
    return g_test_run();
}
