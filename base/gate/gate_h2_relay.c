#include "base/gate/gate_h2_relay.h"

#include "base/gate/gate_answer.h"
#include "base/gate/gate_relay_limit.h"

static GateWorker *worker_of(const GateH2Stream *s) {
    return s->h2->conn->worker;
}

/* ---- what the relay sees of the stream ---- */

static void on_taken(void *connection, size_t n) {
    GateH2Stream *s = connection;
    nghttp2_session_consume(s->h2->session, s->id, n);
}

static bool send_head(void *connection, GateText head, bool is_interim) {
    GateH2Stream *s = connection;
    char *text = (char *)head.at; /* the relay has written it for this */
    if (is_interim)
        return gate_h2_stream_submit_interim(s, text, head.length);
    return gate_h2_stream_submit(s, text, head.length, true);
}

static ssize_t send_body(void *connection, const struct iovec *parts, int n_parts) {
    GateH2Stream *s = connection;
    ssize_t sum = 0;
    for (int i = 0; i < n_parts; i++) {
        size_t room = GATE_H2_RELAY_OUT_BYTES - gate_bytes_length(&s->out);
        size_t n = MIN(parts[i].iov_len, room);
        gate_bytes_append(&s->out, parts[i].iov_base, n);
        sum += (ssize_t)n;
    }
    if (sum == 0)
        return GATE_CHANNEL_AGAIN;
    gate_h2_stream_resume(s);
    return sum;
}

static const GateRelayStream RELAY_STREAM = {on_taken, send_head, send_body};

static void on_upstream(void *connection) {
    GateH2Stream *s = connection;
    gate_h2_stream_wants_pump(s);
    gate_h2_conn_run(s->h2);
}

/* ---- turns ---- */

static void end(GateH2Stream *s) {
    gate_h2_stream_forget_pump(s);
    g_clear_pointer(&s->relay, gate_relay_free);
}

static void finish(GateH2Stream *s) {
    end(s);
    s->is_out_whole = true;
    s->taken_at_us = worker_of(s)->now_us;
    gate_h2_stream_drop_body(s);
    gate_h2_stream_resume(s);
}

static void fail(GateH2Stream *s, const HttpRefusal *refusal) {
    bool has_answered = s->is_answered;
    end(s);
    if (has_answered)
        gate_h2_stream_reset(s, NGHTTP2_INTERNAL_ERROR);
    else
        gate_h2_stream_answer_own(s, gate_answer_problem(refusal, NULL, 0));
}

static bool pump(GateH2Stream *s) {
    static const HttpRefusal no_answer = {502, "unavailable",
                                          "This part of the server did not answer."};
    switch (gate_relay_pump(s->relay)) {
    case GATE_RELAY_WAIT:
        return false;
    case GATE_RELAY_LATER:
        return true;
    case GATE_RELAY_DONE_KEEP:
    case GATE_RELAY_DONE_CLOSE:
        finish(s);
        return false;
    case GATE_RELAY_NO_ANSWER:
    case GATE_RELAY_BAD_REQUEST:
    case GATE_RELAY_BROKEN:
        break;
    }
    fail(s, &no_answer);
    return false;
}

bool gate_h2_relay_pump(GateH2 *h2) {
    GateH2Stream *again = NULL;
    while (h2->to_pump) {
        GateH2Stream *s = h2->to_pump;
        gate_h2_stream_forget_pump(s);
        if (pump(s)) {
            s->next_to_pump = again;
            again = s;
        }
    }
    bool has_more = again != NULL;
    while (again) {
        GateH2Stream *next = again->next_to_pump;
        again->next_to_pump = NULL;
        gate_h2_stream_wants_pump(again);
        again = next;
    }
    return has_more;
}

void gate_h2_relay_start(GateH2Stream *s, const GateHead *head, GateAnswer *answer) {
    GateRelayClient client = {
        .stream = &RELAY_STREAM,
        .input = &s->input,
        .readable = &s->is_body_open,
        .on_upstream = on_upstream,
        .connection = s,
    };
    GateRelayRefusal refusal = gate_relay_start(worker_of(s), &client, head, answer, &s->relay);
    if (refusal == GATE_RELAY_ACCEPTED) {
        gate_stream_free(g_steal_pointer(&s->stream), GATE_COMPLETE);
        gate_h2_stream_wants_pump(s);
        gate_h2_conn_run_later(s->h2);
        return;
    }
    gate_stream_drop_answer(answer);
    gate_h2_stream_answer_own(s, gate_answer_relay_refusal(refusal));
}

int64_t gate_h2_relay_check_time(GateH2Stream *s) {
    GateWorker *worker = worker_of(s);
    GateRelayLimit limit = gate_relay_limit_of(s->relay, worker);
    if (limit.wait == GATE_RELAY_WAITS_FOR_CLIENT || limit.left_us > 0)
        return worker->now_us + MAX(limit.left_us, worker->shared->options.write_timeout_us);
    gate_count(&worker->stats.timeouts, 1);
    fail(s, &limit.refusal);
    return INT64_MAX;
}
