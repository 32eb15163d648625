#include "catalog/store/store.h"

#include <pthread.h>
#include <string.h>

#include "base/error.h"
#include "catalog/store/lane.h"
#include "store_fixture.h"
#include "temp_dir.h"

#define SUCCESS (-1)
#define PENDING (-2)

static void post(StoreFixture *fixture, const Item *item) {
    g_autoptr(GError) error = NULL;
    g_assert_true(store_fixture_write(fixture, item, &error));
    g_assert_no_error(error);
}

static void test_write_and_read(StoreFixture *fixture, gconstpointer data) {
    Waiter done;
    int code = PENDING;
    waiter_init(&done);
    post(fixture, &(Item){.id = 7, .done = &done, .ret_code = &code});
    waiter_wait(&done, 1);
    g_assert_cmpint(code, ==, SUCCESS);
    g_assert_cmpint(store_fixture_number(fixture, "SELECT id FROM item"), ==, 7);
    post(fixture, &(Item){.id = 7, .done = &done, .ret_code = &code});
    waiter_wait(&done, 1);
    g_assert_cmpint(code, ==, ERROR_CONFLICT);

    StoreStats stats = store_fixture_stats(fixture);
    g_assert_cmpuint(stats.writes, ==, 2);
    g_assert_cmpuint(stats.reads, ==, 1);
    g_assert_cmpuint(stats.failed_jobs, ==, 1);
    g_assert_cmpuint(stats.commits, ==, 2);
    g_assert_cmpuint(stats.failed_commits, ==, 0);
    g_assert_cmpint(stats.last_commit_us, >=, 0);
    g_assert_false(stats.is_failing);
    g_assert_true(id_is_uuid(store_node_id(fixture->store)));
    waiter_clear(&done);
}

/* ---- group commit ---- */

#define N_THREADS         4
#define N_JOBS_PER_THREAD 250
#define N_JOBS            (N_THREADS * N_JOBS_PER_THREAD)

/* Acknowledgements, counted on the asker's thread: each must be visible to a reader and unique. */
typedef struct Ledger {
    StoreFixture *fixture;
    unsigned n_acks[N_JOBS + 1];
    Waiter seen;
} Ledger;

typedef struct Entry {
    Ledger *ledger;
    int64_t id;
    int64_t n_found;
} Entry;

static bool find_entry(Database *database, void *data, GError **error) {
    Entry *entry = data;
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT count(*) FROM item WHERE id = ?1", error);
    g_assert_nonnull(statement);
    statement_bind_int64(statement, 1, entry->id);
    g_assert_cmpint(statement_step(statement, error), ==, STATEMENT_ROW);
    entry->n_found = statement_int64(statement, 0);
    return true;
}

static void on_found(const GError *error, void *data) {
    Entry *entry = data;
    g_assert_no_error(error);
    g_assert_cmpint(entry->n_found, ==, 1);
    waiter_signal(&entry->ledger->seen);
}

static bool insert_entry(Database *database, void *data, GError **error) {
    Entry *entry = data;
    g_autoptr(Statement) statement =
        database_prepare(database, "INSERT INTO item (id) VALUES (?1)", error);
    g_assert_nonnull(statement);
    statement_bind_int64(statement, 1, entry->id);
    return statement_run(statement, error);
}

static void on_inserted(const GError *error, void *data) {
    Entry *entry = data;
    g_autoptr(GError) refusal = NULL;
    g_assert_no_error(error);
    entry->ledger->n_acks[entry->id]++;
    const StoreJob job = {.run = find_entry,
                          .done = on_found,
                          .reply_to = entry->ledger->fixture->asker,
                          .data = g_memdup2(entry, sizeof *entry),
                          .free_data = g_free};
    g_assert_true(store_read(entry->ledger->fixture->store, &job, &refusal));
    g_assert_no_error(refusal);
}

typedef struct Poster {
    pthread_t thread;
    Ledger *ledger;
    int64_t first_id;
} Poster;

