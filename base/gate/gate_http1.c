#include "base/gate/gate_http1.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/gate/gate_answer.h"
#include "base/gate/gate_conn.h"
#include "base/gate/gate_conn_send.h"
#include "base/gate/gate_gather.h"
#include "base/gate/gate_give.h"
#include "base/gate/gate_h2.h"
#include "base/gate/gate_relay_limit.h"

#define TLS_RECORD_HANDSHAKE 0x16 /* RFC 8446 §5.1; no HTTP request starts with it */

/* What a state's step wants next. */
typedef enum Step { STEP_WAIT, STEP_ON, STEP_LATER, STEP_CLOSE } Step;

static void run(GateConn *conn);

static Step close_gently(GateConn *conn) {
    gate_conn_linger(conn);
    return STEP_ON;
}

/* Before closing when nothing is under way: a TLS client need not suspect that somebody cut the
 * connection (RFC 8446 §6.1). */
static void say_goodbye(GateConn *conn) {
    if (conn->channel.ssl && conn->state == CONN_HEAD)
        gate_channel_finish(&conn->channel);
}

/* ---- answering ---- */

static void on_answer(GateStream *stream, const GateHead *head, GateAnswer *answer) {
    GateConn *conn = stream->connection;
    gate_conn_send_answer(conn, head, answer);
    if (!conn->is_running)
        run(conn);
}

static void on_hand_over(GateStream *stream, const GateHead *head, GateAnswer *answer);

static const GateTransport TRANSPORT_HTTP1 = {on_answer, on_hand_over};

static Step refuse(GateConn *conn, const HttpRefusal *refusal) {
    gate_count(&conn->worker->stats.malformed, 1);
    conn->is_head_request = false;
    gate_conn_send_problem(conn, refusal);
    return STEP_ON;
}

/* ---- handing over ---- */

static void on_upstream_ready(void *connection) {
    GateConn *conn = connection;
    if (!conn->is_paused)
        run(conn);
}

static GateRelayRefusal start_relay(GateConn *conn, const GateHead *head, GateAnswer *answer) {
    GateRelayClient client = {
        .channel = &conn->channel,
        .input = &conn->input,
        .readable = &conn->is_readable,
        .on_upstream = on_upstream_ready,
        .connection = conn,
    };
    GateRelayRefusal refusal = gate_relay_start(conn->worker, &client, head, answer, &conn->relay);
    if (refusal != GATE_RELAY_ACCEPTED)
        return refusal;
    gate_stream_free(g_steal_pointer(&conn->stream), GATE_COMPLETE);
    conn->state = CONN_RELAY;
    conn->unsent_bytes = GATE_UNSENT_UNKNOWN;
    gate_conn_set_deadline(conn, MIN(gate_conn_options(conn)->relay_timeout_us,
                                     gate_conn_options(conn)->write_timeout_us));
    return refusal;
}

static void on_hand_over(GateStream *stream, const GateHead *head, GateAnswer *answer) {
    GateConn *conn = stream->connection;
    GateRelayRefusal refusal = gate_give_is_possible(conn, answer)
                                   ? gate_give_start(conn, head, answer)
                                   : start_relay(conn, head, answer);
    if (refusal != GATE_RELAY_ACCEPTED)
        gate_stream_drop_answer(answer);
    if (refusal != GATE_RELAY_ACCEPTED && conn->state != CONN_CLOSED)
        gate_conn_send_own(conn, gate_answer_relay_refusal(refusal));
    if (!conn->is_running)
        run(conn);
}

/* ---- steps, one for each state ---- */

static Step step_first_byte(GateConn *conn) {
    if (!conn->is_readable)
        return STEP_WAIT;
    conn->state = CONN_HEAD;
    if (!conn->worker->tls)
        return STEP_ON;
    uint8_t first;
    ssize_t n = recv(conn->channel.fd, &first, 1, MSG_PEEK);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
        conn->state = CONN_FIRST_BYTE;
        return STEP_WAIT;
    }
    if (n <= 0)
        return STEP_CLOSE;
    if (first == TLS_RECORD_HANDSHAKE) {
        if (!gate_channel_start_tls(&conn->channel, conn->worker->tls))
            return STEP_CLOSE;
        conn->state = CONN_HANDSHAKE;
    }
    return STEP_ON;
}

