#include "tests/bench/load_run.h"

#include <stdio.h>
#include <sys/poll.h>

#include "base/error.h"
#include "tests/bench/load_pool.h"
#include "tests/bench/load_tally.h"

#define US_PER_S         1e6
#define IDLE_CHECK_US    100000
#define MAX_LOST_ACTIVES 1000u /* a server that loses more is not worth measuring */

typedef enum Phase { PHASE_OPENING, PHASE_WARMING, PHASE_MEASURING } Phase;

typedef struct LoadRun {
    const LoadOptions *options;
    LoadPool *pool;
    LoadRequests *requests;
    LoadTally *tally;
    Phase phase;
    unsigned n_idle, n_active;
    unsigned n_begun; /* connections opened or being opened in this step */
    unsigned n_open;  /* of these, done: answered once (idle) or ready (active) */
    unsigned n_lost;
    uint64_t n_asked;       /* in this phase */
    uint64_t n_requests;    /* wanted in the measured phase; 0: as many as the time allows */
    int64_t phase_start_us; /* when request 0 was due */
    GQueue ready;           /* LoadConnection: unused active ones, open loop only */
} LoadRun;

static bool is_idle_one(const LoadRun *run, const LoadConnection *connection) {
    return connection->index < run->n_idle;
}

static bool is_open_loop(const LoadRun *run) {
    return run->options->rate_hz > 0;
}

static void ask(LoadRun *run, LoadConnection *connection, int64_t intended_us) {
    connection->choice = (connection->index + connection->done) % run->options->n_paths;
    connection->intended_us = intended_us;
    connection->sent_us = is_open_loop(run) ? load_now_us() : intended_us;
    const GString *text = load_requests_get(run->requests, connection);
    load_pool_ask(run->pool, connection, text->str, text->len);
}

static bool may_ask(const LoadRun *run) {
    if (run->phase == PHASE_WARMING)
        return true;
    return run->phase == PHASE_MEASURING &&
           (run->n_requests == 0 || run->n_asked < run->n_requests);
}

/* ---- what the pool tells ---- */

static void use_active(LoadRun *run, LoadConnection *connection) {
    if (is_open_loop(run)) {
        g_queue_push_tail(&run->ready, connection);
    } else if (may_ask(run)) {
        run->n_asked++;
        ask(run, connection, load_now_us());
    }
}

static void on_ready(LoadConnection *connection, void *user) {
    LoadRun *run = user;
    if (is_idle_one(run, connection)) {
        ask(run, connection, load_now_us());
        return;
    }
    run->n_open++;
    /* Reopened for one request each: connecting is part of the latency. */
    if (run->options->new_connections && connection->done > 0 && !is_open_loop(run))
        ask(run, connection, connection->opened_us);
    else if (run->phase != PHASE_OPENING)
        use_active(run, connection);
}

static bool wants_new_connection(LoadRun *run, const LoadConnection *connection) {
    if (run->options->new_connections)
        return true;
    if (!connection->answer.closes)
        return false;
    run->tally->reopened++;
    return true;
}

static void on_answer(LoadConnection *connection, void *user) {
    LoadRun *run = user;
    connection->done++;
    if (is_idle_one(run, connection)) {
        run->n_open++;
        return;
    }
    if (run->phase == PHASE_MEASURING)
        load_tally_add_answer(run->tally, run->options, connection);
    if (!wants_new_connection(run, connection)) {
        use_active(run, connection);
        return;
    }
    load_pool_close(run->pool, connection);
    if (is_open_loop(run) || may_ask(run)) {
        run->n_asked += !is_open_loop(run) && run->options->new_connections;
        load_pool_open(run->pool, connection);
    }
}

static void on_lost(LoadConnection *connection, LoadLoss loss, void *user) {
    LoadRun *run = user;
    g_queue_remove(&run->ready, connection);
    load_tally_add_fault(run->tally, (LoadFault)loss);
    if (!is_idle_one(run, connection) && run->n_lost++ < MAX_LOST_ACTIVES)
        load_pool_open(run->pool, connection);
}

/* ---- steps of a run ---- */

static bool fail(GError **error, const LoadRun *run, const char *what) {
    g_set_error(error, BASE_ERROR, ERROR_TIMEOUT,
                "cannot load %s:%u: %s (%u of %u connections open, %u lost)", run->options->host,
                run->options->port, what, run->n_open, run->n_begun, run->n_lost);
    return false;
}

/* Opens connections first … first + count - 1, some at a time. */
static bool open_range(LoadRun *run, unsigned first, unsigned count, GError **error) {
    int64_t give_up_us = load_now_us() + (int64_t)(run->options->timeout_s * US_PER_S);
    run->n_begun = run->n_open = 0;
    while (run->n_open < count) {
        while (run->n_begun < count && run->n_begun - run->n_open < (unsigned)run->options->opening)
            load_pool_open(run->pool, load_pool_get(run->pool, first + run->n_begun++));
        if (load_tally_faults(run->tally) > 0)
            return fail(error, run, "connections are refused or lost while opening");
        if (load_now_us() > give_up_us)
            return fail(error, run, "opening takes too long");
        load_pool_poll(run->pool, load_now_us() + IDLE_CHECK_US);
    }
    return true;
}