static void *post_many(void *data) {
    Poster *poster = data;
    for (int64_t i = 0; i < N_JOBS_PER_THREAD; i++) {
        g_autoptr(GError) error = NULL;
        Entry *entry = g_new0(Entry, 1);
        *entry = (Entry){poster->ledger, poster->first_id + i, 0};
        const StoreJob job = {.run = insert_entry,
                              .done = on_inserted,
                              .reply_to = poster->ledger->fixture->asker,
                              .data = entry,
                              .free_data = g_free};
        g_assert_true(store_write(poster->ledger->fixture->store, &job, &error));
        g_assert_no_error(error);
    }
    return NULL;
}

/* Posts N_JOBS from several threads and waits until each is acknowledged and seen by a reader. */
static void run_ledger(StoreFixture *fixture, bool is_writer_held) {
    Ledger *ledger = g_new0(Ledger, 1);
    Poster posters[N_THREADS];
    ledger->fixture = fixture;
    waiter_init(&ledger->seen);
    if (is_writer_held)
        store_fixture_block(fixture);
    for (int i = 0; i < N_THREADS; i++) {
        posters[i] = (Poster){.ledger = ledger, .first_id = 1 + i * N_JOBS_PER_THREAD};
        pthread_create(&posters[i].thread, NULL, post_many, &posters[i]);
    }
    for (int i = 0; i < N_THREADS; i++)
        pthread_join(posters[i].thread, NULL);
    if (is_writer_held)
        store_fixture_unblock(fixture);
    waiter_wait(&ledger->seen, N_JOBS);
    for (unsigned id = 1; id <= N_JOBS; id++)
        g_assert_cmpuint(ledger->n_acks[id], ==, 1);
    g_assert_cmpint(store_fixture_number(fixture, "SELECT count(*) FROM item"), ==, N_JOBS);
    waiter_clear(&ledger->seen);
    g_free(ledger);
}

static void test_many_threads(StoreFixture *fixture, gconstpointer data) {
    run_ledger(fixture, false);
}

/* What waits while the writer is busy shares few transactions. */
static void test_group_commit(StoreFixture *fixture, gconstpointer data) {
    run_ledger(fixture, true);
    StoreStats stats = store_fixture_stats(fixture);
    g_assert_cmpuint(stats.writes, ==, N_JOBS + 1);
    g_assert_cmpuint(stats.commits, <=, 4); /* the holding one, 512, 488, at most one more */
    g_assert_cmpuint(stats.batch_max_jobs, ==, LANE_BATCH_MAX_JOBS);
}

/* ---- one batch ---- */

typedef struct BatchRow {
    Item item;
    int expected; /* SUCCESS or an error's code */
} BatchRow;

/* Each job depends on what the ones before it left. */
static const BatchRow BATCH[] = {
    {{.id = 1}, SUCCESS},
    {{.id = 2, .sql = "INSERT INTO item (id) VALUES (1)"}, ERROR_CONFLICT},
    {{.id = 2}, SUCCESS}, /* the failed job's row 2 is gone */
    {{.sql = "INSERT INTO item (id) SELECT max(id) + 1 FROM item"}, SUCCESS}, /* sees 1 and 2 */
    {{.id = 3}, ERROR_CONFLICT},
    {{.sql = "SELECT nonsense"}, ERROR_INTERNAL},
    {{.id = 4}, SUCCESS},
};

