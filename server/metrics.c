#include "server/metrics.h"

#include <stddef.h>

#include "base/clock.h"
#include "server/metrics_text.h"
#include "server/process_stats.h"

/* One number of a statistics struct. */
typedef enum NumberKind { NUMBER_END, NUMBER_UNSIGNED, NUMBER_UINT64 } NumberKind;

typedef struct MetricRow {
    NumberKind number;
    MetricKind kind;
    const char *name;
    size_t offset;
    const char *help;
} MetricRow;

static double number_of(const MetricRow *row, const void *stats) {
    const char *at = (const char *)stats + row->offset;
    if (row->number == NUMBER_UNSIGNED)
        return *(const unsigned *)(const void *)at;
    return (double)*(const uint64_t *)(const void *)at;
}

static void write_rows(const MetricRow *row, const void *stats, GString *out) {
    for (; row->number != NUMBER_END; row++)
        metrics_text_single(out, row->kind, row->name, row->help, number_of(row, stats));
}

#define COUNTER(type, member, name, help)                                                          \
    { NUMBER_UINT64, METRIC_COUNTER, name, offsetof(type, member), help }
#define GAUGE(type, member, name, help)                                                            \
    { NUMBER_UNSIGNED, METRIC_GAUGE, name, offsetof(type, member), help }

/* ---- gate ---- */

static const MetricRow GATE_ROWS[] = {
    COUNTER(GateStats, accepted, "tongping_gate_accepted_total", "Connections accepted."),
    COUNTER(GateStats, refused_total, "tongping_gate_refused_total",
            "Connections refused because gate.max_connections were open."),
    COUNTER(GateStats, refused_address, "tongping_gate_refused_address_total",
            "Connections refused because one address had too many."),
    COUNTER(GateStats, tls_handshakes, "tongping_gate_tls_handshakes_total",
            "TLS handshakes completed."),
    COUNTER(GateStats, tls_failures, "tongping_gate_tls_failures_total", "TLS handshakes failed."),
    COUNTER(GateStats, body_bytes, "tongping_gate_body_bytes_total", "Bytes of bodies sent."),
    COUNTER(GateStats, held, "tongping_gate_held_total", "Requests held until an event."),
    COUNTER(GateStats, fired, "tongping_gate_fired_total", "Held requests that got their event."),
    COUNTER(GateStats, handed_over, "tongping_gate_handed_over_total",
            "Requests handed to the API or WebSocket server."),
    COUNTER(GateStats, timeouts, "tongping_gate_timeouts_total",
            "Connections closed for being silent or slow."),
    COUNTER(GateStats, malformed, "tongping_gate_malformed_total", "Requests that were not HTTP."),
    GAUGE(GateStats, connections, "tongping_gate_connections", "Connections open."),
    GAUGE(GateStats, holding, "tongping_gate_holding", "Requests held now."),
    GAUGE(GateStats, relaying, "tongping_gate_relaying", "Hand-overs under way."),
    {.number = NUMBER_END},
};

static void write_answers(const GateStats *stats, GString *out) {
    static const char *const CLASSES[] = {NULL, "1xx", "2xx", "3xx", "4xx", "5xx"};
    metrics_text_family(out, METRIC_COUNTER, "tongping_gate_answers_total",
                        "Answers by class of status.");
    for (unsigned i = 1; i < G_N_ELEMENTS(CLASSES); i++)
        metrics_text_sample(out, "tongping_gate_answers_total", "class", CLASSES[i],
                            (double)stats->answers_1xx_5xx[i]);
}

/* Requests and connections by worker: shows an uneven spread. */
static void write_gate_workers(Gate *gate, GString *out) {
    static const MetricRow ROWS[] = {
        COUNTER(GateStats, requests, "tongping_gate_requests_total", "Requests by gate worker."),
        GAUGE(GateStats, connections, "tongping_gate_worker_connections",
              "Connections open by gate worker."),
        {.number = NUMBER_END},
    };
    for (const MetricRow *row = ROWS; row->number != NUMBER_END; row++) {
        metrics_text_family(out, row->kind, row->name, row->help);
        for (unsigned i = 0; i < gate_n_workers(gate); i++) {
            GateStats stats;
            gate_get_worker_stats(gate, i, &stats);
            char index[16];
            g_snprintf(index, sizeof index, "%u", i);
            metrics_text_sample(out, row->name, "worker", index, number_of(row, &stats));
        }
    }
}

static void write_gate(Gate *gate, GString *out) {
    GateStats stats;
    gate_get_stats(gate, &stats);
    write_rows(GATE_ROWS, &stats, out);
    write_answers(&stats, out);
    write_gate_workers(gate, out);
}

/* ---- api, ws ---- */

