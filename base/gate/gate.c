#include "base/gate/gate.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/gate/gate_http1.h"
#include "base/gate/gate_listen.h"
#include "base/gate/gate_stream.h"
#include "base/gate/gate_tls.h"
#include "base/gate/gate_worker.h"

struct Gate {
    GateShared shared;
    GateWorker **workers;
    unsigned n_workers;
    GateListen listen;       /* the sockets themselves belong to the workers */
    char *certificate, *key; /* owned; NULL: plain only */
    uint64_t next_key;       /* atomic */
};

/* ---- options ---- */

static int by_length(const void *left, const void *right) {
    size_t a = strlen(((const GateRoute *)left)->prefix);
    size_t b = strlen(((const GateRoute *)right)->prefix);
    return a < b ? 1 : a > b ? -1 : 0;
}

static bool copy_routes(GateShared *shared, const GateRoute *routes, GError **error) {
    for (; routes->prefix; routes++) {
        if (shared->n_routes == GATE_MAX_ROUTES) {
            g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "cannot start: more than %u routes",
                        GATE_MAX_ROUTES);
            return false;
        }
        shared->routes[shared->n_routes] = *routes;
        shared->routes[shared->n_routes++].prefix = g_strdup(routes->prefix);
    }
    qsort(shared->routes, shared->n_routes, sizeof shared->routes[0], by_length);
    return true;
}

static bool read_proxies(GateShared *shared, const char *const *proxies, GError **error) {
    unsigned n = proxies ? g_strv_length((char **)proxies) : 0;
    shared->proxies = g_new0(GateAddressRange, n);
    for (unsigned i = 0; i < n; i++)
        if (!gate_address_range_parse(proxies[i], &shared->proxies[i], error))
            return false;
    shared->n_proxies = n;
    return true;
}

static unsigned count_workers(unsigned wanted) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return wanted > 0 ? MIN(wanted, GATE_MAX_WORKERS)
                      : (unsigned)CLAMP(cores, 1, (long)GATE_MAX_WORKERS);
}

/* ---- life ---- */

static void make_workers(Gate *gate, SSL_CTX *tls) {
    gate->workers = g_new0(GateWorker *, gate->n_workers);
    for (unsigned k = 0; k < gate->n_workers; k++) {
        int fds[GATE_MAX_LISTENERS];
        gate_listen_take(&gate->listen, k, fds);
        gate->workers[k] = gate_worker_new(&gate->shared, fds, gate->listen.n_listeners, tls);
        gate->workers[k]->on_accept = gate_http1_accept;
        gate->workers[k]->on_stopping = gate_http1_stop_step;
        gate->workers[k]->on_missed = gate_stream_fire_all;
    }
}

static bool start_workers(Gate *gate, GError **error) {
    for (unsigned k = 0; k < gate->n_workers; k++)
        if (!gate_worker_start(gate->workers[k], k, error))
            return false;
    return true;
}

static bool start(Gate *gate, const GateOptions *options, GError **error) {
    if (!copy_routes(&gate->shared, options->routes, error) ||
        !read_proxies(&gate->shared, options->trusted_proxies, error))
        return false;
    SSL_CTX *tls = NULL;
    if (gate->certificate) {
        tls = gate_tls_open(&(GateTlsFiles){gate->certificate, gate->key}, error);
        if (!tls)
            return false;
    }
    bool is_listening = gate_listen_open(&gate->listen, options->listen, gate->n_workers, error);
    if (is_listening)
        make_workers(gate, tls);
    SSL_CTX_free(tls);
    return is_listening && start_workers(gate, error);
}

Gate *gate_start(const GateOptions *options, GError **error) {
    g_autoptr(Gate) gate = g_new0(Gate, 1);
    gate->shared.options = *options;
    gate->shared.options.listen = NULL;
    gate->shared.options.trusted_proxies = NULL;
    gate->shared.address_counts = gate_address_counts_new();
    gate->n_workers = count_workers(options->n_workers);
    gate->certificate = g_strdup(options->tls.certificate);
    gate->key = g_strdup(options->tls.key);
    gate->next_key = 1;
    return start(gate, options, error) ? g_steal_pointer(&gate) : NULL;
}

static void on_stop(void *data) {
}

/* The word is out before anybody is woken; all workers drain at the same time. One with a full
 * mailbox is awake already. */
void gate_stop(Gate *gate, int64_t grace_us) {
    if (!gate || !gate->workers)
        return;
    __atomic_store_n(&gate->shared.stop_at_us, clock_monotonic_us() + grace_us, __ATOMIC_RELEASE);
    for (unsigned k = 0; k < gate->n_workers; k++)
        if (gate->workers[k]->worker)
            worker_post(gate->workers[k]->worker, on_stop, NULL, NULL, NULL);
    for (unsigned k = 0; k < gate->n_workers; k++)
        worker_stop(gate->workers[k]->worker);
}

