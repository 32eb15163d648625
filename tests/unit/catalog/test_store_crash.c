/* A child process that writes without pause and tells each acknowledged row on a pipe; it is killed
 * in the middle, or its files stop growing. Every row it told of must be there afterwards. */
#include "catalog/store/store.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "catalog/store/outbox_table.h"
#include "temp_dir.h"
#include "waiter.h"

#define N_ROUNDS       5
#define N_IN_FLIGHT    64
#define N_ACKS         400 /* before the kill */
#define TEXT_BYTES     2000
#define FILE_MAX_BYTES (512 * 1024) /* of the child whose disk is full */
#define N_FULL_JOBS    2000

static const char *program;

/* ---- the child ---- */

typedef struct Child {
    Store *store;
    Worker *asker;
    int64_t next_id;
    int64_t last_id;
    unsigned n_failed;
    unsigned n_open;
    Waiter done;
} Child;

typedef struct Row {
    Child *child;
    int64_t id;
} Row;

/* A row and its fact, in one transaction. */
static bool insert_row(Database *database, void *data, GError **error) {
    const Row *row = data;
    g_autoptr(Statement) statement =
        database_prepare(database, "INSERT INTO item (id, text) VALUES (?1, ?2)", error);
    if (!statement)
        return false;
    g_autofree char *text = g_strnfill(TEXT_BYTES, 'x');
    statement_bind_int64(statement, 1, row->id);
    statement_bind_text(statement, 2, text);
    return statement_run(statement, error) &&
           outbox_table_append(database, "test", "{}", NULL, error);
}

static void post_next(void *data);

/* One write(2) of 8 bytes into a pipe is whole or not at all. */
static void on_inserted(const GError *error, void *data) {
    const Row *row = data;
    if (error)
        row->child->n_failed++;
    else if (write(STDOUT_FILENO, &row->id, sizeof row->id) != sizeof row->id)
        _exit(1);
    row->child->n_open--;
    post_next(row->child);
}

static void post_next(void *data) {
    Child *child = data;
    if (child->next_id > child->last_id) {
        if (child->n_open == 0)
            waiter_signal(&child->done);
        return;
    }
    Row *row = g_new0(Row, 1);
    *row = (Row){child, child->next_id++};
    const StoreJob job = {.run = insert_row,
                          .done = on_inserted,
                          .reply_to = child->asker,
                          .data = row,
                          .free_data = g_free};
    g_autoptr(GError) error = NULL;
    child->n_open++;
    g_assert_true(store_write(child->store, &job, &error));
    g_assert_no_error(error);
}

static void limit_files(void) {
    const struct rlimit limit = {FILE_MAX_BYTES, FILE_MAX_BYTES};
    signal(SIGXFSZ, SIG_IGN); /* write(2) fails with EFBIG instead */
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
}

static int run_child(const char *folder, int64_t first_id, int64_t last_id, bool is_limited) {
    g_autoptr(GError) error = NULL;
    if (is_limited)
        limit_files();
    Child child = {.next_id = first_id, .last_id = last_id};
    waiter_init(&child.done);
    g_autoptr(TokenKeys) keys = token_keys_open(folder, &error);
    g_assert_no_error(error);
    const StoreOptions options = {
        .directory = folder, .keys = keys, .max_writes = 1000, .max_reads = 16};
    child.store = store_start(&options, &error);
    g_assert_no_error(error);
    const WorkerOptions asker = {
        .name = "asker", .mailbox_posts = 1000, .loop = &WORKER_LOOP_QUEUE};
    child.asker = worker_start(&asker, &error);
    g_assert_no_error(error);
    for (int i = 0; i < N_IN_FLIGHT; i++)
        g_assert_true(worker_post(child.asker, post_next, &child, NULL, NULL));
    waiter_wait(&child.done, 1);
    store_stop(child.store);
    worker_stop(child.asker);
    store_free(child.store);
    worker_free(child.asker);
    return is_limited && child.n_failed == 0 ? 3 : 0; /* the limit must have been met */
}

/* ---- the parent ---- */

