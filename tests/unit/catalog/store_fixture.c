#include "store_fixture.h"

#include "base/error.h"
#include "temp_dir.h"

void store_fixture_start(StoreFixture *fixture, unsigned max_jobs) {
    g_autoptr(GError) error = NULL;
    const StoreOptions options = {.directory = fixture->folder,
                                  .keys = fixture->keys,
                                  .max_writes = max_jobs,
                                  .max_reads = max_jobs};
    fixture->store = store_start(&options, &error);
    g_assert_no_error(error);
}

static void make_table(StoreFixture *fixture) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Database) database = temp_dir_database(fixture->folder);
    g_assert_true(database_execute(
        database, "CREATE TABLE item (id INTEGER PRIMARY KEY, text TEXT) STRICT", &error));
    g_assert_no_error(error);
}

void store_fixture_set_up(StoreFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    fixture->folder = temp_dir_new();
    fixture->keys = token_keys_open(fixture->folder, &error);
    g_assert_no_error(error);
    make_table(fixture);
    const WorkerOptions options = {
        .name = "asker", .mailbox_posts = 4096, .loop = &WORKER_LOOP_QUEUE};
    fixture->asker = worker_start(&options, &error);
    g_assert_no_error(error);
    waiter_init(&fixture->entered);
    waiter_init(&fixture->release);
    store_fixture_start(fixture, STORE_FIXTURE_MAX_JOBS);
}

void store_fixture_tear_down(StoreFixture *fixture, gconstpointer data) {
    store_free(fixture->store);
    worker_free(fixture->asker);
    token_keys_free(fixture->keys);
    waiter_clear(&fixture->entered);
    waiter_clear(&fixture->release);
    temp_dir_remove(fixture->folder);
}

/* ---- writing ---- */

static bool insert(Database *database, int64_t id, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "INSERT INTO item (id) VALUES (?1)", error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, id);
    return statement_run(statement, error);
}

static bool run_item(Database *database, void *data, GError **error) {
    const Item *item = data;
    g_assert_null(*error);
    if (item->id && !insert(database, item->id, error))
        return false;
    return !item->sql || database_execute(database, item->sql, error);
}

static void on_item_done(const GError *error, void *data) {
    const Item *item = data;
    worker_assert_current(item->fixture->asker);
    if (item->ret_code)
        *item->ret_code = error ? error->code : -1;
    if (item->done)
        waiter_signal(item->done);
}

static void item_free(void *data) {
    Item *item = data;
    if (item->ret_freed)
        __atomic_add_fetch(item->ret_freed, 1, __ATOMIC_SEQ_CST);
    g_free(item);
}

bool store_fixture_write(StoreFixture *fixture, const Item *item, GError **error) {
    Item *copy = g_memdup2(item, sizeof *item);
    copy->fixture = fixture;
    const StoreJob job = {.run = run_item,
                          .done = on_item_done,
                          .reply_to = fixture->asker,
                          .data = copy,
                          .free_data = item_free};
    if (store_write(fixture->store, &job, error))
        return true;
    g_free(copy); /* still ours: no count */
    return false;
}

/* ---- holding the writer ---- */

static bool hold(Database *database, void *data, GError **error) {
    StoreFixture *fixture = data;
    waiter_signal(&fixture->entered);
    waiter_wait(&fixture->release, 1);
    return true;
}

void store_fixture_block(StoreFixture *fixture) {
    g_autoptr(GError) error = NULL;
    const StoreJob job = {.run = hold, .data = fixture};
    g_assert_true(store_write(fixture->store, &job, &error));
    g_assert_no_error(error);
    waiter_wait(&fixture->entered, 1);
}

void store_fixture_unblock(StoreFixture *fixture) {
    waiter_signal(&fixture->release);
}

/* ---- reading ---- */

typedef struct Question {
    const char *sql;
    int64_t value;
    Waiter done;
} Question;

static bool ask(Database *database, void *data, GError **error) {
    Question *question = data;
    return database_query_int64(database, question->sql, &question->value, error);
}

static void on_answer(const GError *error, void *data) {
    Question *question = data;
    g_assert_no_error(error);
    waiter_signal(&question->done);
}

int64_t store_fixture_number(StoreFixture *fixture, const char *sql) {
    g_autoptr(GError) error = NULL;
    Question question = {.sql = sql, .value = -1};
    waiter_init(&question.done);
    const StoreJob job = {
        .run = ask, .done = on_answer, .reply_to = fixture->asker, .data = &question};
    g_assert_true(store_read(fixture->store, &job, &error));
    g_assert_no_error(error);
    waiter_wait(&question.done, 1);
    waiter_clear(&question.done);
    return question.value;
}

StoreStats store_fixture_stats(StoreFixture *fixture) {
    StoreStats stats;
    store_get_stats(fixture->store, &stats);
    return stats;
}