/* Runs the rows in one transaction. */
static void run_batch(StoreFixture *fixture, const BatchRow *rows, unsigned n_rows) {
    Waiter done;
    g_autofree int *codes = g_new0(int, n_rows);
    waiter_init(&done);
    uint64_t n_before = store_fixture_stats(fixture).writes;
    store_fixture_block(fixture);
    for (unsigned i = 0; i < n_rows; i++) {
        Item item = rows[i].item;
        item.done = &done;
        item.ret_code = &codes[i];
        post(fixture, &item);
    }
    store_fixture_unblock(fixture);
    waiter_wait(&done, n_rows);
    for (unsigned i = 0; i < n_rows; i++)
        if (codes[i] != rows[i].expected)
            g_error("row %u: code %d, expected %d", i, codes[i], rows[i].expected);
    StoreStats stats = store_fixture_stats(fixture);
    g_assert_cmpuint(stats.writes, ==, n_before + 1 + n_rows);
    g_assert_cmpuint(stats.batch_max_jobs, >=, n_rows); /* it was one transaction */
    waiter_clear(&done);
}

static void test_failing_job_alone(StoreFixture *fixture, gconstpointer data) {
    run_batch(fixture, BATCH, G_N_ELEMENTS(BATCH));
    g_assert_cmpint(store_fixture_number(fixture, "SELECT sum(1 << id) FROM item"), ==,
                    2 + 4 + 8 + 16);
}

/* A job after which SQLite has undone the whole transaction takes the others with it; nobody is
 * told that his rows are there. The next batch works. */
static const BatchRow LOST_BATCH[] = {
    {{.id = 1}, ERROR_INTERNAL},
    {{.id = 2, .sql = "ROLLBACK; SELECT nonsense"}, ERROR_INTERNAL},
    {{.id = 3}, ERROR_INTERNAL},
};

static void test_lost_transaction(StoreFixture *fixture, gconstpointer data) {
    run_batch(fixture, LOST_BATCH, G_N_ELEMENTS(LOST_BATCH));
    g_assert_cmpint(store_fixture_number(fixture, "SELECT count(*) FROM item"), ==, 0);
    g_assert_cmpuint(store_fixture_stats(fixture).failed_commits, ==, 1);
    g_assert_true(store_fixture_stats(fixture).is_failing);
    run_batch(fixture, BATCH, G_N_ELEMENTS(BATCH));
    g_assert_false(store_fixture_stats(fixture).is_failing);
}

/* ---- a full disk, seen by SQLite itself ---- */

static void test_full(StoreFixture *fixture, gconstpointer data) {
    static const char GROW[] = "INSERT INTO item (text) SELECT hex(randomblob(100000))";
    Waiter done;
    int codes[3] = {PENDING, PENDING, PENDING};
    waiter_init(&done);
    post(fixture, &(Item){.sql = "PRAGMA max_page_count = 64", .done = &done});
    waiter_wait(&done, 1);
    store_fixture_block(fixture);
    post(fixture, &(Item){.id = 1, .done = &done, .ret_code = &codes[0]});
    post(fixture, &(Item){.sql = GROW, .done = &done, .ret_code = &codes[1]});
    post(fixture, &(Item){.id = 2, .done = &done, .ret_code = &codes[2]});
    store_fixture_unblock(fixture);
    waiter_wait(&done, 3);
    g_assert_cmpint(codes[1], ==, ERROR_IO);
    /* Whatever SQLite undid: who was acknowledged is there, who was not is not. */
    int64_t expected = (codes[0] == SUCCESS) + (codes[2] == SUCCESS);
    g_assert_cmpint(store_fixture_number(fixture, "SELECT count(*) FROM item"), ==, expected);
    post(fixture,
         &(Item){.id = 5, .done = &done, .ret_code = &codes[0]}); /* small ones still fit */
    waiter_wait(&done, 1);
    g_assert_cmpint(codes[0], ==, SUCCESS);
    waiter_clear(&done);
}

/* ---- limits ---- */