void gate_free(Gate *gate) {
    if (!gate)
        return;
    gate_stop(gate, 0);
    for (unsigned k = 0; gate->workers && k < gate->n_workers; k++)
        gate_worker_free(gate->workers[k]);
    g_free(gate->workers);
    for (unsigned i = 0; i < gate->shared.n_routes; i++)
        g_free((char *)gate->shared.routes[i].prefix);
    g_free(gate->shared.proxies);
    gate_address_counts_free(gate->shared.address_counts);
    g_free(gate->certificate);
    g_free(gate->key);
    g_free(gate);
}

unsigned gate_port(const Gate *gate, unsigned index) {
    return index < gate->listen.n_listeners ? gate->listen.ports[index] : 0;
}

/* ---- events ---- */

uint64_t gate_new_key(Gate *gate) {
    return __atomic_fetch_add(&gate->next_key, 1, __ATOMIC_RELAXED);
}

static void on_fire(void *data) {
    uint64_t *key = data;
    gate_stream_fire(gate_worker_current(), *key);
}

static bool post_fire(GateWorker *worker, uint64_t key) {
    uint64_t *letter = g_new(uint64_t, 1);
    *letter = key;
    if (worker_post(worker->worker, on_fire, letter, g_free, NULL))
        return true;
    g_free(letter);
    return false;
}

/* A full mailbox becomes a turn for everything that is held there. The second letter is for a
 * worker that has emptied its mailbox and looked for the mark in between. */
void gate_fire(Gate *gate, uint64_t key) {
    for (unsigned k = 0; k < gate->n_workers; k++) {
        GateWorker *worker = gate->workers[k];
        if (post_fire(worker, key))
            continue;
        __atomic_store_n(&worker->has_missed, true, __ATOMIC_RELEASE);
        post_fire(worker, key);
    }
}

/* ---- certificates ---- */

static void on_new_tls(void *data) {
    GateWorker *worker = gate_worker_current();
    SSL_CTX *tls = data;
    SSL_CTX_up_ref(tls);
    SSL_CTX_free(worker->tls);
    worker->tls = tls;
}

static void free_tls(void *data) {
    SSL_CTX_free(data);
}

bool gate_reload_tls(Gate *gate, GError **error) {
    if (!gate->certificate)
        return true;
    SSL_CTX *tls = gate_tls_open(&(GateTlsFiles){gate->certificate, gate->key}, error);
    if (!tls)
        return false;
    bool is_posted = true;
    for (unsigned k = 0; k < gate->n_workers && is_posted; k++) {
        SSL_CTX_up_ref(tls);
        is_posted = worker_post(gate->workers[k]->worker, on_new_tls, tls, free_tls, error);
        if (!is_posted)
            SSL_CTX_free(tls);
    }
    SSL_CTX_free(tls);
    return is_posted;
}

/* ---- numbers ---- */

/* GateStats is counters of 8 bytes followed by gauges of 4. */
static void add_stats(GateStats *sum, const GateStats *part) {
    const size_t n_counters = offsetof(GateStats, connections) / sizeof(uint64_t);
    const uint64_t *from = (const uint64_t *)(const void *)part;
    uint64_t *to = (uint64_t *)(void *)sum;
    for (size_t i = 0; i < n_counters; i++)
        to[i] += __atomic_load_n(&from[i], __ATOMIC_RELAXED);
    sum->connections += __atomic_load_n(&part->connections, __ATOMIC_RELAXED);
    sum->holding += __atomic_load_n(&part->holding, __ATOMIC_RELAXED);
    sum->relaying += __atomic_load_n(&part->relaying, __ATOMIC_RELAXED);
}

void gate_get_stats(Gate *gate, GateStats *ret_stats) {
    *ret_stats = (GateStats){0};
    for (unsigned k = 0; k < gate->n_workers; k++)
        add_stats(ret_stats, &gate->workers[k]->stats);
    ret_stats->given = __atomic_load_n(&gate->shared.given, __ATOMIC_RELAXED);
    ret_stats->connections += ret_stats->given;
}

unsigned gate_n_workers(const Gate *gate) {
    return gate->n_workers;
}

void gate_get_worker_stats(Gate *gate, unsigned index, GateStats *ret_stats) {
    *ret_stats = (GateStats){0};
    add_stats(ret_stats, &gate->workers[index]->stats);
}
