#include "base/log.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

#define STAMP "2023-11-14T22:13:20.005Z "

static int64_t fake_us(void) {
    return INT64_C(1700000000005999);
}

static const ClockSource FAKE_CLOCK = {fake_us, fake_us};

/* Standard error and the log file both end up in files that a test reads. */
typedef struct Fixture {
    char *directory, *log_path, *stderr_path;
    int saved_stderr;
} Fixture;

static void set_up(Fixture *fixture, const void *unused) {
    fixture->directory = g_dir_make_tmp("test_log_XXXXXX", NULL);
    fixture->log_path = g_build_filename(fixture->directory, "log", NULL);
    fixture->stderr_path = g_build_filename(fixture->directory, "stderr", NULL);
    fixture->saved_stderr = dup(STDERR_FILENO);
    int fd = open(fixture->stderr_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(fd, STDERR_FILENO);
    close(fd);
    g_unsetenv("JOURNAL_STREAM");
    clock_replace(&FAKE_CLOCK);
}

static void tear_down(Fixture *fixture, const void *unused) {
    log_close();
    clock_replace(NULL);
    dup2(fixture->saved_stderr, STDERR_FILENO);
    close(fixture->saved_stderr);
    g_unlink(fixture->log_path);
    g_unlink(fixture->stderr_path);
    g_assert_cmpint(g_rmdir(fixture->directory), ==, 0);
    g_free(fixture->directory);
    g_free(fixture->log_path);
    g_free(fixture->stderr_path);
}

static char *contents(const char *path) {
    char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

static void assert_contents(const char *path, const char *expected) {
    g_autofree char *text = contents(path);
    g_assert_cmpstr(text, ==, expected);
}

static void test_line(Fixture *fixture, const void *unused) {
    g_assert_true(log_open(LOG_INFO, fixture->log_path, NULL));
    log_event(LOG_INFO, "gate", "listening", LOG_FIELDS({"port", NULL, 8080}, {"name", "a-b"}));
    log_event(LOG_WARNING, "gate", "alone", NULL);
    static const char EXPECTED[] =
        STAMP "info gate: listening port=8080 name=a-b\n" STAMP "warning gate: alone\n";
    assert_contents(fixture->log_path, EXPECTED);
    assert_contents(fixture->stderr_path, EXPECTED);
    struct stat info;
    g_assert_cmpint(stat(fixture->log_path, &info), ==, 0);
    g_assert_cmphex(info.st_mode & 0137, ==, 0);
}

static void test_journal(Fixture *fixture, const void *unused) {
    g_setenv("JOURNAL_STREAM", "1:2", TRUE);
    g_assert_true(log_open(LOG_DEBUG, fixture->log_path, NULL));
    log_event(LOG_ERROR, "db", "one", NULL);
    log_event(LOG_DEBUG, "db", "two", NULL);
    assert_contents(fixture->stderr_path, "<3>error db: one\n<7>debug db: two\n");
    assert_contents(fixture->log_path, STAMP "error db: one\n" STAMP "debug db: two\n");
    g_unsetenv("JOURNAL_STREAM");
}

static void test_levels(Fixture *fixture, const void *unused) {
    static const char *const WORDS[] = {"error", "warning", "info", "debug"};
    for (unsigned active = 0; active < G_N_ELEMENTS(WORDS); active++) {
        LogLevel level;
        g_assert_true(log_level_from_word(WORDS[active], &level));
        g_assert_cmpuint(level, ==, active);
        g_assert_true(log_open(level, fixture->log_path, NULL));
        for (unsigned event = 0; event < G_N_ELEMENTS(WORDS); event++)
            log_event((LogLevel)event, "x", "e", NULL);
        log_close();
        g_autofree char *text = contents(fixture->log_path);
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        g_assert_cmpuint(g_strv_length(lines) - 1, ==, active + 1);
        g_unlink(fixture->log_path);
    }
    LogLevel untouched = LOG_DEBUG;
    g_assert_false(log_level_from_word("verbose", &untouched));
    g_assert_cmpuint(untouched, ==, LOG_DEBUG);
}

/* A value can forge neither a line nor a pair. */
static void test_quoting(Fixture *fixture, const void *unused) {
    static const struct {
        const char *value, *written;
    } CASES[] = {
        {"plain", "plain"},
        {"同屏", "同屏"},
        {"", "\"\""},
        {"two words", "\"two words\""},
        {"a=b", "\"a=b\""},
        {"say \"x\" \\", "\"say \\\"x\\\" \\\\\""},
        {"a\ninfo gate: forged", "\"a\\x0ainfo gate: forged\""},
        {"\r\t\x1b[2J\x7f", "\"\\x0d\\x09\\x1b[2J\\x7f\""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_assert_true(log_open(LOG_INFO, fixture->log_path, NULL));
        log_event(LOG_INFO, "x", "e", LOG_FIELDS({"k", CASES[i].value}, {"end", NULL, -1}));
        log_close();
        g_autofree char *expected =
            g_strdup_printf(STAMP "info x: e k=%s end=-1\n", CASES[i].written);
        assert_contents(fixture->log_path, expected);
        g_unlink(fixture->log_path);
    }
}

/* Whatever the length, a line is one line of UTF-8, and a cut one says so. */
static void test_long_line(Fixture *fixture, const void *unused) {
    for (size_t n = 640; n < 720; n++) {
        g_autoptr(GString) value = g_string_new(NULL);
        for (size_t i = 0; i < n; i++)
            g_string_append(value, "屏");
        g_assert_true(log_open(LOG_INFO, fixture->log_path, NULL));
        log_event(LOG_INFO, "x", "e", LOG_FIELDS({"k", value->str}));
        log_close();
        g_autofree char *text = contents(fixture->log_path);
        size_t length = strlen(text);
        g_assert_true(g_utf8_validate(text, -1, NULL));
        g_assert_true(strchr(text, '\n') == text + length - 1);
        bool is_whole = strstr(text, value->str) != NULL;
        g_assert_true(is_whole || g_str_has_suffix(text, "屏…\n"));
        g_assert_true(is_whole || length > 2000);
        g_unlink(fixture->log_path);
    }
}

static void test_error(Fixture *fixture, const void *unused) {
    g_autoptr(GError) error = g_error_new_literal(BASE_ERROR, ERROR_IO, "cannot open 'x': gone");
    g_assert_true(log_open(LOG_INFO, fixture->log_path, NULL));
    log_error(LOG_WARNING, "store", "backup failed", error);
    log_error(LOG_WARNING, "store", "backup failed", NULL);
    assert_contents(fixture->log_path, STAMP
                    "warning store: backup failed error=\"cannot open 'x': gone\" code=io\n" STAMP
                    "warning store: backup failed error=unknown code=internal\n");
}

static void test_reopen(Fixture *fixture, const void *unused) {
    g_autofree char *old_path = g_strconcat(fixture->log_path, ".1", NULL);
    g_assert_true(log_open(LOG_INFO, fixture->log_path, NULL));
    log_event(LOG_INFO, "x", "first", NULL);
    g_assert_cmpint(g_rename(fixture->log_path, old_path), ==, 0);
    log_event(LOG_INFO, "x", "second", NULL);
    log_reopen();
    log_event(LOG_INFO, "x", "third", NULL);
    assert_contents(old_path, STAMP "info x: first\n" STAMP "info x: second\n");
    assert_contents(fixture->log_path, STAMP "info x: third\n");
    g_unlink(old_path);
}

static void test_open_fails(Fixture *fixture, const void *unused) {
    g_autoptr(GError) error = NULL;
    g_assert_false(log_open(LOG_INFO, fixture->directory, &error));
    g_assert_error(error, BASE_ERROR, ERROR_IO);
    g_assert_nonnull(strstr(error->message, fixture->directory));
    log_event(LOG_INFO, "x", "still on standard error", NULL);
    assert_contents(fixture->stderr_path, STAMP "info x: still on standard error\n");
    log_reopen();
}

static void add(const char *path, void (*test)(Fixture *, const void *)) {
    g_test_add(path, Fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    add("/base/log/line", test_line);
    add("/base/log/journal", test_journal);
    add("/base/log/levels", test_levels);
    add("/base/log/quoting", test_quoting);
    add("/base/log/long_line", test_long_line);
    add("/base/log/error", test_error);
    add("/base/log/reopen", test_reopen);
    add("/base/log/open_fails", test_open_fails);
    return g_test_run();
}
