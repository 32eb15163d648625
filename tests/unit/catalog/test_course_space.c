/* What courses take on the disk: whose they are, which quota holds, what gives room back. */
#include "catalog/course/course_space.h"

#include <time.h>

#include "base/clock.h"
#include "base/error.h"
#include "tree_fixture.h"

#define MB        INT64_C(1000000)
#define N_COURSES 1000 /* of one office, eight lessons of eight parts each */

static int n_made;

/* A course with one lesson, "l" and a number; `office` NULL: none. Returns that number. */
static int add_course(TableFixture *fixture, const char *office) {
    int number = ++n_made;
    g_autofree char *course = g_strdup_printf("c%d", number);
    g_autofree char *lesson = g_strdup_printf("l%d", number);
    tree_fixture_run(fixture,
                     "INSERT INTO course (id, position, title, language, state, audience,"
                     " words_row, created_at_us, changed_at_us, office_id) SELECT ?1, 1, 'c', 'zh',"
                     " 'draft', 'public', count(*), 1, 1, ?2 FROM course",
                     course, office);
    tree_fixture_run(fixture,
                     "INSERT INTO lesson (id, course_id, position, kind, title, created_at_us,"
                     " changed_at_us) VALUES (?1, ?2, 1, 'video', 'l', 1, 1)",
                     lesson, course);
    return number;
}

static void execute(TableFixture *fixture, const char *sql) {
    g_autoptr(GError) error = NULL;
    database_execute(fixture->database, sql, &error);
    g_assert_no_error(error);
}

static void run_of(TableFixture *fixture, const char *sql, int number, int64_t bytes) {
    g_autofree char *lesson = g_strdup_printf("l%d", number);
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, bytes);
    tree_fixture_run(fixture, sql, lesson, text);
}

static void add_asset(TableFixture *fixture, int number, int64_t bytes) {
    run_of(fixture,
           "INSERT INTO asset (id, lesson_id, kind, position, state, bytes, created_at_us,"
           " changed_at_us) SELECT 'a' || count(*), ?1, 'picture', 1, 'withdrawn',"
           " CAST(?2 AS INTEGER), 1, 1 FROM asset",
           number, bytes);
}

static void add_upload(TableFixture *fixture, int number, int64_t bytes) {
    run_of(fixture,
           "INSERT INTO upload (id, account_id, lesson_id, purpose, length, created_at_us,"
           " expires_at_us) SELECT 'u' || (SELECT count(*) FROM upload), account.id, ?1, 'video',"
           " CAST(?2 AS INTEGER), 1, 2 FROM account",
           number, bytes);
}

static void add_job(TableFixture *fixture, int number, int64_t bytes) {
    run_of(fixture,
           "INSERT INTO course_job (id, lesson_id, kind, source_name, state, source_bytes,"
           " created_at_us) SELECT 'j' || count(*), ?1, 'video', 'x', 'waiting', CAST(?2 AS"
           " INTEGER), 1 FROM course_job",
           number, bytes);
}

static void expect(TableFixture *fixture, const char *unit, int64_t default_bytes, int64_t used,
                   int64_t left) {
    g_autoptr(GError) error = NULL;
    g_auto(CourseSpace) space = {0};
    course_space_load(fixture->database, unit, default_bytes, &space, &error);
    g_assert_no_error(error);
    g_assert_cmpint(space.used_bytes, ==, used);
    g_assert_cmpint(course_space_left(&space), ==, left);
}

static void set_quota(TableFixture *fixture, const char *unit, int64_t bytes) {
    g_autoptr(GError) error = NULL;
    course_space_set_quota(fixture->database, unit, bytes, &error);
    g_assert_no_error(error);
}

static void set_up(TableFixture *fixture, gconstpointer data) {
    table_fixture_set_up(fixture, data);
    account_row_free(table_fixture_account(fixture, "editor", 0));
}

static void test_sums(TableFixture *fixture, gconstpointer data) {
    const char *county = tree_fixture_unit(fixture, NULL, "县");
    const char *town = tree_fixture_unit(fixture, county, "镇");
    int lesson = add_course(fixture, town), other = add_course(fixture, NULL);
    add_asset(fixture, lesson, 100);
    add_asset(fixture, lesson, 20);
    add_upload(fixture, lesson, 3000);
    add_job(fixture, lesson, 40000);
    add_asset(fixture, other, 7);
    expect(fixture, town, 0, 43120, INT64_MAX);
    expect(fixture, county, 0, 43120, INT64_MAX);
    expect(fixture, "", 0, 7, INT64_MAX);
    execute(fixture, "UPDATE upload SET is_cleared = 1");
    expect(fixture, town, 0, 40120, INT64_MAX);
    execute(fixture, "UPDATE course_job SET state = 'done'");
    expect(fixture, town, 0, 120, INT64_MAX);
    execute(fixture, "DELETE FROM course WHERE office_id IS NOT NULL");
    expect(fixture, county, 0, 0, INT64_MAX);
}

/* The file of a job that has failed is kept for a while. */
static void test_failed_job(TableFixture *fixture, gconstpointer data) {
    int lesson = add_course(fixture, NULL);
    g_autofree char *sql = g_strdup_printf(
        "UPDATE course_job SET state = 'failed', ended_at_us = %" G_GINT64_FORMAT, clock_wall_us());
    add_job(fixture, lesson, 500);
    execute(fixture, sql);
    expect(fixture, "", 0, 500, INT64_MAX);
    execute(fixture, "UPDATE course_job SET ended_at_us = 1");
    expect(fixture, "", 0, 0, INT64_MAX);
}