static Step start_h2(GateConn *conn) {
    conn->state = CONN_H2;
    return gate_h2_start(conn) ? STEP_ON : STEP_CLOSE;
}

static Step step_h2(GateConn *conn) {
    gate_h2_run(conn);
    return STEP_WAIT;
}

static Step step_handshake(GateConn *conn) {
    switch (gate_channel_handshake(&conn->channel)) {
    case GATE_HANDSHAKE_DONE:
        gate_count(&conn->worker->stats.tls_handshakes, 1);
        conn->state = CONN_HEAD;
        if (gate_channel_speaks_h2(&conn->channel))
            return start_h2(conn);
        return STEP_ON;
    case GATE_HANDSHAKE_AGAIN:
        return STEP_WAIT;
    case GATE_HANDSHAKE_BROKEN:
        break;
    }
    gate_count(&conn->worker->stats.tls_failures, 1);
    return STEP_CLOSE;
}

static void start_request(GateConn *conn, GateHead *head) {
    GateWorker *worker = conn->worker;
    gate_conn_identify(conn, head);
    http_body_init(&conn->unread, head->framing, head->body_length);
    conn->scan = (HttpScan){0};
    head->expects_continue = head->expects_continue && !conn->has_encouraged;
    conn->has_encouraged = conn->is_gathering = false;
    conn->keep_alive = head->keep_alive && worker->stop_at_us == 0 && !head->expects_continue;
    conn->state = CONN_ANSWER;
    conn->is_output_begun = false;
    conn->is_head_request = head->method == GATE_HEAD;
    timer_wheel_cancel(&worker->timers, &conn->timer);
    gate_count(&worker->stats.requests, 1);
    conn->stream = gate_stream_new(worker, &TRANSPORT_HTTP1, conn);
    gate_stream_start(conn->stream, head);
}

static Step wait_for_more(GateConn *conn, const uint8_t *bytes, size_t length, bool is_kept) {
    if (!is_kept) {
        gate_bytes_append(&conn->input, bytes, length);
        if (conn->has_served) /* the first head's time runs from the accept */
            gate_conn_set_deadline(conn, gate_conn_options(conn)->header_timeout_us);
    }
    return STEP_WAIT;
}

/* `bytes` are the connection's input, or lie in the worker's scratch: then what is not used is kept
 * before anything else runs. A head whose body is awaited is parsed again with it. */
static Step parse_head(GateConn *conn, const uint8_t *bytes, size_t length, bool is_kept) {
    GateHead head;
    HttpRefusal refusal;
    size_t used = 0;
    GateH2Preface preface =
        conn->has_served ? GATE_H2_PREFACE_NONE : gate_h2_match_preface(bytes, length);
    if (preface == GATE_H2_PREFACE_PART)
        return wait_for_more(conn, bytes, length, is_kept);
    if (preface == GATE_H2_PREFACE_WHOLE) {
        wait_for_more(conn, bytes, length, is_kept);
        return start_h2(conn);
    }
    HttpParse parse =
        http_head_parse(&conn->scan, (const char *)bytes, length, &head, &used, &refusal);
    if (parse == HTTP_PARSE_BAD)
        return refuse(conn, &refusal);
    if (parse == HTTP_PARSE_MORE)
        return wait_for_more(conn, bytes, length, is_kept);
    if (gate_gather_is_awaited(conn, &head, bytes + used, length - used)) {
        gate_gather_encourage(conn, &head);
        conn->is_gathering = true;
        conn->scan = (HttpScan){0};
        return wait_for_more(conn, bytes, length, is_kept);
    }
    if (is_kept) /* the memory stays until the request has started: the head's text is in it */
        conn->input.at += (uint32_t)used;
    else
        gate_bytes_append(&conn->input, bytes + used, length - used);
    start_request(conn, &head);
    if (gate_bytes_length(&conn->input) == 0)
        gate_bytes_clear(&conn->input);
    return STEP_ON;
}

