#include "tests/bench/load_drip.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "tests/bench/histogram.h"
#include "tests/bench/load_pool.h"
#include "tests/bench/load_tally.h"

#define US_PER_S 1e6

/* `start` is sent at once, then `again` byte by byte, over and over. "%s" in `start` is the path.
 */
typedef struct DripKind {
    const char *word, *start, *again;
} DripKind;

static const DripKind kinds[] = {
    {"body",
     "POST %s HTTP/1.1\r\nHost: drip\r\nContent-Type: application/json\r\n"
     "Content-Length: 1000\r\n\r\n{",
     " "},
    {"head", "GET %s HTTP/1.1\r\nHost: drip\r\n", "X-Drip: a\r\n"},
    {"silent", "", ""},
    /* The start of a handshake record whose ClientHello never ends (RFC 8446 §5.1). */
    {"tls", "\x16\x03\x01\x02", "\x01"},
};

typedef struct LoadDrip {
    const DripKind *kind;
    GString *start;
    LoadPool *pool;
    unsigned n_closed, n_refused;
    uint64_t statuses[LOAD_MAX_STATUS]; /* 0: closed without an answer */
    Histogram lifetime;
} LoadDrip;

static const DripKind *find_kind(const char *word) {
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (strcmp(kinds[i].word, word) == 0)
            return &kinds[i];
    return NULL;
}

static void note_end(LoadDrip *drip, const LoadConnection *connection, unsigned status) {
    drip->n_closed++;
    drip->statuses[status]++;
    histogram_add(&drip->lifetime, (uint64_t)(load_now_us() - connection->opened_us));
}

static void on_ready(LoadConnection *connection, void *user) {
    LoadDrip *drip = user;
    load_pool_ask(drip->pool, connection, drip->start->str, drip->start->len);
}

/* An answer to half a request: an error, after which the connection must end. */
static void on_answer(LoadConnection *connection, void *user) {
    LoadDrip *drip = user;
    note_end(drip, connection, connection->answer.status);
    load_pool_close(drip->pool, connection);
}

static void on_lost(LoadConnection *connection, LoadLoss loss, void *user) {
    LoadDrip *drip = user;
    drip->n_refused += loss == LOAD_LOST_CONNECT;
    note_end(drip, connection, 0);
}

/* The next byte of connection i is due a share of the period after that of connection i - 1. */
static void drip_one(LoadDrip *drip, uint64_t turn, unsigned n_connections) {
    LoadConnection *connection = load_pool_get(drip->pool, (unsigned)(turn % n_connections));
    size_t again_bytes = strlen(drip->kind->again);
    if (connection->state == LOAD_WAITING && connection->unsent_bytes == 0 && again_bytes > 0)
        load_pool_send(drip->pool, connection,
                       drip->kind->again + turn / n_connections % again_bytes, 1);
}

static void run(LoadDrip *drip, const LoadOptions *options) {
    unsigned n_connections = (unsigned)options->connections;
    double step_us = options->drip_period_s * US_PER_S / n_connections;
    int64_t start_us = load_now_us(), end_us = start_us + (int64_t)(options->duration_s * US_PER_S);
    uint64_t turn = 0;
    for (unsigned i = 0; i < n_connections; i++)
        load_pool_open(drip->pool, load_pool_get(drip->pool, i));
    while (drip->n_closed < n_connections && load_now_us() < end_us) {
        int64_t due_us = start_us + (int64_t)((double)turn * step_us);
        if (due_us <= load_now_us())
            drip_one(drip, turn++, n_connections);
        else
            load_pool_poll(drip->pool, MIN(due_us, end_us));
    }
}

static void report(const LoadDrip *drip, const LoadOptions *options) {
    bool is_first = true;
    printf("{\"kind\":\"%s\",\"connections\":%d,\"closed\":%u,\"still_open\":%u,\"refused\":%u,"
           "\"median_close_us\":%" PRIu64 ",\"last_close_us\":%" PRIu64 ",\"statuses\":{",
           drip->kind->word, options->connections, drip->n_closed,
           (unsigned)options->connections - drip->n_closed, drip->n_refused,
           histogram_percentile(&drip->lifetime, 0.5), drip->lifetime.max_us);
    for (unsigned status = 0; status < LOAD_MAX_STATUS; status++) {
        if (drip->statuses[status] == 0)
            continue;
        printf("%s\"%u\":%" PRIu64, is_first ? "" : ",", status, drip->statuses[status]);
        is_first = false;
    }
    printf("}}\n");
    fflush(stdout);
}

bool load_drip(const LoadOptions *options, GError **error) {
    LoadTarget target;
    LoadDrip drip = {.kind = find_kind(options->drip)};
    if (!drip.kind || options->connections == 0) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot drip '%s' on %d connections: known kinds are body, head, silent, tls",
                    options->drip, options->connections);
        return false;
    }
    if (!load_target_init(&target, options->host, options->port, error))
        return false;
    target.n_sources = (unsigned)options->sources;
    LoadEvents events = {
        .on_ready = on_ready, .on_answer = on_answer, .on_lost = on_lost, .user = &drip};
    drip.start = g_string_new(drip.kind->start);
    g_string_replace(drip.start, "%s", options->paths[0], 1);
    drip.pool = load_pool_new(&target, (unsigned)options->connections, &events);
    run(&drip, options);
    report(&drip, options);
    load_pool_free(drip.pool);
    g_string_free(drip.start, TRUE);
    load_target_clear(&target);
    return drip.n_refused == 0;
}
