#include "server/metrics.h"

#include "base/clock.h"
#include "server/library_metrics.h"
#include "server/media_metrics.h"
#include "server/metrics_table.h"
#include "server/process_stats.h"
#include "server/rtc_metrics.h"

/* ---- gate ---- */

static const MetricRow GATE_ROWS[] = {
    METRICS_COUNTER(GateStats, accepted, "tongping_gate_accepted_total", "Connections accepted."),
    METRICS_COUNTER(GateStats, refused_total, "tongping_gate_refused_total",
                    "Connections refused because gate.max_connections were open."),
    METRICS_COUNTER(GateStats, refused_address, "tongping_gate_refused_address_total",
                    "Connections refused because one address had too many."),
    METRICS_COUNTER(GateStats, tls_handshakes, "tongping_gate_tls_handshakes_total",
                    "TLS handshakes completed."),
    METRICS_COUNTER(GateStats, tls_failures, "tongping_gate_tls_failures_total",
                    "TLS handshakes failed."),
    METRICS_COUNTER(GateStats, body_bytes, "tongping_gate_body_bytes_total",
                    "Bytes of bodies sent."),
    METRICS_COUNTER(GateStats, held, "tongping_gate_held_total", "Requests held until an event."),
    METRICS_COUNTER(GateStats, fired, "tongping_gate_fired_total",
                    "Held requests that got their event."),
    METRICS_COUNTER(GateStats, handed_over, "tongping_gate_handed_over_total",
                    "Requests handed to the API or WebSocket server."),
    METRICS_COUNTER(GateStats, timeouts, "tongping_gate_timeouts_total",
                    "Connections closed for being silent or slow."),
    METRICS_COUNTER(GateStats, malformed, "tongping_gate_malformed_total",
                    "Requests that were not HTTP."),
    METRICS_COUNTER(GateStats, h2_connections, "tongping_gate_h2_connections_total",
                    "Connections that spoke HTTP/2."),
    METRICS_COUNTER(GateStats, h2_resets, "tongping_gate_h2_resets_total",
                    "HTTP/2 streams ended by a reset that was the client's doing."),
    METRICS_COUNTER(GateStats, h2_calmed, "tongping_gate_h2_calmed_total",
                    "HTTP/2 connections ended for flooding."),
    METRICS_GAUGE(GateStats, connections, "tongping_gate_connections", "Connections open."),
    METRICS_GAUGE(GateStats, holding, "tongping_gate_holding", "Requests held now."),
    METRICS_GAUGE(GateStats, given, "tongping_gate_given",
                  "Connections whose sockets the WebSocket server has."),
    METRICS_GAUGE(GateStats, relaying, "tongping_gate_relaying", "Hand-overs under way."),
    METRICS_ROWS_END,
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
        METRICS_COUNTER(GateStats, requests, "tongping_gate_requests_total",
                        "Requests by gate worker."),
        METRICS_GAUGE(GateStats, connections, "tongping_gate_worker_connections",
                      "Connections open by gate worker."),
        METRICS_ROWS_END,
    };
    for (const MetricRow *row = ROWS; row->number != METRIC_END; row++) {
        metrics_text_family(out, row->kind, row->name, row->help);
        for (unsigned i = 0; i < gate_n_workers(gate); i++) {
            GateStats stats;
            gate_get_worker_stats(gate, i, &stats);
            char index[16];
            g_snprintf(index, sizeof index, "%u", i);
            metrics_text_sample(out, row->name, "worker", index, metrics_table_number(row, &stats));
        }
    }
}

static void write_gate(Gate *gate, GString *out) {
    GateStats stats;
    gate_get_stats(gate, &stats);
    metrics_table_write(GATE_ROWS, &stats, out);
    write_answers(&stats, out);
    write_gate_workers(gate, out);
}

/* ---- api ---- */

static void write_api(ApiServer *api, GString *out) {
    static const MetricRow ROWS[] = {
        METRICS_COUNTER(ApiStats, requests, "tongping_api_requests_total", "API requests taken."),
        METRICS_COUNTER(ApiStats, refused, "tongping_api_refused_total",
                        "API requests answered 503 because too many were open."),
        METRICS_COUNTER(ApiStats, aborted, "tongping_api_aborted_total",
                        "API clients that went away."),
        METRICS_GAUGE(ApiStats, open, "tongping_api_open", "API requests being answered."),
        METRICS_ROWS_END,
    };
    ApiStats stats;
    api_server_get_stats(api, &stats);
    metrics_table_write(ROWS, &stats, out);
}