static Step read_head(GateConn *conn) {
    if (!conn->is_readable)
        return STEP_WAIT;
    bool is_kept = gate_bytes_length(&conn->input) > 0;
    uint8_t *into = conn->worker->scratch;
    ssize_t n = gate_channel_read(&conn->channel, into, GATE_INPUT_MAX_BYTES);
    if (n == GATE_CHANNEL_AGAIN) {
        conn->is_readable = false;
        return STEP_WAIT;
    }
    if (n == GATE_CHANNEL_END)
        say_goodbye(conn);
    if (n <= 0)
        return STEP_CLOSE;
    /* Edge-triggered: a short read of a plain socket has emptied it (epoll(7)). */
    if (!conn->channel.ssl && (size_t)n < GATE_INPUT_MAX_BYTES && !conn->is_peer_finished)
        conn->is_readable = false;
    if (is_kept) /* a head in many small pieces costs what has come of it, no more */
        gate_bytes_append(&conn->input, into, (size_t)n);
    Step step = is_kept ? parse_head(conn, gate_bytes_first(&conn->input),
                                     gate_bytes_length(&conn->input), true)
                        : parse_head(conn, into, (size_t)n, false);
    return step == STEP_WAIT && conn->is_readable ? STEP_ON : step;
}

static Step step_head(GateConn *conn) {
    size_t waiting = gate_bytes_length(&conn->input);
    if (waiting > conn->scan.scanned &&
        parse_head(conn, gate_bytes_first(&conn->input), waiting, true) == STEP_ON)
        return STEP_ON;
    return read_head(conn);
}

static Step await_next_request(GateConn *conn) {
    conn->state = CONN_HEAD;
    conn->has_served = true;
    bool has_more = gate_bytes_length(&conn->input) > 0;
    gate_conn_set_deadline(conn, has_more ? gate_conn_options(conn)->header_timeout_us
                                          : gate_conn_options(conn)->idle_timeout_us);
    return STEP_ON;
}

static Step after_answer(GateConn *conn) {
    gate_stream_free(g_steal_pointer(&conn->stream), GATE_COMPLETE);
    if (!conn->keep_alive)
        return close_gently(conn);
    if (conn->unread.is_done)
        return await_next_request(conn);
    conn->state = CONN_DISCARD;
    conn->dropped_bytes = 0;
    gate_conn_set_deadline(conn, gate_conn_options(conn)->header_timeout_us);
    return STEP_ON;
}

static Step step_answer(GateConn *conn) {
    if (conn->is_hung_up)
        return STEP_CLOSE;
    if (!conn->is_output_begun)
        return STEP_WAIT; /* held */
    bool has_progress = false;
    GateOutput output = gate_stream_continue_output(conn->stream, &conn->channel, &has_progress);
    if (output == GATE_OUTPUT_DONE)
        return after_answer(conn);
    if (output == GATE_OUTPUT_BROKEN)
        return STEP_CLOSE;
    if (has_progress || conn->unsent_bytes == GATE_UNSENT_UNKNOWN) {
        gate_conn_set_deadline(conn, gate_conn_options(conn)->write_timeout_us);
        gate_conn_is_taking(conn);
    }
    return output == GATE_OUTPUT_LATER ? STEP_LATER : STEP_WAIT;
}

static Step after_relay(GateConn *conn, bool keep_alive) {
    g_clear_pointer(&conn->relay, gate_relay_free);
    return keep_alive ? await_next_request(conn) : close_gently(conn);
}

static Step fail_relay(GateConn *conn, const HttpRefusal *refusal) {
    g_clear_pointer(&conn->relay, gate_relay_free);
    gate_conn_send_problem(conn, refusal);
    return STEP_ON;
}

