#include "catalog/store/data_dir.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "temp_dir.h"

static void test_made(void) {
    g_autoptr(GError) error = NULL;
    char *parent = temp_dir_new();
    g_autofree char *path = temp_dir_file(parent, "a/b");
    g_autoptr(DataDir) directory = data_dir_open(path, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(data_dir_path(directory), ==, path);
    g_assert_true(data_dir_is_empty(directory));
    struct stat info;
    g_assert_cmpint(stat(path, &info), ==, 0);
    g_assert_cmpint(info.st_mode & 0777, ==, 0700);
    g_autofree char *lock = temp_dir_file(path, DATA_DIR_LOCK_NAME);
    g_autofree char *pid = NULL;
    g_assert_true(g_file_get_contents(lock, &pid, NULL, NULL));
    g_assert_cmpint(g_ascii_strtoll(pid, NULL, 10), ==, getpid());
    g_autofree char *file = temp_dir_file(path, "x");
    g_assert_true(g_file_set_contents(file, "", 0, NULL));
    g_assert_false(data_dir_is_empty(directory));
    g_clear_pointer(&directory, data_dir_close);
    temp_dir_remove(parent);
}

/* Another process that holds the lock is named; when it dies, even by SIGKILL, the lock is free. */
static void test_second_server(void) {
    g_autoptr(GError) error = NULL;
    char *path = temp_dir_new();
    int ready[2];
    g_assert_cmpint(pipe(ready), ==, 0);
    pid_t pid = fork();
    g_assert_cmpint(pid, >=, 0);
    if (pid == 0) {
        DataDir *held = data_dir_open(path, NULL);
        ssize_t ignored = write(ready[1], held ? "y" : "n", 1);
        (void)ignored;
        for (;;)
            pause();
    }
    char answer = 0;
    g_assert_cmpint(read(ready[0], &answer, 1), ==, 1);
    g_assert_cmpint(answer, ==, 'y');
    g_assert_null(data_dir_open(path, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_test_message("%s", error->message);
    g_autofree char *words = g_strdup_printf("process %ld", (long)pid);
    g_assert_nonnull(strstr(error->message, words));
    g_assert_nonnull(strstr(error->message, path));
    g_clear_error(&error);

    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    g_autoptr(DataDir) directory = data_dir_open(path, &error);
    g_assert_no_error(error);
    g_clear_pointer(&directory, data_dir_close);
    close(ready[0]);
    close(ready[1]);
    temp_dir_remove(path);
}

static void assert_refused(const char *path, ErrorCode code) {
    g_autoptr(GError) error = NULL;
    g_assert_null(data_dir_open(path, &error));
    g_assert_error(error, BASE_ERROR, (int)code);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, path));
}

static void test_unusable(void) {
    char *parent = temp_dir_new();
    g_autofree char *file = temp_dir_file(parent, "file");
    g_autofree char *below = temp_dir_file(parent, "file/data");
    g_assert_true(g_file_set_contents(file, "x", 1, NULL));
    assert_refused(file, ERROR_IO);
    assert_refused(below, ERROR_IO);
    assert_refused("/proc/tongping", ERROR_IO); /* nobody can make it, not even root */

    g_autofree char *linked = temp_dir_file(parent, DATA_DIR_LOCK_NAME);
    g_assert_cmpint(symlink(file, linked), ==, 0); /* a lock elsewhere is not followed */
    assert_refused(parent, ERROR_IO);
    temp_dir_remove(parent);
}

#define NOBODY 65534

/* In a child, because root may write everywhere. */
static void test_unwritable(void) {
    char *path = temp_dir_new();
    g_assert_cmpint(chmod(path, 0555), ==, 0);
    pid_t pid = fork();
    g_assert_cmpint(pid, >=, 0);
    if (pid == 0) {
        if (geteuid() == 0 && setuid(NOBODY) != 0)
            _exit(2);
        g_autoptr(GError) error = NULL;
        DataDir *directory = data_dir_open(path, &error);
        _exit(!directory && g_error_matches(error, BASE_ERROR, ERROR_IO) &&
                      strstr(error->message, path) && strstr(error->message, "Permission denied")
                  ? 0
                  : 1);
    }
    int status;
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 0);
    g_assert_cmpint(chmod(path, 0700), ==, 0);
    temp_dir_remove(path);
}

static void test_restore_mark(void) {
    g_autoptr(GError) error = NULL;
    char *path = temp_dir_new();
    g_autofree char *mark = temp_dir_file(path, DATA_DIR_RESTORE_NAME);
    g_assert_true(g_file_set_contents(mark, "", 0, NULL));
    assert_refused(path, ERROR_CORRUPT);
    g_autoptr(DataDir) directory = data_dir_open_for_restore(path, &error);
    g_assert_no_error(error);
    g_clear_pointer(&directory, data_dir_close);
    temp_dir_remove(path);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/data_dir/made", test_made);
    g_test_add_func("/data_dir/second_server", test_second_server);
    g_test_add_func("/data_dir/unusable", test_unusable);
    g_test_add_func("/data_dir/unwritable", test_unwritable);
    g_test_add_func("/data_dir/restore_mark", test_restore_mark);
    return g_test_run();
}
