#include "catalog/store/store.h"

#include "base/error.h"
#include "fault_vfs.h"
#include "store_fixture.h"
#include "temp_dir.h"

#define SUCCESS (-1)
#define N_JOBS  20

static void post_all(StoreFixture *fixture, Waiter *done, int *ret_codes) {
    for (int i = 0; i < N_JOBS; i++) {
        g_autoptr(GError) error = NULL;
        const Item item = {.id = i + 1, .done = done, .ret_code = &ret_codes[i]};
        g_assert_true(store_fixture_write(fixture, &item, &error));
        g_assert_no_error(error);
    }
}

static void assert_codes(const int *codes, int expected) {
    for (int i = 0; i < N_JOBS; i++)
        g_assert_cmpint(codes[i], ==, expected);
}

/* When the commit's write or fsync fails, nobody of the batch is told that his row is safe, and no
 * reader sees one. Once the disk works again, so does the store, and the file is whole. */
static void test_commit_fails(StoreFixture *fixture, gconstpointer data) {
    Fault fault = (Fault)GPOINTER_TO_INT(data);
    Waiter done;
    int codes[N_JOBS];
    waiter_init(&done);
    store_fixture_block(fixture);
    post_all(fixture, &done, codes);
    fault_vfs_set(fault);
    store_fixture_unblock(fixture);
    waiter_wait(&done, N_JOBS);
    assert_codes(codes, ERROR_IO);
    g_assert_cmpint(store_fixture_number(fixture, "SELECT count(*) FROM item"), ==, 0);
    g_assert_true(store_fixture_stats(fixture).is_failing);
    g_assert_cmpuint(store_fixture_stats(fixture).failed_commits, >=, 1);

    fault_vfs_set(FAULT_NONE);
    post_all(fixture, &done, codes);
    waiter_wait(&done, N_JOBS);
    assert_codes(codes, SUCCESS);
    g_assert_cmpint(store_fixture_number(fixture, "SELECT count(*) FROM item"), ==, N_JOBS);
    g_assert_false(store_fixture_stats(fixture).is_failing);

    g_clear_pointer(&fixture->store, store_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(Database) database = temp_dir_database(fixture->folder);
    g_assert_true(database_check(database, &error));
    waiter_clear(&done);
}

/* An acknowledgement follows an fsync of its own transaction. */
static void test_sync_before_answer(StoreFixture *fixture, gconstpointer data) {
    Waiter done;
    waiter_init(&done);
    for (int i = 0; i < 10; i++) {
        int code;
        unsigned n_before = fault_vfs_n_syncs();
        const Item item = {.id = i + 1, .done = &done, .ret_code = &code};
        g_assert_true(store_fixture_write(fixture, &item, NULL));
        waiter_wait(&done, 1);
        g_assert_cmpint(code, ==, SUCCESS);
        g_assert_cmpuint(fault_vfs_n_syncs(), >, n_before);
    }
    waiter_clear(&done);
}

#define ADD(name, test, fault)                                                                     \
    g_test_add("/store_faults/" name, StoreFixture, GINT_TO_POINTER(fault), store_fixture_set_up,  \
               test, store_fixture_tear_down)

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    fault_vfs_install();
    ADD("sync", test_commit_fails, FAULT_SYNC);
    ADD("write", test_commit_fails, FAULT_WRITE);
    ADD("full", test_commit_fails, FAULT_FULL);
    ADD("sync_before_answer", test_sync_before_answer, FAULT_NONE);
    return g_test_run();
}
