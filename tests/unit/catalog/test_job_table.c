/* The queue of preparation as rows. */
#include "base/error.h"
#include "catalog/course/job_table.h"
#include "table_fixture.h"

#define LESSON "00000000-0000-7000-8000-000000000001"
#define FIRST  "00000000-0000-7000-8000-0000000000a1"
#define SECOND "00000000-0000-7000-8000-0000000000a2"

static void make_lesson(TableFixture *fixture) {
    g_assert_true(database_execute(
        fixture->database,
        "INSERT INTO course (id, position, title, language, state, audience, words_row, "
        "created_at_us,"
        " changed_at_us) VALUES ('c', 1, 'c', 'zh', 'draft', 'public', 1, 1, 1);"
        "INSERT INTO lesson (id, course_id, position, kind, title, created_at_us, changed_at_us)"
        " VALUES ('" LESSON "', 'c', 1, 'video', 'l', 1, 1)",
        NULL));
}

static bool add(TableFixture *fixture, const char *id, const char *mark) {
    JobNew job = {.id = id,
                  .lesson_id = LESSON,
                  .kind = "video",
                  .source_name = "a",
                  .language = "",
                  .mark = mark};
    bool is_refused;
    g_autoptr(GError) error = NULL;
    g_assert_true(job_table_insert(fixture->database, &job, &is_refused, &error));
    g_assert_no_error(error);
    return is_refused;
}

static JobState state_of(TableFixture *fixture, const char *id) {
    g_autoptr(JobRow) row = job_table_get(fixture->database, id, NULL);
    return row->state;
}

static void test_order(TableFixture *fixture, gconstpointer data) {
    make_lesson(fixture);
    g_assert_false(add(fixture, FIRST, "x"));
    g_assert_false(add(fixture, SECOND, "y"));
    g_autoptr(JobRow) row = job_table_take(fixture->database, true, NULL);
    g_assert_cmpstr(row->id, ==, FIRST);
    g_assert_cmpint(row->attempts, ==, 1);
    g_autoptr(JobRow) next = job_table_take(fixture->database, true, NULL);
    g_assert_cmpstr(next->id, ==, SECOND);
    g_autoptr(GError) error = NULL;
    g_assert_null(job_table_take(fixture->database, true, &error));
    g_assert_no_error(error);
}

#define SOUND       "00000000-0000-7000-8000-0000000000b1"
#define OTHER_SOUND "00000000-0000-7000-8000-0000000000b2"

static void set_sound(TableFixture *fixture, const char *state) {
    g_autofree char *sql =
        g_strdup_printf("UPDATE asset SET state = '%s' WHERE id = '" SOUND "'", state);
    g_assert_true(database_execute(fixture->database, sql, NULL));
}

static char *take(TableFixture *fixture, bool may_be_low) {
    g_autoptr(GError) error = NULL;
    g_autoptr(JobRow) row = job_table_take(fixture->database, may_be_low, &error);
    g_assert_no_error(error);
    return row ? g_strdup(*row->asset_id ? row->asset_id : row->id) : NULL;
}

#define assert_taken(may_be_low, expected)                                                         \
    do {                                                                                           \
        g_autofree char *taken = take(fixture, may_be_low);                                        \
        g_assert_cmpstr(taken, ==, expected);                                                      \
    } while (0)

/* Economy sounds come behind all others, and not of a sound that is withdrawn. */
static void test_low(TableFixture *fixture, gconstpointer data) {
    make_lesson(fixture);
    g_assert_true(database_execute(
        fixture->database,
        "INSERT INTO asset (id, lesson_id, kind, position, language, state, created_at_us,"
        " changed_at_us) VALUES ('" SOUND "', '" LESSON "', 'sound', 1, 'zh', 'ready', 1, 1),"
        " ('" OTHER_SOUND "', '" LESSON "', 'sound', 2, 'bo', 'ready', 1, 1)",
        NULL));
    const JobRow maker = {.lesson_id = LESSON};
    g_assert_true(job_table_insert_low(fixture->database, &maker, SOUND, NULL));
    g_assert_true(job_table_insert_low(fixture->database, &maker, OTHER_SOUND, NULL));
    g_assert_false(add(fixture, FIRST, "x"));
    assert_taken(true, FIRST);
    assert_taken(false, NULL);
    set_sound(fixture, "withdrawn");
    g_autoptr(GPtrArray) awake = job_table_list(fixture->database, LESSON, JOB_WAITING, NULL);
    g_assert_cmpuint(awake->len, ==, 1);
    assert_taken(true, OTHER_SOUND);
    assert_taken(true, NULL);
    set_sound(fixture, "ready");
    g_autoptr(JobRow) low = job_table_take(fixture->database, true, NULL);
    g_assert_cmpstr(low->asset_id, ==, SOUND);
    g_assert_cmpstr(low->kind, ==, JOB_KIND_LOW);
    g_assert_cmpstr(low->language, ==, "zh");
    g_assert_true(job_table_give_way(fixture->database, low->id, NULL));
    g_autoptr(JobRow) again = job_table_get(fixture->database, low->id, NULL);
    g_assert_cmpint(again->state, ==, JOB_WAITING);
    g_assert_cmpint(again->attempts, ==, 0);
    bool is_there;
    g_assert_true(
        database_execute(fixture->database, "DELETE FROM asset WHERE id = '" SOUND "'", NULL));
    g_assert_true(job_table_is_there(fixture->database, low->id, &is_there, NULL));
    g_assert_false(is_there);
}