/* ---- catalogue ---- */

static void write_catalog(Catalog *catalog, GString *out) {
    static const MetricRow ROWS[] = {
        METRICS_COUNTER(CatalogStats, store.writes, "tongping_store_writes_total",
                        "Jobs that wrote to the database."),
        METRICS_COUNTER(CatalogStats, store.reads, "tongping_store_reads_total",
                        "Jobs that read from the database."),
        METRICS_COUNTER(CatalogStats, store.failed_jobs, "tongping_store_failed_jobs_total",
                        "Jobs that failed for any reason."),
        METRICS_COUNTER(CatalogStats, store.refused, "tongping_store_refused_total",
                        "Jobs refused because too many waited."),
        METRICS_COUNTER(CatalogStats, store.commits, "tongping_store_commits_total",
                        "Transactions on the disk."),
        METRICS_COUNTER(CatalogStats, store.failed_commits, "tongping_store_failed_commits_total",
                        "Transactions lost whole."),
        METRICS_SECONDS(CatalogStats, store.last_commit_us, "tongping_store_last_commit_seconds",
                        "How long the last commit took."),
        METRICS_SECONDS(CatalogStats, store.max_commit_us, "tongping_store_max_commit_seconds",
                        "How long the slowest commit took."),
        METRICS_GAUGE(CatalogStats, store.waiting_writes, "tongping_store_waiting_writes",
                      "Writing jobs that wait."),
        METRICS_GAUGE(CatalogStats, store.waiting_reads, "tongping_store_waiting_reads",
                      "Reading jobs that wait."),
        METRICS_COUNTER(CatalogStats, beat_log.posts, "tongping_beat_log_posts_total",
                        "Pieces of the viewing log accepted."),
        METRICS_COUNTER(CatalogStats, beat_log.refused, "tongping_beat_log_refused_total",
                        "Pieces of the viewing log refused because too many waited."),
        METRICS_COUNTER(CatalogStats, beat_log.failed, "tongping_beat_log_failed_total",
                        "Pieces of the viewing log that could not be written."),
        METRICS_COUNTER(CatalogStats, beat_log.bytes, "tongping_beat_log_bytes_total",
                        "Bytes of the viewing log on the disk."),
        METRICS_COUNTER(CatalogStats, beat_log.commits, "tongping_beat_log_commits_total",
                        "Durable writes of the viewing log."),
        METRICS_SECONDS(CatalogStats, beat_log.last_commit_us,
                        "tongping_beat_log_last_commit_seconds",
                        "How long the last durable write took."),
        METRICS_SECONDS(CatalogStats, beat_log.max_commit_us,
                        "tongping_beat_log_max_commit_seconds",
                        "How long the slowest durable write took."),
        METRICS_GAUGE(CatalogStats, beat_log.waiting_posts, "tongping_beat_log_waiting",
                      "Pieces of the viewing log that wait."),
        METRICS_GAUGE64(CatalogStats, beat_log.waiting_bytes, "tongping_beat_log_waiting_bytes",
                        "Bytes of the viewing log that wait."),
        METRICS_FLAG(CatalogStats, beat_log.is_failing, "tongping_beat_log_failing",
                     "1 while the viewing log cannot be written."),
        METRICS_COUNTER(CatalogStats, crypto.done, "tongping_crypto_done_total",
                        "Passwords hashed or checked."),
        METRICS_COUNTER(CatalogStats, crypto.refused, "tongping_crypto_refused_total",
                        "Passwords refused because too many waited."),
        METRICS_GAUGE(CatalogStats, crypto.waiting, "tongping_crypto_waiting",
                      "Passwords that wait."),
        METRICS_COUNTER(CatalogStats, sessions.hits, "tongping_sessions_hits_total",
                        "Credentials answered from memory."),
        METRICS_COUNTER(CatalogStats, sessions.misses, "tongping_sessions_misses_total",
                        "Credentials asked of the database."),
        METRICS_COUNTER(CatalogStats, sessions.renewed, "tongping_sessions_renewed_total",
                        "Sessions that got a new secret."),
        METRICS_GAUGE(CatalogStats, sessions.cached, "tongping_sessions_cached",
                      "Credentials in memory."),
        METRICS_COUNTER(CatalogStats, sign_ins, "tongping_sign_ins_total", "Sign-ins."),
        METRICS_COUNTER(CatalogStats, wrong_sign_ins, "tongping_wrong_sign_ins_total",
                        "Sign-ins with a wrong name or password."),
        METRICS_COUNTER(CatalogStats, throttled_sign_ins, "tongping_throttled_sign_ins_total",
                        "Sign-ins that had to wait."),
        METRICS_ROWS_END,
    };
    CatalogStats stats;
    catalog_get_stats(catalog, &stats);
    metrics_table_write(ROWS, &stats, out);
}