static Step step_relay(GateConn *conn) {
    static const HttpRefusal no_answer = {502, "unavailable",
                                          "This part of the server did not answer."};
    static const HttpRefusal bad_body = {400, "invalid", "The body's chunks are malformed."};
    switch (gate_relay_pump(conn->relay)) {
    case GATE_RELAY_WAIT:
        return STEP_WAIT;
    case GATE_RELAY_LATER:
        return STEP_LATER;
    case GATE_RELAY_DONE_KEEP:
        return after_relay(conn, conn->worker->stop_at_us == 0);
    case GATE_RELAY_DONE_CLOSE:
        return after_relay(conn, false);
    case GATE_RELAY_NO_ANSWER:
        return fail_relay(conn, &no_answer);
    case GATE_RELAY_BAD_REQUEST:
        return fail_relay(conn, &bad_body);
    case GATE_RELAY_BROKEN:
        if (gate_relay_ends_unseen(conn->relay))
            gate_channel_spoil(&conn->channel);
        break;
    }
    return STEP_CLOSE;
}

/* Decodes and forgets; false when the body is malformed or too long to be worth reading. */
static bool discard(GateConn *conn, const uint8_t *bytes, size_t length, size_t *ret_used) {
    size_t at = 0;
    while (at < length && !conn->unread.is_done) {
        const uint8_t *payload;
        size_t used, payload_length;
        if (!http_body_next(&conn->unread, bytes + at, length - at, &used, &payload,
                            &payload_length))
            return false;
        at += used;
    }
    conn->dropped_bytes += (uint32_t)at;
    *ret_used = at;
    return conn->dropped_bytes <= GATE_DISCARD_MAX_BYTES;
}

static Step step_discard(GateConn *conn) {
    size_t used = 0;
    if (gate_bytes_length(&conn->input) == 0) {
        ssize_t n = gate_channel_read(&conn->channel, conn->worker->scratch, GATE_INPUT_MAX_BYTES);
        if (n == GATE_CHANNEL_AGAIN)
            return STEP_WAIT;
        if (n <= 0)
            return STEP_CLOSE;
        gate_bytes_append(&conn->input, conn->worker->scratch, (size_t)n);
    }
    if (!discard(conn, gate_bytes_first(&conn->input), gate_bytes_length(&conn->input), &used))
        return close_gently(conn);
    gate_bytes_consume(&conn->input, used);
    return conn->unread.is_done ? await_next_request(conn) : STEP_ON;
}

