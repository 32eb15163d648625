#include "base/gate/gate_h2_time.h"

#include "base/gate/gate_answer.h"
#include "base/gate/gate_h2_relay.h"
#include "base/gate/gate_h2_stream.h"

static void set_deadline(GateH2 *h2, int64_t at_us) {
    GateConn *conn = h2->conn;
    h2->deadline_at_us = at_us;
    timer_wheel_set(&conn->worker->timers, &conn->timer, at_us, conn->on_deadline);
}

static void end(GateH2 *h2, uint32_t code) {
    gate_count(&h2->conn->worker->stats.timeouts, 1);
    nghttp2_session_terminate_session(h2->session, code);
}

/* The kernel has taken nothing for long. It reports room only when much is gone. */
static bool is_stuck(GateH2 *h2, int64_t *next_us) {
    const GateOptions *options = gate_conn_options(h2->conn);
    int64_t now_us = h2->conn->worker->now_us;
    if (gate_bytes_length(&h2->out) == 0)
        return false;
    if (gate_conn_is_taking(h2->conn))
        h2->taken_at_us = now_us;
    *next_us = MIN(*next_us, h2->taken_at_us + options->write_timeout_us);
    return h2->taken_at_us + options->write_timeout_us <= now_us;
}

static int64_t check_connection(GateH2 *h2) {
    const GateOptions *options = gate_conn_options(h2->conn);
    int64_t now_us = h2->conn->worker->now_us, due_us = INT64_MAX;
    if (h2->head_at_us != 0) {
        due_us = h2->head_at_us + options->header_timeout_us;
    } else if (h2->n_streams == 0) {
        int64_t allowed_us =
            h2->has_settings ? options->idle_timeout_us : options->header_timeout_us;
        due_us = h2->idle_at_us + allowed_us;
    }
    if (due_us > now_us)
        return due_us;
    end(h2, NGHTTP2_NO_ERROR);
    return now_us + options->write_timeout_us;
}

static GateWorker *worker_of(const GateH2Stream *s) {
    return s->h2->conn->worker;
}

/* The client has left no room for it; what only waits for others is not its fault. */
static bool is_window_shut(const GateH2Stream *s) {
    nghttp2_session *session = s->h2->session;
    return nghttp2_session_get_remote_window_size(session) <= 0 ||
           nghttp2_session_get_stream_remote_window_size(session, s->id) <= 0;
}

static int64_t check_output(GateH2Stream *s) {
    GateWorker *worker = worker_of(s);
    int64_t allowed_us = worker->shared->options.write_timeout_us;
    int64_t due_us = s->taken_at_us + allowed_us;
    if (worker->now_us < due_us)
        return due_us;
    if (!is_window_shut(s))
        return worker->now_us + allowed_us;
    gate_count(&worker->stats.timeouts, 1);
    gate_h2_stream_reset(s, NGHTTP2_CANCEL);
    return INT64_MAX;
}

static int64_t check_gathering(GateH2Stream *s) {
    static const HttpRefusal slow = {408, "timeout", "The request did not arrive in time."};
    GateWorker *worker = worker_of(s);
    int64_t due_us = s->begun_at_us + worker->shared->options.header_timeout_us;
    if (worker->now_us < due_us)
        return due_us;
    gate_count(&worker->stats.timeouts, 1);
    gate_h2_stream_answer_own(s, gate_answer_problem(&slow, NULL, 0));
    return INT64_MAX;
}

static int64_t check_stream(GateH2Stream *s) {
    if (s->kept_head)
        return check_gathering(s);
    if (s->is_answered && gate_h2_stream_available(s) > 0)
        return check_output(s);
    if (s->relay)
        return gate_h2_relay_check_time(s);
    return INT64_MAX;
}

static int64_t check_streams(GateH2 *h2) {
    int64_t next_us = INT64_MAX;
    for (GateH2Stream *s = h2->streams, *next; s; s = next) {
        next = s->next;
        int64_t due_us = check_stream(s);
        next_us = MIN(next_us, due_us);
    }
    return next_us;
}

void gate_h2_time_on_deadline(Timer *timer, void *user) {
    GateConn *conn = gate_conn_of_timer(timer);
    GateH2 *h2 = conn->h2;
    int64_t next_us = INT64_MAX;
    h2->deadline_at_us = INT64_MAX;
    if (is_stuck(h2, &next_us)) {
        gate_count(&conn->worker->stats.timeouts, 1);
        gate_conn_close(conn);
        return;
    }
    int64_t connection_us = check_connection(h2), streams_us = check_streams(h2);
    next_us = MIN(next_us, MIN(connection_us, streams_us));
    if (next_us != INT64_MAX)
        set_deadline(h2, next_us);
    gate_h2_conn_run(h2);
}

void gate_h2_time_arm(GateH2 *h2) {
    const GateOptions *options = gate_conn_options(h2->conn);
    int64_t first_us = MIN(options->header_timeout_us, options->write_timeout_us);
    int64_t in_us = MIN(first_us, options->relay_timeout_us);
    bool is_idle = h2->n_streams == 0 && h2->head_at_us == 0 && h2->has_settings &&
                   gate_bytes_length(&h2->out) == 0;
    if (is_idle)
        in_us = options->idle_timeout_us;
    int64_t at_us = h2->conn->worker->now_us + in_us;
    if (h2->deadline_at_us > at_us)
        set_deadline(h2, at_us);
}