static void test_twice(TableFixture *fixture, gconstpointer data) {
    make_lesson(fixture);
    g_assert_false(add(fixture, FIRST, "x"));
    g_assert_true(add(fixture, SECOND, "x"));
    g_assert_cmpint(state_of(fixture, SECOND), ==, JOB_FAILED);
}

static void test_interruptions(TableFixture *fixture, gconstpointer data) {
    make_lesson(fixture);
    add(fixture, FIRST, "");
    for (int attempt = 1; attempt <= JOB_MAX_ATTEMPTS; attempt++) {
        g_assert_cmpint(state_of(fixture, FIRST), ==, JOB_WAITING);
        g_autoptr(JobRow) row = job_table_take(fixture->database, true, NULL);
        g_assert_cmpint(row->attempts, ==, attempt);
        g_assert_true(job_table_interrupt(fixture->database, FIRST, NULL));
    }
    g_autoptr(JobRow) row = job_table_get(fixture->database, FIRST, NULL);
    g_assert_cmpint(row->state, ==, JOB_FAILED);
    g_assert_cmpstr(row->problem, !=, "");
    g_assert_cmpint(row->ended_at_us, >, 0);
    g_assert_true(job_table_again(fixture->database, FIRST, NULL));
    g_autoptr(JobRow) again = job_table_get(fixture->database, FIRST, NULL);
    g_assert_cmpint(again->state, ==, JOB_WAITING);
    g_assert_cmpint(again->attempts, ==, 0);
}

static void test_stop_does_not_count(TableFixture *fixture, gconstpointer data) {
    make_lesson(fixture);
    add(fixture, FIRST, "");
    g_autoptr(JobRow) row = job_table_take(fixture->database, true, NULL);
    g_assert_true(job_table_put_back(fixture->database, NULL));
    g_autoptr(JobRow) back = job_table_get(fixture->database, FIRST, NULL);
    g_assert_cmpint(back->state, ==, JOB_WAITING);
    g_assert_cmpint(back->attempts, ==, 0);
}

static void test_end(TableFixture *fixture, gconstpointer data) {
    bool is_ended;
    g_autoptr(GError) error = NULL;
    make_lesson(fixture);
    add(fixture, FIRST, "");
    g_assert_true(job_table_end(fixture->database, FIRST, JOB_CANCELLED, "", &is_ended, NULL));
    g_assert_true(is_ended);
    g_assert_true(job_table_end(fixture->database, FIRST, JOB_DONE, "", &is_ended, NULL));
    g_assert_false(is_ended);
    g_assert_cmpint(state_of(fixture, FIRST), ==, JOB_CANCELLED);
    g_assert_false(job_table_again(fixture->database, FIRST, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
}

static void test_kept(TableFixture *fixture, gconstpointer data) {
    bool is_ended;
    make_lesson(fixture);
    add(fixture, FIRST, "");
    add(fixture, SECOND, "");
    g_assert_true(job_table_end(fixture->database, FIRST, JOB_FAILED, "x", &is_ended, NULL));
    g_autoptr(GPtrArray) kept = job_table_kept(fixture->database, 0, NULL);
    g_assert_cmpuint(kept->len, ==, 2);
    g_autoptr(GPtrArray) failed = job_table_failed(fixture->database, 0, NULL);
    g_assert_cmpuint(failed->len, ==, 1);
    g_assert_cmpstr(failed->pdata[0], ==, FIRST);
    g_autoptr(GPtrArray) later = job_table_kept(fixture->database, INT64_MAX, NULL);
    g_assert_cmpuint(later->len, ==, 1);
    g_assert_cmpstr(later->pdata[0], ==, SECOND);
}

static void test_made(TableFixture *fixture, gconstpointer data) {
    make_lesson(fixture);
    g_assert_false(add(fixture, FIRST, JOB_MADE_MARK "2"));
    g_assert_false(add(fixture, SECOND, "made2"));
    g_autoptr(JobRow) made = job_table_take(fixture->database, true, NULL);
    g_autoptr(JobRow) brought = job_table_take(fixture->database, true, NULL);
    g_assert_cmpuint(made->made, ==, 2);
    g_assert_cmpuint(brought->made, ==, 0);
}

static void test_find_mark(TableFixture *fixture, gconstpointer data) {
    bool is_ended;
    make_lesson(fixture);
    add(fixture, FIRST, "x");
    g_autofree char *lesson = NULL, *other = NULL, *after = NULL;
    g_assert_true(job_table_find_mark(fixture->database, "x", &lesson, NULL));
    g_assert_cmpstr(lesson, ==, "l");
    g_assert_true(job_table_find_mark(fixture->database, "y", &other, NULL));
    g_assert_null(other);
    g_assert_true(job_table_end(fixture->database, FIRST, JOB_CANCELLED, "", &is_ended, NULL));
    g_assert_true(job_table_find_mark(fixture->database, "x", &after, NULL));
    g_assert_null(after);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(order);
    TABLE_TEST(low);
    TABLE_TEST(twice);
    TABLE_TEST(interruptions);
    TABLE_TEST(stop_does_not_count);
    TABLE_TEST(end);
    TABLE_TEST(kept);
    TABLE_TEST(made);
    TABLE_TEST(find_mark);
    return g_test_run();
}