static void test_overload(StoreFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    Waiter done;
    unsigned n_freed = 0;
    waiter_init(&done);
    store_free(fixture->store);
    store_fixture_start(fixture, STORE_MIN_JOBS);
    store_fixture_block(fixture); /* counts as one */
    for (int i = 1; i < STORE_MIN_JOBS; i++)
        post(fixture, &(Item){.id = i, .done = &done, .ret_freed = &n_freed});
    g_assert_cmpuint(store_fixture_stats(fixture).waiting_writes, ==, STORE_MIN_JOBS);
    for (int i = 0; i < 3; i++) {
        g_assert_false(store_fixture_write(fixture, &(Item){.id = 100}, &error));
        g_assert_error(error, BASE_ERROR, ERROR_OVERLOADED);
        g_clear_error(&error);
    }
    g_assert_cmpuint(store_fixture_stats(fixture).refused, ==, 3);
    store_fixture_unblock(fixture);
    waiter_wait(&done, STORE_MIN_JOBS - 1);
    post(fixture, &(Item){.id = 200, .done = &done});
    waiter_wait(&done, 1);
    g_assert_cmpint(store_fixture_number(fixture, "SELECT count(*) FROM item"), ==, STORE_MIN_JOBS);
    store_stop(fixture->store); /* all answers are out: their data are freed */
    worker_stop(fixture->asker);
    g_assert_cmpuint(n_freed, ==, STORE_MIN_JOBS - 1);
    g_assert_cmpuint(store_fixture_stats(fixture).waiting_writes, ==, 0);
    waiter_clear(&done);
}

static void hold_asker(void *data) {
    StoreFixture *fixture = data;
    waiter_signal(&fixture->entered);
    waiter_wait(&fixture->release, 1);
}

static void do_nothing(void *data) {
}

/* Answers wait while the asking worker's mailbox is full. */
static void test_full_reply_mailbox(StoreFixture *fixture, gconstpointer data) {
    enum { N = 50 };
    Waiter done;
    int codes[N];
    waiter_init(&done);
    g_assert_true(worker_post(fixture->asker, hold_asker, fixture, NULL, NULL));
    waiter_wait(&fixture->entered, 1);
    while (worker_post(fixture->asker, do_nothing, NULL, NULL, NULL))
        continue;
    for (int i = 0; i < N; i++)
        post(fixture, &(Item){.id = i + 1, .done = &done, .ret_code = &codes[i]});
    while (store_fixture_stats(fixture).writes < N)
        g_usleep(100); /* all are committed */
    g_assert_cmpuint(store_fixture_stats(fixture).waiting_writes, ==, N);
    waiter_signal(&fixture->release);
    waiter_wait(&done, N);
    for (int i = 0; i < N; i++)
        g_assert_cmpint(codes[i], ==, SUCCESS);
    waiter_clear(&done);
}

/* ---- ends ---- */

/* What was accepted is committed and answered, what comes later refused. */
static void test_stop(StoreFixture *fixture, gconstpointer data) {
    enum { N = 300 };
    g_autoptr(GError) error = NULL;
    Waiter done;
    waiter_init(&done);
    int codes[N];
    for (int i = 0; i < N; i++)
        post(fixture, &(Item){.id = i + 1, .done = &done, .ret_code = &codes[i]});
    store_stop(fixture->store);
    store_stop(fixture->store);
    waiter_wait(&done, N);
    for (int i = 0; i < N; i++)
        g_assert_cmpint(codes[i], ==, SUCCESS);
    g_assert_false(store_fixture_write(fixture, &(Item){.id = 1000}, &error));
    g_assert_error(error, BASE_ERROR, ERROR_UNAVAILABLE);
    g_clear_error(&error);

    store_free(fixture->store);
    store_fixture_start(fixture, STORE_FIXTURE_MAX_JOBS);
    g_assert_cmpint(store_fixture_number(fixture, "SELECT count(*) FROM item"), ==, N);
    waiter_clear(&done);
}

/* An asking worker that stopped gets no answer; its data are freed, once. */
static void test_asker_is_gone(StoreFixture *fixture, gconstpointer data) {
    enum { N = 20 };
    unsigned n_freed = 0;
    store_fixture_block(fixture);
    for (int i = 0; i < N; i++)
        post(fixture, &(Item){.id = i + 1, .ret_freed = &n_freed});
    worker_stop(fixture->asker);
    store_fixture_unblock(fixture);
    store_stop(fixture->store);
    g_assert_cmpuint(n_freed, ==, N);
    g_assert_cmpuint(store_fixture_stats(fixture).writes, ==, N + 1);
}