static pid_t start_child(const char *folder, int64_t first_id, const char *mode, int *ret_pipe) {
    int ends[2];
    g_assert_cmpint(pipe(ends), ==, 0);
    g_autofree char *first = g_strdup_printf("%" G_GINT64_FORMAT, first_id);
    pid_t pid = fork();
    g_assert_cmpint(pid, >=, 0);
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl(program, program, "--child", folder, first, mode, NULL);
        _exit(127);
    }
    close(ends[1]);
    *ret_pipe = ends[0];
    return pid;
}

/* Adds acknowledged ids until `n` have come or the pipe ends; returns how many came. */
static unsigned read_acks(int fd, GArray *acks, unsigned n) {
    unsigned n_read = 0;
    int64_t id;
    while (n_read < n && read(fd, &id, sizeof id) == sizeof id) {
        g_array_append_val(acks, id);
        n_read++;
    }
    return n_read;
}

static int64_t number(Database *database, const char *sql) {
    g_autoptr(GError) error = NULL;
    int64_t value = -1;
    g_assert_true(database_query_int64(database, sql, &value, &error));
    g_assert_no_error(error);
    return value;
}

static bool has_row(Database *database, int64_t id) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT 1 FROM item WHERE id = ?1", &error);
    statement_bind_int64(statement, 1, id);
    StatementStep step = statement_step(statement, &error);
    g_assert_no_error(error);
    return step == STATEMENT_ROW;
}

/* Opening runs the recovery and the check. Rows and facts stand or fall together. */
static int64_t assert_survived(const char *folder, const GArray *acks) {
    g_autoptr(Database) database = temp_dir_database(folder);
    for (unsigned i = 0; i < acks->len; i++)
        if (!has_row(database, g_array_index(acks, int64_t, i)))
            g_error("acknowledged row %" G_GINT64_FORMAT " is gone",
                    g_array_index(acks, int64_t, i));
    int64_t n_rows = number(database, "SELECT count(*) FROM item");
    g_assert_cmpint(n_rows, >=, acks->len);
    g_assert_cmpint(n_rows, ==, number(database, "SELECT count(*) FROM outbox"));
    g_assert_cmpint(n_rows, ==, number(database, "SELECT max(sequence) FROM outbox"));
    return number(database, "SELECT max(id) FROM item");
}

static char *make_folder(void) {
    g_autoptr(GError) error = NULL;
    char *folder = temp_dir_new();
    g_autoptr(Database) database = temp_dir_database(folder);
    g_assert_true(database_execute(
        database, "CREATE TABLE item (id INTEGER PRIMARY KEY, text TEXT) STRICT", &error));
    g_assert_no_error(error);
    return folder;
}

static void test_kill(void) {
    char *folder = make_folder();
    g_autoptr(GArray) acks = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int64_t last_id = 0;
    for (int round = 0; round < N_ROUNDS; round++) {
        int fd, status;
        pid_t pid = start_child(folder, last_id + 1, "endless", &fd);
        g_assert_cmpuint(read_acks(fd, acks, N_ACKS), ==, N_ACKS);
        g_assert_cmpint(kill(pid, SIGKILL), ==, 0);
        (void)read_acks(fd, acks, G_MAXUINT); /* what was told before it died */
        close(fd);
        g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
        g_assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        last_id = assert_survived(folder, acks);
    }
    temp_dir_remove(folder);
}

/* The child's files cannot grow beyond FILE_MAX_BYTES: some jobs fail, none is acknowledged in
 * vain, and the child ends in order. */
static void test_disk_full(void) {
    char *folder = make_folder();
    g_autoptr(GArray) acks = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int fd, status;
    pid_t pid = start_child(folder, 1, "limited", &fd);
    g_assert_cmpuint(read_acks(fd, acks, G_MAXUINT), >, 0);
    close(fd);
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 0);
    g_assert_cmpuint(acks->len, <, N_FULL_JOBS);
    (void)assert_survived(folder, acks);
    temp_dir_remove(folder);
}

int main(int argc, char *argv[]) {
    program = "/proc/self/exe";
    if (argc == 5 && g_str_equal(argv[1], "--child")) {
        int64_t first_id = g_ascii_strtoll(argv[3], NULL, 10);
        bool is_limited = g_str_equal(argv[4], "limited");
        return run_child(argv[2], first_id, is_limited ? N_FULL_JOBS : INT64_MAX, is_limited);
    }
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/store_crash/kill", test_kill);
    g_test_add_func("/store_crash/disk_full", test_disk_full);
    return g_test_run();
}
