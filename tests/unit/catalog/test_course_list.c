/* Courses as lists: who sees which, as one table; searching among five thousand. */
#include "catalog/course/course_list.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "catalog/course/lesson_table.h"
#include "catalog/store/role.h"
#include "tree_fixture.h"

#define N_COURSES   5000
#define MAX_FIND_US 20000

static char *add_course(TableFixture *fixture, const char *title, const char *summary,
                        CourseAudience audience) {
    g_autoptr(GError) error = NULL;
    CourseRow row = {.title = (char *)title,
                     .summary = (char *)summary,
                     .language = (char *)"zh",
                     .audience = audience};
    course_table_insert(fixture->database, &row, NULL, &error);
    g_assert_no_error(error);
    LessonRow lesson = {.title = (char *)"第一课", .is_shown = true};
    g_strlcpy(lesson.course_id, row.id, sizeof lesson.course_id);
    lesson_table_insert(fixture->database, &lesson, &error);
    g_assert_no_error(error);
    return g_strdup(row.id);
}

static void publish(TableFixture *fixture, const char *id) {
    tree_fixture_run(fixture, "UPDATE course SET state = ?2, published_at_us = 1 WHERE id = ?1", id,
                     "published");
}

static GPtrArray *find(TableFixture *fixture, const CourseViewer *viewer, const char *text) {
    g_autoptr(GError) error = NULL;
    const CourseQuery query = {.text = text, .state = -1};
    GPtrArray *rows = course_list_page(fixture->database, viewer, &query, &error);
    g_assert_no_error(error);
    return rows;
}

/* ---- who sees which ---- */

static const char *account_of(TableFixture *fixture, const char *name, uint32_t roles,
                              const char *unit, GPtrArray *keep) {
    AccountRow *row = table_fixture_account(fixture, name, roles);
    g_ptr_array_add(keep, row);
    if (unit)
        tree_fixture_run(fixture, "UPDATE account SET member_id = ?2 WHERE id = ?1", row->id,
                         tree_fixture_member(fixture, unit, name));
    return row->id;
}

static void expect_seen(TableFixture *fixture, MeetingViewerKind kind, const char *id,
                        const char *wanted) {
    g_autoptr(GError) error = NULL;
    g_auto(CourseViewer) viewer = {0};
    course_viewer_load(fixture->database, kind, id, &viewer, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) rows = find(fixture, &viewer, NULL);
    char seen[16] = "";
    for (char letter = 'a'; letter <= 'z'; letter++)
        for (unsigned i = 0; i < rows->len; i++)
            if (((const CourseRow *)rows->pdata[i])->title[0] == letter)
                strncat(seen, &letter, 1);
    g_assert_cmpstr(seen, ==, wanted);
}

static void test_seen(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func((GDestroyNotify)account_row_free);
    const char *county = tree_fixture_unit(fixture, NULL, "county");
    const char *town = tree_fixture_unit(fixture, county, "town");
    const char *village = tree_fixture_unit(fixture, town, "village");
    const char *other = tree_fixture_unit(fixture, county, "other");
    static const struct {
        const char *title;
        CourseAudience audience;
        bool is_published;
    } COURSES[] = {{"draft", COURSE_FOR_ALL, false},
                   {"public", COURSE_FOR_ALL, true},
                   {"signed", COURSE_FOR_SIGNED_IN, true},
                   {"town", COURSE_FOR_UNITS, true}};
    for (unsigned i = 0; i < G_N_ELEMENTS(COURSES); i++) {
        g_autofree char *id = add_course(fixture, COURSES[i].title, "", COURSES[i].audience);
        if (COURSES[i].is_published)
            publish(fixture, id);
        if (COURSES[i].audience == COURSE_FOR_UNITS)
            tree_fixture_run(fixture, "INSERT INTO course_unit VALUES (?1, ?2)", id, town);
    }
    expect_seen(fixture, MEETING_VIEWER_ACCOUNT, "", "p");
    const char *const people[] = {county, town, village, other};
    static const char *const SEEN[] = {"ps", "pst", "pst", "ps"};
    for (unsigned i = 0; i < G_N_ELEMENTS(people); i++) {
        g_autofree char *name = g_strdup_printf("member%u", i);
        expect_seen(fixture, MEETING_VIEWER_ACCOUNT,
                    account_of(fixture, name, ROLE_MEMBER, people[i], keep), SEEN[i]);
    }
    expect_seen(fixture, MEETING_VIEWER_ACCOUNT,
                account_of(fixture, "editor", ROLE_EDITOR, NULL, keep), "dpst");
    expect_seen(fixture, MEETING_VIEWER_ACCOUNT,
                account_of(fixture, "auditor", ROLE_AUDITOR, NULL, keep), "pst");
    tree_fixture_forget();
}

/* ---- searching ---- */

/* Of this process: other work on the machine does not count. */
static int64_t cpu_us(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * CLOCK_US_PER_S + time.tv_nsec / 1000;
}

static void test_speed(TableFixture *fixture, gconstpointer data) {
    static const char *const SUBJECTS[] = {"党的建设",     "草原鼠害防治", "牧区饲草储备",
                                           "基层财务公开", "双语教学",     "合作医疗",
                                           "防火巡护",     "电商直播"};
    static const char *const TYPED[] = {"鼠害", "建设", "公", "饲草储备 牧区", "要点", "不存在"};
    g_autoptr(GRand) dice = g_rand_new_with_seed(7);
    for (unsigned i = 0; i < N_COURSES; i++) {
        const char *first = SUBJECTS[g_rand_int_range(dice, 0, G_N_ELEMENTS(SUBJECTS))];
        const char *second = SUBJECTS[g_rand_int_range(dice, 0, G_N_ELEMENTS(SUBJECTS))];
        g_autofree char *title = g_strdup_printf("%s工作要点之%u", first, i);
        g_autofree char *id =
            add_course(fixture, title, second, i % 2 ? COURSE_FOR_ALL : COURSE_FOR_SIGNED_IN);
        publish(fixture, id);
    }
    const CourseViewer viewer = {.base = {.kind = MEETING_VIEWER_ACCOUNT}};
    for (unsigned i = 0; i < G_N_ELEMENTS(TYPED); i++) {
        int64_t best_us = INT64_MAX;
        int64_t n_found = 0;
        for (unsigned round = 0; round < 3; round++) {
            int64_t from_us = cpu_us();
            g_autoptr(GPtrArray) rows = find(fixture, &viewer, TYPED[i]);
            best_us = MIN(best_us, cpu_us() - from_us);
            n_found = rows->len > 0 ? ((const CourseRow *)rows->pdata[0])->n_found : 0;
        }
        g_test_message("%u characters among %u: %" G_GINT64_FORMAT " found in %" G_GINT64_FORMAT
                       " us of CPU",
                       (unsigned)g_utf8_strlen(TYPED[i], -1), N_COURSES, n_found, best_us);
        g_assert_cmpint(n_found > 0, ==, i + 1 < G_N_ELEMENTS(TYPED));
        if (g_test_perf())
            g_assert_cmpint(best_us, <, MAX_FIND_US);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(seen);
    TABLE_TEST(speed);
    return g_test_run();
}
