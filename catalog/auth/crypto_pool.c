#include "catalog/auth/crypto_pool.h"

#include <sodium.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

#define WORKER_NICENESS 5 /* sign-ins give way to everything that is served meanwhile */

G_STATIC_ASSERT(CRYPTO_POOL_HASH_MAX_BYTES >= crypto_pwhash_STRBYTES);

typedef struct PoolWorker {
    Worker *worker;
    atomic_uint n_waiting;
} PoolWorker;

struct CryptoPool {
    PoolWorker workers[CRYPTO_POOL_WORKERS];
    char dummy_hash[crypto_pwhash_STRBYTES]; /* of a random password; immutable */
    atomic_bool is_stopping;
    atomic_uint n_jobs;
    atomic_uint_fast64_t n_done, n_refused;
};

typedef struct Task {
    CryptoPool *pool;
    PoolWorker *worker;
    CryptoJob job;
    char *password; /* owned, wiped */
    char *hash;     /* owned: to verify against, or NULL */
    char result_hash[crypto_pwhash_STRBYTES];
    bool is_match;
    GError *error; /* owned */
} Task;

static void wipe_free(char *secret) {
    if (!secret)
        return;
    sodium_memzero(secret, strlen(secret));
    g_free(secret);
}

static void free_task(void *data) {
    Task *task = data;
    atomic_fetch_sub(&task->pool->n_jobs, 1);
    if (task->job.free_data)
        task->job.free_data(task->job.data);
    wipe_free(task->password);
    g_free(task->hash);
    g_clear_error(&task->error);
    g_free(task);
}

static bool hash_password(const char *password, char ret_hash[crypto_pwhash_STRBYTES],
                          GError **error) {
    if (crypto_pwhash_str(ret_hash, password, strlen(password), CRYPTO_POOL_PASSES,
                          CRYPTO_POOL_MEMORY_BYTES) == 0)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_OVERLOADED, "cannot hash a password: no memory");
    return false;
}

/* libsodium does not tell a wrong password from missing memory: both are no match. */
static bool verify_password(const CryptoPool *pool, const char *password, const char *hash) {
    const char *against = hash ? hash : pool->dummy_hash;
    return crypto_pwhash_str_verify(against, password, strlen(password)) == 0 && hash;
}

static void deliver(void *data) {
    Task *task = data;
    CryptoResult result = {.hash = task->result_hash[0] ? task->result_hash : NULL,
                           .is_match = task->is_match,
                           .error = task->error};
    task->job.done(&result, task->job.data);
}

static void run_task(void *data) {
    Task *task = data;
    if (task->job.kind == CRYPTO_HASH)
        (void)hash_password(task->password, task->result_hash, &task->error); /* kept in the task */
    else
        task->is_match = verify_password(task->pool, task->password, task->hash);
    atomic_fetch_add_explicit(&task->pool->n_done, 1, memory_order_relaxed);
    atomic_fetch_sub(&task->worker->n_waiting, 1);
    if (!worker_post(task->job.reply_to, deliver, task, free_task, NULL))
        free_task(task); /* who asked is stopping */
}

static void drop_task(void *data) {
    Task *task = data;
    atomic_fetch_sub(&task->worker->n_waiting, 1);
    free_task(task);
}

/* worker_post() frees mail after it ran: run_task() has handed the task on by then. A worker that
 * stops still runs the mail it has taken: what is left in the slot is dropped. */
static void run_slot(void *data) {
    Task **slot = data;
    if (!atomic_load(&(*slot)->pool->is_stopping))
        run_task(g_steal_pointer(slot));
}

static void free_slot(void *data) {
    Task **slot = data;
    if (*slot)
        drop_task(*slot);
    g_free(slot);
}

static void give_way(void *data) {
    int ignored = nice(WORKER_NICENESS); /* of this thread alone, see nice(2), Linux */
    (void)ignored;
}

CryptoPool *crypto_pool_start(GError **error) {
    if (sodium_init() < 0) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INTERNAL, "cannot initialise libsodium");
        return NULL;
    }
    g_autoptr(CryptoPool) pool = g_new0(CryptoPool, 1);
    char random[33] = {0};
    for (unsigned i = 0; i < sizeof random - 1; i++)
        random[i] = (char)('A' + randombytes_uniform(26));
    if (!hash_password(random, pool->dummy_hash, error))
        return NULL;
    for (unsigned i = 0; i < CRYPTO_POOL_WORKERS; i++) {
        g_autofree char *name = g_strdup_printf("crypto-%u", i);
        WorkerOptions options = {name, CRYPTO_POOL_MAX_JOBS + 16, &WORKER_LOOP_QUEUE, NULL};
        pool->workers[i].worker = worker_start(&options, error);
        if (!pool->workers[i].worker ||
            !worker_post(pool->workers[i].worker, give_way, NULL, NULL, error))
            return NULL;
    }
    return g_steal_pointer(&pool);
}

void crypto_pool_stop(CryptoPool *pool) {
    if (!pool)
        return;
    atomic_store(&pool->is_stopping, true);
    for (unsigned i = 0; i < CRYPTO_POOL_WORKERS; i++)
        worker_stop(pool->workers[i].worker);
}

void crypto_pool_free(CryptoPool *pool) {
    crypto_pool_stop(pool);
    for (unsigned i = 0; pool && i < CRYPTO_POOL_WORKERS; i++)
        worker_free(pool->workers[i].worker);
    g_free(pool);
}

static PoolWorker *least_busy(CryptoPool *pool) {
    PoolWorker *best = &pool->workers[0];
    for (unsigned i = 1; i < CRYPTO_POOL_WORKERS; i++)
        if (atomic_load(&pool->workers[i].n_waiting) < atomic_load(&best->n_waiting))
            best = &pool->workers[i];
    return best;
}

bool crypto_pool_post(CryptoPool *pool, const CryptoJob *job, GError **error) {
    if (atomic_fetch_add(&pool->n_jobs, 1) >= CRYPTO_POOL_MAX_JOBS) {
        atomic_fetch_sub(&pool->n_jobs, 1);
        atomic_fetch_add_explicit(&pool->n_refused, 1, memory_order_relaxed);
        g_set_error(error, BASE_ERROR, ERROR_OVERLOADED,
                    "Too many people are signing in: %d wait already.", CRYPTO_POOL_MAX_JOBS);
        return false;
    }
    Task *task = g_new0(Task, 1);
    task->pool = pool;
    task->worker = least_busy(pool);
    task->job = *job;
    task->password = g_strdup(job->password);
    task->hash = g_strdup(job->hash);
    Task **slot = g_new(Task *, 1);
    *slot = task;
    atomic_fetch_add(&task->worker->n_waiting, 1);
    if (worker_post(task->worker->worker, run_slot, slot, free_slot, error))
        return true;
    task->job.free_data = NULL; /* the caller's */
    free_slot(slot);
    return false;
}

char *crypto_pool_hash_now(const char *password, GError **error) {
    char hash[crypto_pwhash_STRBYTES];
    if (sodium_init() < 0 || !hash_password(password, hash, error))
        return NULL;
    return g_strdup(hash);
}

void crypto_pool_get_stats(CryptoPool *pool, CryptoStats *ret_stats) {
    *ret_stats = (CryptoStats){
        .done = atomic_load_explicit(&pool->n_done, memory_order_relaxed),
        .refused = atomic_load_explicit(&pool->n_refused, memory_order_relaxed),
        .waiting = atomic_load_explicit(&pool->n_jobs, memory_order_relaxed),
    };
}