static void write_uploads(Catalog *catalog, GString *out) {
    static const MetricRow ROWS[] = {
        METRICS_COUNTER(CatalogStats, uploads.bytes, "tongping_upload_bytes_total",
                        "Bytes of editors' files taken."),
        METRICS_COUNTER(CatalogStats, uploads.begun, "tongping_upload_bodies_total",
                        "Bodies of uploads begun."),
        METRICS_COUNTER(CatalogStats, uploads.broken, "tongping_upload_broken_total",
                        "Bodies of uploads whose client left."),
        METRICS_GAUGE(CatalogStats, uploads.open, "tongping_upload_open",
                      "Bodies of uploads that come now."),
        METRICS_COUNTER(CatalogStats, jobs.done, "tongping_course_jobs_done_total",
                        "Files made into lessons."),
        METRICS_COUNTER(CatalogStats, jobs.failed, "tongping_course_jobs_failed_total",
                        "Files that could not be made into lessons."),
        METRICS_COUNTER(CatalogStats, jobs.interrupted, "tongping_course_jobs_interrupted_total",
                        "Times that the tool for courses did not come to its end."),
        METRICS_GAUGE(CatalogStats, jobs.running, "tongping_course_jobs_running",
                      "Files that are made into lessons now."),
        METRICS_GAUGE64(CatalogStats, jobs.counts.waiting, "tongping_course_jobs_waiting",
                        "Files that wait to be made into lessons."),
        METRICS_GAUGE64(CatalogStats, jobs.counts.failed_lately,
                        "tongping_course_jobs_failed_lately",
                        "Files that could not be made into lessons in the last 24 hours."),
        METRICS_GAUGE64(CatalogStats, jobs.counts.unfinished, "tongping_upload_unfinished",
                        "Uploads of which bytes are missing."),
        METRICS_GAUGE64(CatalogStats, jobs.counts.asset_bytes, "tongping_course_asset_bytes",
                        "Bytes of what lessons are made of."),
        METRICS_ROWS_END,
    };
    CatalogStats stats;
    catalog_get_stats(catalog, &stats);
    metrics_table_write(ROWS, &stats, out);
}

/* ---- workers ---- */

static void write_workers(Worker *const *workers, GString *out) {
    static const MetricRow ROWS[] = {
        METRICS_COUNTER(WorkerStats, posts, "tongping_worker_posts_total",
                        "Mail accepted by a worker."),
        METRICS_COUNTER(WorkerStats, refused, "tongping_worker_refused_total",
                        "Mail refused because the mailbox was full."),
        METRICS_GAUGE(WorkerStats, waiting, "tongping_worker_waiting", "Mail that waits."),
        METRICS_GAUGE(WorkerStats, capacity, "tongping_worker_capacity", "Room in the mailbox."),
        METRICS_ROWS_END,
    };
    if (!workers[0])
        return;
    for (const MetricRow *row = ROWS; row->number != METRIC_END; row++) {
        metrics_text_family(out, row->kind, row->name, row->help);
        for (unsigned i = 0; i < METRICS_MAX_WORKERS && workers[i]; i++) {
            WorkerStats stats;
            worker_get_stats(workers[i], &stats);
            metrics_text_sample(out, row->name, "worker", stats.name,
                                metrics_table_number(row, &stats));
        }
    }
}

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
    if (sources->catalog) {
        write_catalog(sources->catalog, out);
        write_uploads(sources->catalog, out);
    }
    if (sources->signaling)
        signaling_adapter_write_metrics(sources->signaling, out);
    if (sources->media)
        media_metrics_write(sources->media, out);
    if (sources->library)
        library_metrics_write(sources->library, out);
    if (sources->rtc)
        rtc_metrics_write(sources->rtc, out);
    write_workers(sources->workers, out);
}