/* Open loop: hands out the requests that are due; returns when the next one is. */
static int64_t ask_due(LoadRun *run, int64_t now_us) {
    double period_us = US_PER_S / run->options->rate_hz;
    for (;;) {
        int64_t due_us = run->phase_start_us + (int64_t)((double)run->n_asked * period_us);
        if (due_us > now_us)
            return due_us;
        LoadConnection *connection = may_ask(run) ? g_queue_pop_head(&run->ready) : NULL;
        if (!connection)
            return now_us + IDLE_CHECK_US; /* the next free connection takes it at once */
        run->n_asked++;
        ask(run, connection, due_us);
    }
}

static bool is_phase_over(const LoadRun *run, int64_t now_us, int64_t until_us) {
    if (run->n_lost > MAX_LOST_ACTIVES || now_us >= until_us)
        return true;
    return run->phase == PHASE_MEASURING && run->n_requests > 0 &&
           run->tally->answers + run->n_lost >= run->n_requests;
}

static void run_phase(LoadRun *run, Phase phase, double length_s) {
    int64_t now_us = load_now_us(), until_us = now_us + (int64_t)(length_s * US_PER_S);
    run->phase = phase;
    run->phase_start_us = now_us;
    run->n_asked = 0;
    /* Those that are in use keep asking by themselves. */
    for (unsigned i = 0; i < run->n_active; i++) {
        LoadConnection *connection = load_pool_get(run->pool, run->n_idle + i);
        if (connection->state == LOAD_READY && !is_open_loop(run))
            use_active(run, connection);
    }
    for (; !is_phase_over(run, now_us, until_us); now_us = load_now_us()) {
        int64_t wake_us = is_open_loop(run) ? ask_due(run, now_us) : until_us;
        load_pool_poll(run->pool, MIN(wake_us, until_us));
    }
}

static void queue_ready(LoadRun *run) {
    for (unsigned i = 0; i < run->n_active && is_open_loop(run); i++)
        g_queue_push_tail(&run->ready, load_pool_get(run->pool, run->n_idle + i));
}

/* Lets answers of the warm-up come in, so that they are not taken for measured ones. */
static void settle(LoadRun *run) {
    int64_t until_us = load_now_us() + (int64_t)(run->options->timeout_s * US_PER_S);
    run->phase = PHASE_OPENING;
    while (load_pool_count(run->pool, LOAD_WAITING) > 0 && load_now_us() < until_us)
        load_pool_poll(run->pool, load_now_us() + IDLE_CHECK_US);
}

static void measure(LoadRun *run) {
    const LoadOptions *options = run->options;
    queue_ready(run);
    if (options->warmup_s > 0)
        run_phase(run, PHASE_WARMING, options->warmup_s);
    if (run->n_requests > 0)
        settle(run);
    load_tally_start(run->tally, options);
    run_phase(run, PHASE_MEASURING,
              options->duration_s + (run->n_requests > 0 ? options->timeout_s : 0));
    load_tally_end(run->tally, options);
    uint64_t n_ended = run->tally->answers + run->n_lost;
    if (run->n_requests > n_ended)
        run->tally->faults[LOAD_FAULT_UNANSWERED] += run->n_requests - n_ended;
}

/* Holds the idle connections until whoever started this closes its end of standard input. */
static void wait_for_end_of_input(LoadRun *run) {
    struct pollfd input = {.fd = 0, .events = POLLIN};
    char bytes[64];
    printf("{\"idle\":%u,\"open_us\":%" G_GINT64_FORMAT "}\n", run->n_idle, run->tally->open_us);
    fflush(stdout);
    while (poll(&input, 1, 0) == 0 || read(0, bytes, sizeof bytes) > 0)
        load_pool_poll(run->pool, load_now_us() + IDLE_CHECK_US);
}

bool load_run(const LoadOptions *options, GError **error) {
    g_autoptr(LoadTally) tally = load_tally_new();
    g_autoptr(LoadRequests) requests = load_requests_new(options);
    LoadRun run = {
        .options = options,
        .requests = requests,
        .tally = tally,
        .n_idle = (unsigned)options->idle,
        .n_active = (unsigned)options->connections,
        .n_requests = (uint64_t)(options->rate_hz > 0 && options->requests == 0
                                     ? options->rate_hz * options->duration_s
                                     : (double)options->requests),
        .ready = G_QUEUE_INIT,
    };
    LoadTarget target;
    if (!load_target_init(&target, options->host, options->port, error) ||
        (options->is_tls && !load_target_use_tls(&target, error)))
        return false;
    target.n_sources = (unsigned)options->sources;
    LoadEvents events = {
        .on_ready = on_ready, .on_answer = on_answer, .on_lost = on_lost, .user = &run};
    run.pool = load_pool_new(&target, run.n_idle + run.n_active, &events);

    int64_t start_us = load_now_us();
    bool good =
        open_range(&run, 0, run.n_idle, error) && open_range(&run, run.n_idle, run.n_active, error);
    tally->open_us = load_now_us() - start_us;
    if (good) {
        if (run.n_active == 0)
            wait_for_end_of_input(&run);
        else
            measure(&run);
        load_tally_print(tally, options);
        good = load_tally_faults(tally) == 0;
    }
    g_queue_clear(&run.ready);
    load_pool_free(run.pool);
    load_target_clear(&target);
    return good;
}