static Step step_linger(GateConn *conn) {
    gate_bytes_clear(&conn->input);
    ssize_t n = recv(conn->channel.fd, conn->worker->scratch, GATE_SCRATCH_BYTES, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return STEP_WAIT;
    if (n <= 0)
        return STEP_CLOSE;
    conn->dropped_bytes += (uint32_t)n;
    return conn->dropped_bytes > GATE_LINGER_MAX_BYTES ? STEP_CLOSE : STEP_ON;
}

/* Its socket was given away within this turn. */
static Step step_closed(GateConn *conn) {
    return STEP_WAIT;
}

typedef Step (*StepFn)(GateConn *conn);

static const StepFn STEPS[N_CONN_STATES] = {
    [CONN_FIRST_BYTE] = step_first_byte,
    [CONN_HANDSHAKE] = step_handshake,
    [CONN_HEAD] = step_head,
    [CONN_ANSWER] = step_answer,
    [CONN_RELAY] = step_relay,
    [CONN_DISCARD] = step_discard,
    [CONN_LINGER] = step_linger,
    [CONN_H2] = step_h2,
    [CONN_CLOSED] = step_closed,
};

/* Steps until the connection must wait, or has had its turn. */
static void run(GateConn *conn) {
    unsigned n_heads = 0;
    conn->is_running = true;
    Step step = STEP_ON;
    while (step == STEP_ON) {
        bool is_over = conn->state == CONN_HEAD && n_heads++ == GATE_REQUESTS_PER_TURN;
        step = is_over ? STEP_LATER : STEPS[conn->state](conn);
    }
    conn->is_running = false;
    bool is_waiter_gone =
        conn->is_hung_up && (conn->state == CONN_ANSWER || conn->state == CONN_RELAY);
    if (step == STEP_CLOSE || is_waiter_gone) {
        gate_conn_close(conn);
    } else if (step == STEP_LATER) {
        conn->is_paused = true;
        gate_worker_call_later(conn->worker, &conn->watch);
    }
}

/* ---- events ---- */

static void on_ready(GateWatch *watch, uint32_t events) {
    GateConn *conn = (GateConn *)watch;
    if (events == 0) /* its turn again */
        conn->is_paused = false;
    if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
        conn->is_readable = true;
    if (events & EPOLLRDHUP)
        conn->is_peer_finished = true;
    bool is_held = conn->state == CONN_ANSWER && gate_stream_is_held(conn->stream);
    if ((events & (EPOLLHUP | EPOLLERR)) || (is_held && (events & EPOLLRDHUP)))
        conn->is_hung_up = true;
    if (!conn->is_paused)
        run(conn);
}

static void on_relay_deadline(GateConn *conn) {
    GateRelayLimit limit = gate_relay_limit_of(conn->relay, conn->worker);
    int64_t left_us = limit.left_us;
    if (limit.wait == GATE_RELAY_WAITS_FOR_CLIENT && gate_conn_is_taking(conn))
        left_us = limit.allowed_us;
    if (left_us > 0) {
        gate_conn_set_deadline(conn, MIN(left_us, gate_conn_options(conn)->write_timeout_us));
        return;
    }
    gate_count(&conn->worker->stats.timeouts, 1);
    if (gate_relay_has_answered(conn->relay)) {
        gate_conn_close(conn);
        return;
    }
    fail_relay(conn, &limit.refusal);
    run(conn);
}

static void on_head_deadline(GateConn *conn) {
    static const HttpRefusal slow_head = {408, "timeout", "The request did not arrive in time."};
    gate_count(&conn->worker->stats.timeouts, 1);
    if (gate_bytes_length(&conn->input) == 0) {
        say_goodbye(conn);
        gate_conn_close(conn);
        return;
    }
    conn->is_head_request = false;
    gate_conn_send_problem(conn, &slow_head);
    run(conn);
}

static void on_deadline(Timer *timer, void *user) {
    GateConn *conn = gate_conn_of_timer(timer);
    bool is_sending = conn->state == CONN_ANSWER && gate_conn_is_taking(conn);
    if (conn->is_paused || is_sending) {
        gate_conn_set_deadline(conn, gate_conn_options(conn)->write_timeout_us);
    } else if (conn->state == CONN_RELAY) {
        on_relay_deadline(conn);
    } else if (conn->state == CONN_HEAD) {
        on_head_deadline(conn);
    } else {
        gate_count(&conn->worker->stats.timeouts, conn->state != CONN_LINGER);
        gate_conn_close(conn);
    }
}

/* ---- accepting and stopping ---- */

static const GateConnEvents EVENTS = {on_ready, on_deadline};

void gate_http1_accept(GateWorker *worker, int take_fd, const GateAddress *peer) {
    gate_conn_new(worker, take_fd, peer, &EVENTS);
}

/* Closing with bytes unread is a reset, which would take the last answer from the client. */
static void stop_step(GateConn *conn, bool is_over) {
    if (conn->state == CONN_H2) {
        gate_h2_stop(conn, is_over);
        return;
    }
    bool is_idle = conn->state == CONN_FIRST_BYTE || conn->state == CONN_HANDSHAKE ||
                   (conn->state == CONN_HEAD && !conn->is_gathering);
    bool has_input = gate_bytes_length(&conn->input) > 0 || conn->is_readable;
    if (!is_over && is_idle && conn->has_served && has_input) {
        gate_conn_linger(conn);
        run(conn);
    } else if (is_over || is_idle) {
        say_goodbye(conn);
        gate_conn_close(conn);
    } else if (conn->state == CONN_ANSWER && gate_stream_is_held(conn->stream)) {
        conn->keep_alive = false;
        gate_stream_stop(conn->stream);
    }
}

void gate_http1_stop_step(GateWorker *worker) {
    bool is_over = worker->now_us >= worker->stop_at_us;
    GateConn *next;
    for (GateConn *conn = worker->connections; conn; conn = next) {
        next = conn->next;
        stop_step(conn, is_over);
    }
}