/* Answers still in a mailbox when the store is gone are delivered all the same. */
static void test_answers_outlive_store(StoreFixture *fixture, gconstpointer data) {
    enum { N = 20 };
    Waiter done;
    unsigned n_freed = 0;
    waiter_init(&done);
    g_assert_true(worker_post(fixture->asker, hold_asker, fixture, NULL, NULL));
    waiter_wait(&fixture->entered, 1);
    for (int i = 0; i < N; i++)
        post(fixture, &(Item){.id = i + 1, .done = &done, .ret_freed = &n_freed});
    g_clear_pointer(&fixture->store, store_free);
    waiter_signal(&fixture->release);
    waiter_wait(&done, N);
    worker_stop(fixture->asker);
    g_assert_cmpuint(n_freed, ==, N);
    waiter_clear(&done);
}

static bool fail_silently(Database *database, void *data, GError **error) {
    return false;
}

static void on_failed(const GError *error, void *data) {
    g_assert_error(error, BASE_ERROR, ERROR_INTERNAL);
    waiter_signal(data);
}

static bool write_in_read(Database *database, void *data, GError **error) {
    return database_execute(database, "DELETE FROM item", error);
}

static void on_refused(const GError *error, void *data) {
    g_assert_error(error, BASE_ERROR, ERROR_IO);
    waiter_signal(data);
}

static void test_bad_jobs(StoreFixture *fixture, gconstpointer data) {
    Waiter done;
    waiter_init(&done);
    StoreJob job = {.run = fail_silently, .done = on_failed, .reply_to = fixture->asker};
    job.data = &done;
    g_assert_true(store_write(fixture->store, &job, NULL));
    g_assert_true(store_read(fixture->store, &job, NULL));
    waiter_wait(&done, 2);
    job.run = write_in_read;
    job.done = on_refused;
    g_assert_true(store_read(fixture->store, &job, NULL));
    waiter_wait(&done, 1);
    job.done = NULL; /* nobody waits: logged */
    job.reply_to = NULL;
    g_assert_true(store_read(fixture->store, &job, NULL));
    store_stop(fixture->store);
    g_assert_cmpuint(store_fixture_stats(fixture).failed_jobs, ==, 4);
    waiter_clear(&done);
}

static void test_field_crypto(StoreFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    const FieldPlace place = {"member.phone", "1"};
    g_autoptr(GBytes) sealed =
        field_crypto_seal(store_field_crypto(fixture->store), &place, "x", &error);
    g_assert_no_error(error);
    g_autofree char *node_id = g_strdup(store_node_id(fixture->store));
    store_free(fixture->store);
    store_fixture_start(fixture, STORE_MIN_JOBS);
    g_assert_cmpstr(store_node_id(fixture->store), ==, node_id);
    size_t length;
    const void *bytes = g_bytes_get_data(sealed, &length);
    g_autofree char *text =
        field_crypto_open(store_field_crypto(fixture->store), &place, bytes, length, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(text, ==, "x");
}

#define ADD(name)                                                                                  \
    g_test_add("/store/" #name, StoreFixture, NULL, store_fixture_set_up, test_##name,             \
               store_fixture_tear_down)

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    ADD(write_and_read);
    ADD(many_threads);
    ADD(group_commit);
    ADD(failing_job_alone);
    ADD(lost_transaction);
    ADD(full);
    ADD(overload);
    ADD(full_reply_mailbox);
    ADD(stop);
    ADD(asker_is_gone);
    ADD(answers_outlive_store);
    ADD(bad_jobs);
    ADD(field_crypto);
    return g_test_run();
}
