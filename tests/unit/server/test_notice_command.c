/* What the program for short messages gets, how long it may take, and how its end is read. */
#include "server/notice_command.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/server/temp_dir.h"

static char *folder;

/* Caller frees the path. */
static char *script(const char *body) {
    g_autofree char *text = g_strdup_printf("#!/bin/sh\n%s\n", body);
    char *path = g_build_filename(folder, "program", NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_assert_cmpint(chmod(path, 0700), ==, 0);
    return path;
}

static bool run(const char *body, GBytes *lines, int64_t timeout_us, int stop_fd, GError **error) {
    g_autofree char *path = script(body);
    const NoticeCommand command = {path, timeout_us, stop_fd};
    return notice_command_run(&command, lines, error);
}

static void test_input(void) {
    /* More than a pipe holds. */
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < 20000; i++)
        g_string_append_printf(text, "{\"line\":%u}\n", i);
    g_autoptr(GBytes) lines = g_bytes_new(text->str, text->len);
    g_autofree char *out = g_build_filename(folder, "out", NULL);
    g_autofree char *body = g_strdup_printf("cat > '%s'; echo noise; echo noise >&2", out);
    g_autoptr(GError) error = NULL;
    g_autofree char *got = NULL;
    g_assert_true(run(body, lines, 30 * CLOCK_US_PER_S, -1, &error));
    g_assert_no_error(error);
    g_assert_true(g_file_get_contents(out, &got, NULL, NULL));
    g_assert_cmpstr(got, ==, text->str);
}

static void test_surroundings(void) {
    g_autoptr(GBytes) lines = g_bytes_new_static("x\n", 2);
    g_autofree char *out = g_build_filename(folder, "out", NULL);
    g_autofree char *got = NULL;
    g_autofree char *body =
        g_strdup_printf("{ env | cut -d= -f1 | sort | tr '\\n' ' '; echo \"args $#\"; pwd;"
                        " ls /proc/$$/fd | tr '\\n' ' '; } > '%s'",
                        out);
    g_setenv("TONGPING_SECRET", "hidden", TRUE);
    int leaky_fd = fcntl(STDIN_FILENO, F_DUPFD, 77); /* without O_CLOEXEC */
    g_assert_true(run(body, lines, 30 * CLOCK_US_PER_S, -1, NULL));
    close(leaky_fd);
    g_assert_true(g_file_get_contents(out, &got, NULL, NULL));
    g_assert_null(strstr(got, "TONGPING"));
    g_assert_nonnull(strstr(got, "LANG"));
    g_assert_nonnull(strstr(got, "args 0\n/\n"));
    g_autofree char *leaked = g_strdup_printf(" %d ", leaky_fd);
    g_assert_null(strstr(strstr(got, "\n/\n"), leaked));
}

static void test_ends(void) {
    static const struct {
        const char *body, *says;
    } ROWS[] = {{"exit 3", "ended with status 3"}, {"kill -TERM $$", "ended by signal 15"}};
    g_autoptr(GBytes) lines = g_bytes_new_static("number 13800000000\n", 19);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(run(ROWS[i].body, lines, 30 * CLOCK_US_PER_S, -1, &error));
        g_assert_nonnull(strstr(error->message, ROWS[i].says));
        g_assert_null(strstr(error->message, "138"));
    }
    g_autoptr(GError) error = NULL;
    const NoticeCommand missing = {"/nowhere/program", CLOCK_US_PER_S, -1};
    g_assert_false(notice_command_run(&missing, lines, &error));
    g_assert_error(error, BASE_ERROR, ERROR_IO);
}

/* Its children go with it: the pipe's other end is closed, or the test would hang. */
static void test_deadline_and_stop(void) {
    g_autoptr(GBytes) lines = g_bytes_new_static("x\n", 2);
    g_autoptr(GError) late = NULL, stopped = NULL;
    g_assert_false(run("sleep 1000 & wait", lines, CLOCK_US_PER_S / 5, -1, &late));
    g_assert_error(late, BASE_ERROR, ERROR_TIMEOUT);
    int stop_fd = eventfd(1, EFD_CLOEXEC);
    g_assert_false(run("sleep 1000", lines, 1000 * CLOCK_US_PER_S, stop_fd, &stopped));
    g_assert_error(stopped, BASE_ERROR, ERROR_TIMEOUT);
    close(stop_fd);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    signal(SIGPIPE, SIG_IGN);
    folder = temp_dir_new();
    g_test_add_func("/notice_command/input", test_input);
    g_test_add_func("/notice_command/surroundings", test_surroundings);
    g_test_add_func("/notice_command/ends", test_ends);
    g_test_add_func("/notice_command/deadline_and_stop", test_deadline_and_stop);
    int status = g_test_run();
    temp_dir_remove(folder);
    return status;
}
