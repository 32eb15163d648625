/* Which day of the viewing log is closed or removed next, and what lies beside a closed one. */
#include "catalog/viewing/log_day.h"

#include <string.h>

#include "temp_dir.h"

#define HOUR_US INT64_C(3600000000)
#define NOON_US INT64_C(1700049600000000) /* 2023-11-15T12:00:00Z */
#define SUM     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static GArray *days_of(const char *const *names) {
    GArray *days = g_array_new(FALSE, TRUE, sizeof(LogDay));
    for (; *names; names++) {
        LogDay day = {.is_closed = g_str_has_suffix(*names, " closed")};
        g_strlcpy(day.day, *names, sizeof day.day);
        g_array_append_val(days, day);
    }
    return days;
}

static void test_next(void) {
    static const struct {
        const char *days[4];
        int64_t now_us, keep_days;
        LogDayStep step;
        unsigned number;
    } ROWS[] = {
        {{NULL}, NOON_US, 0, LOG_DAY_REST, 0},
        {{"2023-11-15"}, NOON_US, 0, LOG_DAY_REST, 0},
        {{"2023-11-14", "2023-11-15"}, NOON_US, 0, LOG_DAY_CLOSE, 0},
        {{"2023-11-13 closed", "2023-11-14"}, NOON_US, 0, LOG_DAY_CLOSE, 1},
        /* an hour into the next day, not before */
        {{"2023-11-14"}, NOON_US - 11 * HOUR_US - 1, 0, LOG_DAY_REST, 0},
        {{"2023-11-14"}, NOON_US - 11 * HOUR_US, 0, LOG_DAY_CLOSE, 0},
        {{"2023-11-14 closed", "2023-11-16"}, NOON_US, 0, LOG_DAY_REST, 0},
        /* three whole days are kept behind the running one */
        {{"2023-11-12 closed", "2023-11-14 closed"}, NOON_US, 3, LOG_DAY_REST, 0},
        {{"2023-11-11 closed", "2023-11-14"}, NOON_US, 3, LOG_DAY_REMOVE, 0},
        {{"1999-01-01 closed"}, NOON_US, 0, LOG_DAY_REST, 0},
        {{"1999-01-01 closed"}, NOON_US, 36500, LOG_DAY_REST, 0},
        {{"1999-01-01"}, NOON_US, 3, LOG_DAY_CLOSE, 0}, /* closed first */
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GArray) days = days_of(ROWS[i].days);
        unsigned number = 0;
        g_test_message("row %u", i);
        g_assert_cmpint(log_day_next(days, ROWS[i].now_us, ROWS[i].keep_days, &number), ==,
                        ROWS[i].step);
        if (ROWS[i].step != LOG_DAY_REST)
            g_assert_cmpuint(number, ==, ROWS[i].number);
    }
}

static void touch(const char *directory, const char *name) {
    g_autofree char *path = g_build_filename(directory, BEAT_LOG_FOLDER, name, NULL);
    g_assert_true(g_file_set_contents(path, "", 0, NULL));
}

static void test_files(void) {
    g_autoptr(GError) error = NULL;
    char *directory = temp_dir_new();
    g_autofree char *folder = g_build_filename(directory, BEAT_LOG_FOLDER, NULL);
    g_assert_null(log_day_list(directory, &error));
    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    static const char *const NAMES[] = {"2023-11-15.log", "2023-11-14.log", "2023-11-14.log.bak",
                                        "20231-11-4.log", "x.log",          "2023-11-13.log.sha256",
                                        "2023-11-1x.log"};
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++)
        touch(directory, NAMES[i]);
    g_assert_true(log_day_write_sum(directory, "2023-11-14", SUM, NULL));
    g_autoptr(GArray) days = log_day_list(directory, NULL);
    g_assert_cmpuint(days->len, ==, 2);
    const LogDay *first = &g_array_index(days, LogDay, 0);
    g_assert_cmpstr(first[0].day, ==, "2023-11-14");
    g_assert_true(first[0].is_closed);
    g_assert_cmpstr(first[1].day, ==, "2023-11-15");
    g_assert_false(first[1].is_closed);
    g_autofree char *sum = log_day_read_sum(directory, "2023-11-14");
    g_assert_cmpstr(sum, ==, SUM);
    g_assert_null(log_day_read_sum(directory, "2023-11-15"));
    g_autofree char *path = g_build_filename(folder, "2023-11-14.log.sha256", NULL);
    g_autofree char *line = NULL;
    g_assert_true(g_file_get_contents(path, &line, NULL, NULL));
    g_assert_cmpstr(line, ==, SUM "  2023-11-14.log\n");
    g_assert_true(log_day_remove(directory, "2023-11-14", NULL));
    g_assert_true(log_day_remove(directory, "2023-11-14", NULL));
    g_autoptr(GArray) left = log_day_list(directory, NULL);
    g_assert_cmpuint(left->len, ==, 1);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    temp_dir_remove(directory);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/log_day/next", test_next);
    g_test_add_func("/log_day/files", test_files);
    return g_test_run();
}
