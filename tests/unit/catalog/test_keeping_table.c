/* What the retention rule tells, what it removes and what it never touches. */
#include "catalog/meeting/keeping_table.h"

#include <string.h>

#include "catalog/meeting/meeting_parts.h"
#include "catalog/meeting/meeting_series.h"
#include "catalog/meeting/meeting_table.h"
#include "catalog/meeting/retention.h"
#include "roster_fixture.h"
#include "test_clock.h"

#define UNIT    "00000000-0000-7000-8000-000000000001"
#define DAY     RETENTION_DAY_US
#define NOON_US INT64_C(1700049600000000)
#define KEEP    30

typedef struct Scene {
    RosterFixture roster;
    char id[ID_TEXT_BYTES];
} Scene;

static void run_sql(Scene *scene, const char *sql) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) statement = database_prepare(scene->roster.database, sql, &error);
    g_assert_no_error(error);
    statement_bind_text(statement, 1, scene->id);
    g_assert_true(statement_run(statement, &error));
}

/* A recording of an hour, published at noon. */
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
    const MeetingSchedule schedule = {NOON_US - DAY, NOON_US, 0, "x"};
    g_assert_true(meeting_series_plan(scene->roster.database, &plan, &schedule, scene->id, &error));
    g_assert_no_error(error);
    run_sql(scene, "UPDATE meeting SET state = 'published', is_recorded = 1, live_at_us = 1,"
                   " ended_at_us = 2, published_at_us = 1700049600000000, duration_us = 3600000000,"
                   " bytes = 77 WHERE id = ?1");
}

static void tear_down(Scene *scene, gconstpointer data) {
    roster_fixture_tear_down(&scene->roster, data);
}

static MeetingRow *tick(Scene *scene, int64_t keep_days, int64_t now_us) {
    g_autoptr(GError) error = NULL;
    g_assert_true(keeping_table_tick(scene->roster.database, keep_days, now_us, &error));
    g_assert_no_error(error);
    MeetingRow *row = meeting_table_get(scene->roster.database, scene->id, &error);
    g_assert_no_error(error);
    return row;
}

static int64_t count(Scene *scene, const char *sql) {
    int64_t value = -1;
    g_assert_true(database_query_int64(scene->roster.database, sql, &value, NULL));
    return value;
}

static void expect_left(Scene *scene, unsigned n) {
    g_autoptr(GPtrArray) ids = keeping_table_left(scene->roster.database, NULL);
    g_assert_cmpuint(ids->len, ==, n);
    if (n > 0)
        g_assert_cmpstr(ids->pdata[0], ==, scene->id);
}

static void test_told_then_removed(Scene *scene, gconstpointer data) {
    g_autoptr(MeetingRow) told = tick(scene, KEEP, NOON_US + DAY);
    g_assert_cmpint(told->due_at_us, ==, NOON_US + KEEP * DAY);
    g_autoptr(MeetingRow) last = tick(scene, KEEP, NOON_US + KEEP * DAY - 1);
    g_assert_cmpint(last->expired_at_us, ==, 0);
    expect_left(scene, 0);
    g_autoptr(MeetingRow) gone = tick(scene, KEEP, NOON_US + KEEP * DAY);
    g_assert_cmpint(gone->expired_at_us, ==, NOON_US + KEEP * DAY);
    g_assert_cmpint(gone->due_at_us, ==, 0);
    g_assert_cmpint(gone->duration_us, ==, 3600000000);
    g_assert_cmpint(count(scene, "SELECT count(*) FROM audit WHERE action = 'recording.expire'"
                                 " AND json_extract(detail, '$.bytes') = 77"
                                 " AND json_extract(detail, '$.duration_ms') = 3600000"),
                    ==, 1);
    /* until the files are gone, over and over; one entry */
    g_autoptr(MeetingRow) again = tick(scene, KEEP, NOON_US + (KEEP + 1) * DAY);
    g_assert_cmpint(again->expired_at_us, ==, NOON_US + KEEP * DAY);
    expect_left(scene, 1);
    g_assert_true(keeping_table_files_gone(scene->roster.database, scene->id, NULL));
    expect_left(scene, 0);
    g_assert_cmpint(count(scene, "SELECT count(*) FROM audit WHERE action = 'recording.expire'"),
                    ==, 1);
    const MeetingFacts facts = meeting_row_facts(again);
    MeetingState next;
    g_assert_false(meeting_state_step(&facts, MEETING_UNPUBLISH, NOON_US, &next, NULL));
}

static void test_a_new_rule(Scene *scene, gconstpointer data) {
    int64_t late_us = NOON_US + 500 * DAY;
    g_autoptr(MeetingRow) kept = tick(scene, 0, late_us);
    g_assert_cmpint(kept->due_at_us, ==, 0);
    g_autoptr(MeetingRow) told = tick(scene, KEEP, late_us);
    g_assert_cmpint(told->due_at_us, ==, late_us + 7 * DAY);
    g_autoptr(MeetingRow) off = tick(scene, 0, late_us + DAY);
    g_assert_cmpint(off->due_at_us, ==, 0);
}

static void test_marked(Scene *scene, gconstpointer data) {
    g_autoptr(MeetingRow) told = tick(scene, KEEP, NOON_US);
    g_assert_true(keeping_table_set_kept(scene->roster.database, scene->id, true, NULL));
    g_autoptr(MeetingRow) kept = tick(scene, KEEP, NOON_US + 400 * DAY);
    g_assert_true(kept->is_kept && kept->due_at_us == 0 && kept->expired_at_us == 0);
    g_assert_true(keeping_table_set_kept(scene->roster.database, scene->id, false, NULL));
    g_autoptr(MeetingRow) anew = tick(scene, KEEP, NOON_US + 400 * DAY);
    g_assert_cmpint(anew->due_at_us, ==, NOON_US + 407 * DAY);
}

/* Neither what runs nor what nobody has decided on, nor what was taken back. */
static void test_never(Scene *scene, gconstpointer data) {
    static const char *const STATES[] = {"scheduled", "rehearsal", "open",     "live",
                                         "ended",     "ready",     "cancelled"};
    g_autoptr(MeetingRow) told = tick(scene, KEEP, NOON_US);
    g_assert_cmpint(told->due_at_us, !=, 0);
    for (unsigned i = 0; i < G_N_ELEMENTS(STATES); i++) {
        g_autofree char *sql =
            g_strdup_printf("UPDATE meeting SET state = '%s' WHERE id = ?1", STATES[i]);
        run_sql(scene, sql);
        g_autoptr(MeetingRow) row = tick(scene, KEEP, NOON_US + 400 * DAY);
        g_assert_true(row->due_at_us == 0 && row->expired_at_us == 0);
    }
    run_sql(scene, "UPDATE meeting SET state = 'published', is_recorded = 0 WHERE id = ?1");
    g_autoptr(MeetingRow) row = tick(scene, KEEP, NOON_US + 400 * DAY);
    g_assert_true(row->due_at_us == 0 && row->expired_at_us == 0);
}

#define ADD(name) g_test_add("/keeping_table/" #name, Scene, NULL, set_up, test_##name, tear_down)

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    ADD(told_then_removed);
    ADD(a_new_rule);
    ADD(marked);
    ADD(never);
    return g_test_run();
}
