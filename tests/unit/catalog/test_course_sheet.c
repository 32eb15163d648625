/* The sheet of old films: headers, words, rows that are wrong by themselves. */
#include <string.h>

#include "base/error.h"
#include "catalog/intake/course_sheet.h"

static GPtrArray *read_text(const char *text, GError **error) {
    g_autoptr(GBytes) file = g_bytes_new(text, strlen(text));
    return course_sheet_read(file, 0, error);
}

static const CourseSheetRow *row_at(const GPtrArray *rows, unsigned index) {
    g_assert_cmpuint(index, <, rows->len);
    return rows->pdata[index];
}

static void test_reads(void) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows =
        read_text("全县老课件\n序号,文件名（含后缀）*,课程名称,标题,系列,语种,是否必修,观看范围\n"
                  "1, a.mp4 ,果树,第一讲,农技,藏语,是,公开\n\n2,b.mp4,果树,第二讲,,,,\n"
                  "序号,文件名,课程名称,标题\n3,c.mp4,果树,第三讲,农技,bo,选修,登录\n",
                  &error);
    g_assert_no_error(error);
    g_assert_cmpuint(rows->len, ==, 3);
    const CourseSheetRow *first = row_at(rows, 0), *second = row_at(rows, 1),
                         *third = row_at(rows, 2);
    g_assert_cmpuint(first->number, ==, 3);
    g_assert_cmpstr(first->values[COURSE_SHEET_FILE], ==, "a.mp4");
    g_assert_cmpstr(first->values[COURSE_SHEET_LANGUAGE], ==, "藏语");
    g_assert_true(first->has_required && first->is_required);
    g_assert_true(first->has_audience && first->is_public);
    g_assert_cmpuint(second->number, ==, 5);
    g_assert_null(second->values[COURSE_SHEET_SERIES]);
    g_assert_false(second->has_required || second->has_audience);
    g_assert_true(third->has_required && !third->is_required);
    g_assert_true(third->has_audience && !third->is_public);
    for (unsigned i = 0; i < rows->len; i++)
        g_assert_cmpstr(row_at(rows, i)->problem, ==, NULL);
}

static void test_wrong_rows(void) {
    static const char *const PROBLEMS[] = {
        NULL,
        "the column '课件' is empty",
        "'也许' does not say whether it is required: write 是 or 否",
        "'邻居' does not say who may see it: write 公开 or 登录",
        "the file 'a.mp4' stands in row 2 already",
        "the lesson '一' of this course stands in row 2 already",
        NULL, /* of another series */
    };
    g_autoptr(GPtrArray) rows = read_text("文件,课程,课件,必修,谁可以看,专题\n"
                                          "a.mp4,甲,一,,,\n"
                                          "b.mp4,甲,,,,\n"
                                          "c.mp4,甲,二,也许,,\n"
                                          "d.mp4,甲,三,,邻居,\n"
                                          "a.mp4,甲,四,,,\n"
                                          "e.mp4,甲,一,,,\n"
                                          "f.mp4,甲,一,,,丙\n",
                                          NULL);
    g_assert_cmpuint(rows->len, ==, G_N_ELEMENTS(PROBLEMS));
    for (unsigned i = 0; i < rows->len; i++)
        g_assert_cmpstr(row_at(rows, i)->problem, ==, PROBLEMS[i]);
}

static void test_header_is_missing(void) {
    g_autoptr(GError) error = NULL;
    g_assert_null(read_text("文件,课件\na.mp4,一\n", &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
    g_assert_nonnull(strstr(error->message, "课程"));
}

static void test_first_problem_counts(void) {
    g_autoptr(GPtrArray) rows = read_text("file,course,lesson\na,b,c\n", NULL);
    CourseSheetRow *row = rows->pdata[0];
    course_sheet_row_wrong(row, g_strdup("one"));
    course_sheet_row_wrong(row, g_strdup("two"));
    g_assert_cmpstr(row->problem, ==, "one");
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/course_sheet/reads", test_reads);
    g_test_add_func("/course_sheet/wrong_rows", test_wrong_rows);
    g_test_add_func("/course_sheet/header_is_missing", test_header_is_missing);
    g_test_add_func("/course_sheet/first_problem_counts", test_first_problem_counts);
    return g_test_run();
}