static void write_api(ApiServer *api, GString *out) {
    static const MetricRow ROWS[] = {
        COUNTER(ApiStats, requests, "tongping_api_requests_total", "API requests taken."),
        COUNTER(ApiStats, refused, "tongping_api_refused_total",
                "API requests answered 503 because too many were open."),
        COUNTER(ApiStats, aborted, "tongping_api_aborted_total", "API clients that went away."),
        GAUGE(ApiStats, open, "tongping_api_open", "API requests being answered."),
        {.number = NUMBER_END},
    };
    ApiStats stats;
    api_server_get_stats(api, &stats);
    write_rows(ROWS, &stats, out);
}

static void write_ws(WsServer *ws, GString *out) {
    static const MetricRow ROWS[] = {
        GAUGE(WsStats, open, "tongping_ws_open", "WebSocket connections open."),
        COUNTER(WsStats, opened, "tongping_ws_opened_total", "WebSocket connections opened."),
        COUNTER(WsStats, messages_in, "tongping_ws_messages_in_total", "Messages received."),
        COUNTER(WsStats, messages_out, "tongping_ws_messages_out_total", "Messages sent."),
        COUNTER(WsStats, bytes_in, "tongping_ws_bytes_in_total", "Bytes of messages received."),
        COUNTER(WsStats, bytes_out, "tongping_ws_bytes_out_total", "Bytes of messages sent."),
        COUNTER(WsStats, closed_slow, "tongping_ws_closed_slow_total",
                "Connections closed because the client did not read."),
        {.number = NUMBER_END},
    };
    WsStats stats;
    ws_server_get_stats(ws, &stats);
    write_rows(ROWS, &stats, out);
}

/* ---- workers ---- */

static void write_workers(Worker *const *workers, GString *out) {
    static const MetricRow ROWS[] = {
        COUNTER(WorkerStats, posts, "tongping_worker_posts_total", "Mail accepted by a worker."),
        COUNTER(WorkerStats, refused, "tongping_worker_refused_total",
                "Mail refused because the mailbox was full."),
        GAUGE(WorkerStats, waiting, "tongping_worker_waiting", "Mail that waits."),
        GAUGE(WorkerStats, capacity, "tongping_worker_capacity", "Room in the mailbox."),
        {.number = NUMBER_END},
    };
    if (!workers[0])
        return;
    for (const MetricRow *row = ROWS; row->number != NUMBER_END; row++) {
        metrics_text_family(out, row->kind, row->name, row->help);
        for (unsigned i = 0; i < METRICS_MAX_WORKERS && workers[i]; i++) {
            WorkerStats stats;
            worker_get_stats(workers[i], &stats);
            metrics_text_sample(out, row->name, "worker", stats.name, number_of(row, &stats));
        }
    }
}

#undef COUNTER
#undef GAUGE

/* ---- process ---- */

static void write_threads(const ProcessStats *stats, GString *out) {
    static const char name[] = "tongping_thread_cpu_seconds_total";
    metrics_text_family(out, METRIC_COUNTER, name, "Processor time by name of thread.");
    for (int64_t i = 0; i < stats->n_names; i++)
        metrics_text_sample(out, name, "thread", stats->threads[i].name,
                            (double)stats->threads[i].cpu_us / CLOCK_US_PER_S);
}

static void write_process(int64_t started_at_us, GString *out) {
    ProcessStats stats;
    process_stats_get(&stats);
    metrics_text_single(out, METRIC_GAUGE, "process_start_time_seconds",
                        "Start of the process since 1970.", (double)started_at_us / CLOCK_US_PER_S);
    metrics_text_single(out, METRIC_GAUGE, "process_resident_memory_bytes", "Resident memory.",
                        (double)stats.rss_bytes);
    metrics_text_single(out, METRIC_GAUGE, "process_open_fds", "File descriptors open.",
                        (double)stats.open_fds);
    metrics_text_single(out, METRIC_GAUGE, "process_max_fds", "File descriptors allowed.",
                        (double)stats.max_fds);
    metrics_text_single(out, METRIC_GAUGE, "process_threads", "Threads.", (double)stats.n_threads);
    write_threads(&stats, out);
}

void metrics_write(const MetricsSources *sources, GString *out) {
    static const char build[] = "tongping_build_info";
    metrics_text_family(out, METRIC_GAUGE, build, "Version of the program; always 1.");
    metrics_text_sample(out, build, "version", TONGPING_VERSION, 1);
    write_process(sources->started_at_us, out);
    if (sources->gate)
        write_gate(sources->gate, out);
    if (sources->api)
        write_api(sources->api, out);
    if (sources->ws)
        write_ws(sources->ws, out);
    write_workers(sources->workers, out);
}
