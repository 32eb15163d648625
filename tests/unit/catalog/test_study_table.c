/* Study sessions: when one that nobody ended is over, and the rows. */
#include <string.h>

#include "base/error.h"
#include "catalog/study/study_place.h"
#include "catalog/study/study_rule.h"
#include "catalog/study/study_table.h"
#include "screen_fixture.h"
#include "test_clock.h"

#define COURSE  "00000000-0000-7000-8000-0000000000c7"
#define LESSON  "00000000-0000-7000-8000-0000000000c8"
#define HOUR_US (INT64_C(3600) * CLOCK_US_PER_S)

/* ---- the rule ---- */

typedef struct RuleCase {
    StudyFacts facts;
    int64_t now_us;
    StudyEnd end;
    int64_t ended_at_us;
} RuleCase;

static void test_rule(void) {
    const int64_t begun = 100 * HOUR_US;
    const RuleCase cases[] = {
        {{begun, 0, 0}, begun + STUDY_IDLE_US - 1, STUDY_OPEN, 7},
        {{begun, 0, 0}, begun + STUDY_IDLE_US, STUDY_IDLE, begun},
        {{begun, begun + HOUR_US, 0}, begun + STUDY_IDLE_US, STUDY_OPEN, 7},
        {{begun, begun + HOUR_US, 0}, begun + 3 * HOUR_US, STUDY_IDLE, begun + HOUR_US},
        {{begun, begun + STUDY_LONGEST_US - 1, 0},
         begun + STUDY_LONGEST_US,
         STUDY_LONG,
         begun + STUDY_LONGEST_US},
        {{begun, 0, begun + 5}, begun + 10, STUDY_PLACE, begun + 5},
        {{begun, 0, begun - 5}, begun + 10, STUDY_PLACE, begun}, /* never before it began */
        {{begun, 0, 0}, begun - HOUR_US, STUDY_OPEN, 7},         /* a clock that was put back */
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        int64_t ended_at_us = 7;
        g_test_message("case %u", i);
        g_assert_cmpint(study_rule_end(&cases[i].facts, cases[i].now_us, &ended_at_us), ==,
                        cases[i].end);
        g_assert_cmpint(ended_at_us, ==, cases[i].ended_at_us);
    }
}

/* ---- rows ---- */

static void run(TableFixture *fixture, const char *sql) {
    g_autoptr(GError) error = NULL;
    g_assert_true(database_execute(fixture->database, sql, &error));
    g_assert_no_error(error);
}

/* A course for the village with pages, a film that is ready and one that is not. */
static const char COURSES[] =
    "INSERT INTO course (id, position, title, language, state, audience, words_row, created_at_us,"
    " changed_at_us) VALUES ('" COURSE "', 1, 'Course', 'zh', 'published', 'units', 1, 0, 0);"
    "INSERT INTO course_unit VALUES ('" COURSE "', '" SCREEN_VILLAGE "');"
    "INSERT INTO lesson (id, course_id, position, kind, title, is_shown, duration_ms,"
    " created_at_us, changed_at_us) VALUES ('p', '" COURSE "', 1, 'pages', 'P', 1, 1, 0, 0),"
    " ('" LESSON "', '" COURSE "', 2, 'video', 'Film', 1, 60000, 0, 0),"
    " ('n', '" COURSE "', 3, 'video', 'N', 1, 0, 0, 0);"
    "INSERT INTO asset (id, lesson_id, kind, position, state, duration_ms, created_at_us,"
    " changed_at_us) VALUES ('a', '" LESSON "', 'picture', 1, 'ready', 60000, 0, 0);";

static ScreenRow new_screen(TableFixture *fixture, const char *name, const char *unit_id,
                            const char *place_id) {
    g_autoptr(GError) error = NULL;
    ScreenRow row = screen_fixture_row(name, unit_id, place_id);
    g_assert_true(screen_table_insert(fixture->database, &row, &error));
    g_assert_no_error(error);
    return row;
}

static void set_up(TableFixture *fixture, gconstpointer data) {
    table_fixture_set_up(fixture, data);
    screen_fixture_build(fixture->database);
    run(fixture, COURSES);
}

static void assert_error(GError **error, int code, const char *words) {
    g_assert_error(*error, BASE_ERROR, code);
    g_assert_nonnull(strstr((*error)->message, words));
    g_clear_error(error);
}

/* Of the room, by nobody. */
static StudyRow *new_row(TableFixture *fixture, const StudyWish *wish, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(StudyRow) row = g_new0(StudyRow, 1);
    row->language = g_strdup("");
    row->opened_name = g_strdup("clerk");
    g_strlcpy(row->place_id, SCREEN_ROOM, sizeof row->place_id);
    return study_place_viewer(fixture->database, SCREEN_ROOM, &viewer, error) &&
                   study_table_choose(fixture->database, &viewer, wish, row, error)
               ? g_steal_pointer(&row)
               : NULL;
}