static void test_quotas(TableFixture *fixture, gconstpointer data) {
    const char *county = tree_fixture_unit(fixture, NULL, "县");
    const char *town = tree_fixture_unit(fixture, county, "镇");
    const char *beside = tree_fixture_unit(fixture, county, "乡");
    add_asset(fixture, add_course(fixture, town), 600);
    add_asset(fixture, add_course(fixture, county), 50);
    add_asset(fixture, add_course(fixture, NULL), 1);
    /* the default: of each what is its very own */
    expect(fixture, town, 1000, 600, 400);
    expect(fixture, county, 1000, 650, 950);
    expect(fixture, beside, 1000, 0, 1000);
    expect(fixture, "", 1000, 1, 999);
    /* a quota bounds all below it, and takes the place of the default there */
    set_quota(fixture, county, 700);
    expect(fixture, county, 1, 650, 50);
    expect(fixture, town, 1, 600, 50);
    expect(fixture, beside, 1, 0, 50);
    expect(fixture, "", 1, 1, 0);
    /* each one on the way up holds */
    set_quota(fixture, town, 610);
    expect(fixture, town, 1, 600, 10);
    set_quota(fixture, town, 5000);
    expect(fixture, town, 1, 600, 50);
    set_quota(fixture, town, 0);
    expect(fixture, town, 1, 600, 0);
    set_quota(fixture, town, -1);
    set_quota(fixture, county, -1);
    expect(fixture, town, 0, 600, INT64_MAX);
}

static void test_refusal(TableFixture *fixture, gconstpointer data) {
    const char *county = tree_fixture_unit(fixture, NULL, "清河县");
    const char *town = tree_fixture_unit(fixture, county, "东山镇");
    int lesson = add_course(fixture, town);
    g_autofree char *id = g_strdup_printf("l%d", lesson);
    g_autoptr(GError) error = NULL;
    add_asset(fixture, lesson, 6 * MB - 1);
    set_quota(fixture, county, 10 * MB);
    g_assert_true(course_space_check(fixture->database, id, 0, 4 * MB + 1, NULL));
    g_assert_false(course_space_check(fixture->database, id, 0, 4 * MB + 2, &error));
    g_assert_error(error, BASE_ERROR, ERROR_TOO_LARGE);
    g_assert_cmpstr(error->message, ==,
                    "This file of 5 MB does not fit: 6 of 10 MB are used, 4 MB are left for the "
                    "courses of 清河县.");
    g_clear_error(&error);
    int other = add_course(fixture, NULL);
    g_autofree char *nobody = g_strdup_printf("l%d", other);
    g_assert_true(course_space_check(fixture->database, nobody, MB, MB, NULL));
    g_assert_false(course_space_check(fixture->database, nobody, MB, MB + 1, &error));
    g_assert_cmpstr(error->message, ==,
                    "This file of 2 MB does not fit: 0 of 1 MB are used, 1 MB are left for "
                    "courses that belong to no office.");
}

/* Whatever there is, an upload waits for the sums no longer than for the disk. */
static void test_cost(TableFixture *fixture, gconstpointer data) {
    const char *county = tree_fixture_unit(fixture, NULL, "县");
    g_autofree char *number = g_strdup_printf("%d", N_COURSES);
    tree_fixture_run(fixture,
                     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE"
                     " i < CAST(?2 AS INTEGER)) INSERT INTO course (id, position, title, language,"
                     " state, audience, words_row, created_at_us, changed_at_us, office_id)"
                     " SELECT 'c' || i, 1, 'c', 'zh', 'draft', 'public', i, 1, 1, ?1 FROM n",
                     county, number);
    execute(fixture, "INSERT INTO lesson (id, course_id, position, kind, title, created_at_us,"
                     " changed_at_us) SELECT course.id || 'l' || value, course.id, value, 'video',"
                     " 'l', 1, 1 FROM course, json_each('[1,2,3,4,5,6,7,8]')");
    execute(fixture, "INSERT INTO asset (id, lesson_id, kind, position, state, bytes,"
                     " created_at_us, changed_at_us) SELECT lesson.id || 'a' || value, lesson.id,"
                     " 'sound', value, 'ready', 1, 1, 1 FROM lesson,"
                     " json_each('[1,2,3,4,5,6,7,8]')");
    set_quota(fixture, county, N_COURSES * 64 + 1);
    clock_t before = clock();
    expect(fixture, county, 0, N_COURSES * 64, 1);
    double ms = (double)(clock() - before) * 1000 / CLOCKS_PER_SEC;
    g_test_message("%d parts summed in %.1f ms", N_COURSES * 64, ms);
    g_assert_cmpfloat(ms, <, 500);
}

#define SPACE_TEST(name)                                                                           \
    g_test_add("/" #name, TableFixture, NULL, set_up, test_##name, table_fixture_tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    SPACE_TEST(sums);
    SPACE_TEST(failed_job);
    SPACE_TEST(quotas);
    SPACE_TEST(refusal);
    SPACE_TEST(cost);
    int status = g_test_run();
    tree_fixture_forget();
    return status;
}
