#include "catalog/auth/crypto_pool.h"

#include <stdatomic.h>
#include <string.h>

#include "base/error.h"

typedef struct Outcome {
    atomic_uint n_matches, n_no_matches, n_hashes, n_frees;
} Outcome;

static CryptoPool *pool;
static Worker *asker;
static Outcome outcome;

static void set_up(void) {
    g_autoptr(GError) error = NULL;
    outcome = (Outcome){0};
    pool = crypto_pool_start(&error);
    g_assert_no_error(error);
    WorkerOptions options = {"asker", 1024, &WORKER_LOOP_QUEUE, NULL};
    asker = worker_start(&options, &error);
    g_assert_no_error(error);
}

static void tear_down(void) {
    crypto_pool_stop(pool);
    worker_stop(asker);
    g_clear_pointer(&pool, crypto_pool_free);
    g_clear_pointer(&asker, worker_free);
}

static void on_done(const CryptoResult *result, void *data) {
    worker_assert_current(asker);
    g_assert_no_error(result->error);
    if (result->hash) {
        g_assert_true(g_str_has_prefix(result->hash, "$argon2id$v=19$m=19456,t=2,p=1$"));
        atomic_fetch_add(&outcome.n_hashes, 1);
    } else {
        atomic_fetch_add(result->is_match ? &outcome.n_matches : &outcome.n_no_matches, 1);
    }
}

static void on_free(void *data) {
    atomic_fetch_add(&outcome.n_frees, 1);
}

static bool post(CryptoKind kind, const char *password, const char *hash, GError **error) {
    CryptoJob job = {kind, password, hash, on_done, asker, pool, on_free};
    return crypto_pool_post(pool, &job, error);
}

static void wait_frees(unsigned n) {
    gint64 deadline = g_get_monotonic_time() + 60 * G_TIME_SPAN_SECOND;
    while (atomic_load(&outcome.n_frees) < n && g_get_monotonic_time() < deadline)
        g_usleep(1000);
    g_assert_cmpuint(atomic_load(&outcome.n_frees), ==, n);
}

static void test_hash_and_verify(void) {
    set_up();
    g_autoptr(GError) error = NULL;
    g_autofree char *hash = crypto_pool_hash_now("korrekt pferd", &error);
    g_assert_no_error(error);
    g_assert_true(post(CRYPTO_HASH, "korrekt pferd", NULL, NULL));
    g_assert_true(post(CRYPTO_VERIFY, "korrekt pferd", hash, NULL));
    g_assert_true(post(CRYPTO_VERIFY, "falsches pferd", hash, NULL));
    g_assert_true(post(CRYPTO_VERIFY, "korrekt pferd", NULL, NULL));
    g_assert_true(post(CRYPTO_VERIFY, "korrekt pferd", "no hash at all", NULL));
    wait_frees(5);
    g_assert_cmpuint(atomic_load(&outcome.n_hashes), ==, 1);
    g_assert_cmpuint(atomic_load(&outcome.n_matches), ==, 1);
    g_assert_cmpuint(atomic_load(&outcome.n_no_matches), ==, 3);
    tear_down();
}

/* What does not fit is refused at once; what was accepted and not begun is dropped by a stop. */
static void test_full_queue(void) {
    set_up();
    unsigned n_accepted = 0;
    g_autoptr(GError) error = NULL;
    for (unsigned i = 0; i < 2 * CRYPTO_POOL_MAX_JOBS && !error; i++)
        n_accepted += post(CRYPTO_VERIFY, "korrekt pferd", NULL, &error);
    g_assert_error(error, BASE_ERROR, ERROR_OVERLOADED);
    g_assert_cmpuint(n_accepted, >=, CRYPTO_POOL_MAX_JOBS);
    CryptoStats stats;
    crypto_pool_get_stats(pool, &stats);
    g_assert_cmpuint(stats.refused, ==, 1);
    g_assert_cmpuint(stats.waiting, <=, CRYPTO_POOL_MAX_JOBS);
    crypto_pool_stop(pool);
    g_clear_error(&error);
    g_assert_false(post(CRYPTO_VERIFY, "korrekt pferd", NULL, &error));
    g_assert_nonnull(error);
    wait_frees(n_accepted);
    tear_down();
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/crypto_pool/hash_and_verify", test_hash_and_verify);
    g_test_add_func("/crypto_pool/full_queue", test_full_queue);
    return g_test_run();
}