static void test_choose(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(StudyRow) course = new_row(fixture, &(StudyWish){.course_id = COURSE}, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(course->lesson_id, ==, LESSON); /* pages are no picture for a screen */
    g_assert_true(course->is_course);
    g_assert_cmpstr(course->title, ==, "Course");
    g_autoptr(StudyRow) lesson = new_row(fixture, &(StudyWish){.lesson_id = LESSON}, &error);
    g_assert_false(lesson->is_course);
    g_assert_cmpstr(lesson->title, ==, "Film");
    g_assert_null(new_row(fixture, &(StudyWish){.lesson_id = "p"}, &error));
    assert_error(&error, ERROR_CONFLICT, "cannot show this lesson");
    g_assert_null(new_row(fixture, &(StudyWish){.lesson_id = "n"}, &error));
    assert_error(&error, ERROR_CONFLICT, "cannot show this lesson");
    run(fixture, "UPDATE course_unit SET unit_id = '" SCREEN_OTHER "'");
    g_assert_null(new_row(fixture, &(StudyWish){.lesson_id = LESSON}, &error));
    assert_error(&error, ERROR_NOT_FOUND, "");
    run(fixture, "INSERT INTO place_unit VALUES ('" SCREEN_ROOM "', '" SCREEN_OTHER "')");
    g_autoptr(StudyRow) served = new_row(fixture, &(StudyWish){.lesson_id = LESSON}, &error);
    g_assert_no_error(error);
}

static StudyRow *open_one(TableFixture *fixture) {
    g_autoptr(GError) error = NULL;
    StudyRow *row = new_row(fixture, &(StudyWish){.course_id = COURSE}, &error);
    g_assert_no_error(error);
    g_assert_true(study_table_insert(fixture->database, row, &error));
    g_assert_no_error(error);
    return row;
}

static StudyRow *read_open(TableFixture *fixture) {
    g_autoptr(GError) error = NULL;
    StudyRow *row = NULL;
    g_assert_true(study_table_open_in(fixture->database, SCREEN_ROOM, &row, &error));
    g_assert_no_error(error);
    return row;
}

static void test_open(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_assert_null(read_open(fixture));
    g_autoptr(StudyRow) first = open_one(fixture);
    g_autoptr(StudyRow) second = new_row(fixture, &(StudyWish){.lesson_id = LESSON}, &error);
    g_assert_false(study_table_insert(fixture->database, second, &error));
    assert_error(&error, ERROR_CONFLICT, "open in this place already");
    g_assert_true(study_table_end(fixture->database, first->id, STUDY_REPLACED, NULL,
                                  test_clock_now(), &error));
    g_assert_true(study_table_insert(fixture->database, second, &error));
    g_assert_no_error(error);
    second->language = (g_free(second->language), g_strdup("not a tag"));
    g_assert_false(study_table_update(fixture->database, second, &error));
    assert_error(&error, ERROR_INVALID, "BCP 47");
    second->language = (g_free(second->language), g_strdup("bo"));
    second->is_paused = true;
    g_assert_true(study_table_update(fixture->database, second, &error));
    g_autoptr(StudyRow) kept = read_open(fixture);
    g_assert_cmpstr(kept->id, ==, second->id);
    g_assert_cmpstr(kept->language, ==, "bo");
    g_assert_true(kept->is_paused);
    g_assert_cmpint(kept->revision, ==, 2);
    g_assert_cmpstr(kept->state, ==, "");
    g_assert_cmpint(kept->duration_ms, ==, 60000);
}

static void test_screens(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    Database *database = fixture->database;
    ScreenRow tv = new_screen(fixture, "tv", SCREEN_VILLAGE, SCREEN_ROOM),
              other = new_screen(fixture, "wall", SCREEN_VILLAGE, SCREEN_ROOM),
              away = new_screen(fixture, "away", SCREEN_OTHER, "");
    g_autoptr(StudyRow) row = open_one(fixture);
    g_assert_true(study_table_admits(database, row->id, tv.id, &error));
    g_assert_true(study_table_admits(database, row->id, other.id, &error));
    g_assert_false(study_table_admits(database, row->id, away.id, &error));
    assert_error(&error, ERROR_NOT_FOUND, "");
    const char *const wrong[] = {away.id, NULL};
    g_assert_false(study_table_set_screens(database, row, wrong, &error));
    assert_error(&error, ERROR_NOT_FOUND, "");
    const char *const chosen[] = {tv.id, tv.id, NULL};
    g_assert_true(study_table_set_screens(database, row, chosen, &error));
    g_assert_no_error(error);
    g_assert_false(study_table_admits(database, row->id, other.id, &error));
    assert_error(&error, ERROR_NOT_FOUND, "");
    g_autoptr(GPtrArray) screens = study_place_screens(database, SCREEN_ROOM, row->id, &error);
    g_assert_cmpuint(screens->len, ==, 2);
    g_assert_true(((StudyScreen *)screens->pdata[0])->shows);
    g_assert_false(((StudyScreen *)screens->pdata[1])->shows);
    g_auto(GStrv) told = study_place_concerned(database, SCREEN_ROOM, &error);
    g_assert_true(g_strv_contains((const char *const *)told, tv.id));
    g_assert_false(g_strv_contains((const char *const *)told, away.id));
}

static void test_tick(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(StudyRow) row = open_one(fixture);
    int64_t now_us = row->begun_at_us + STUDY_IDLE_US;
    g_autoptr(GPtrArray) early = study_table_tick(fixture->database, now_us - 1, &error);
    g_assert_cmpuint(early->len, ==, 0);
    g_autoptr(GPtrArray) over = study_table_tick(fixture->database, now_us, &error);
    g_assert_cmpuint(over->len, ==, 1);
    g_assert_cmpstr(((StudyEnded *)over->pdata[0])->place_id, ==, SCREEN_ROOM);
    g_assert_null(read_open(fixture));
    g_assert_cmpint(table_fixture_number(fixture, "SELECT ended_at_us = begun_at_us FROM study"
                                                  " WHERE end_kind = 'idle'"),
                    ==, 1);
    g_autoptr(GPtrArray) again = study_table_tick(fixture->database, now_us, &error);
    g_assert_cmpuint(again->len, ==, 0);
}

#define STUDY_TEST(name)                                                                           \
    g_test_add("/" #name, TableFixture, NULL, set_up, test_##name, table_fixture_tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rule", test_rule);
    STUDY_TEST(choose);
    STUDY_TEST(open);
    STUDY_TEST(screens);
    STUDY_TEST(tick);
    return g_test_run();
}
