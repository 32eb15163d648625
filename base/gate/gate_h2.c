#include "base/gate/gate_h2.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/gate/gate_h2_conn.h"
#include "base/gate/gate_h2_relay.h"
#include "base/gate/gate_h2_send.h"
#include "base/gate/gate_h2_session.h"
#include "base/gate/gate_h2_stream.h"
#include "base/gate/gate_h2_time.h"

#define PUMPS_PER_TURN 4u

GateH2Preface gate_h2_match_preface(const uint8_t *bytes, size_t length) {
    size_t n = MIN(length, NGHTTP2_CLIENT_MAGIC_LEN);
    if (n == 0 || memcmp(bytes, NGHTTP2_CLIENT_MAGIC, n) != 0)
        return GATE_H2_PREFACE_NONE;
    return n == NGHTTP2_CLIENT_MAGIC_LEN ? GATE_H2_PREFACE_WHOLE : GATE_H2_PREFACE_PART;
}

/* ---- a turn ---- */

/* Reads until nothing comes or this connection has had its turn (then true). What the client does
 * not take in stops what it may say. False in *ret_is_open: it has closed, or speaks no HTTP/2. */
static bool receive(GateH2 *h2, bool *ret_is_open) {
    GateConn *conn = h2->conn;
    uint8_t *bytes = conn->worker->scratch;
    uint64_t sum = 0;
    *ret_is_open = true;
    while (conn->is_readable && !h2->is_stalled && nghttp2_session_want_read(h2->session)) {
        ssize_t n = gate_channel_read(&conn->channel, bytes, GATE_SCRATCH_BYTES);
        if (n == GATE_CHANNEL_AGAIN) {
            conn->is_readable = false;
            return false;
        }
        if (n <= 0) {
            *ret_is_open = false;
            return false;
        }
        if (!gate_h2_session_receive(h2, bytes, (size_t)n))
            return false;
        bool is_short = !conn->channel.ssl && (size_t)n < GATE_SCRATCH_BYTES;
        if (is_short && !conn->is_peer_finished)
            conn->is_readable = false;
        sum += (uint64_t)n;
        if (sum >= GATE_TURN_BYTES)
            return conn->is_readable;
    }
    return false;
}

/* Relays fill what sending has emptied. */
static bool move(GateH2 *h2) {
    bool has_more = false;
    for (unsigned i = 0; i < PUMPS_PER_TURN; i++) {
        has_more = gate_h2_relay_pump(h2);
        has_more |= gate_h2_send(h2);
        if (!h2->to_pump || h2->is_stalled || has_more)
            break;
    }
    return has_more || (h2->to_pump && !h2->is_broken);
}

static bool is_over(const GateH2 *h2) {
    return !nghttp2_session_want_read(h2->session) && !nghttp2_session_want_write(h2->session) &&
           gate_bytes_length(&h2->out) == 0;
}

static void free_h2(GateH2 *h2) {
    while (h2->streams)
        gate_h2_stream_free(h2->streams, GATE_ABORTED);
    while (h2->ending)
        gate_h2_stream_free(h2->ending, GATE_ABORTED);
    gate_h2_head_free(h2->fields);
    nghttp2_session_del(h2->session);
    gate_bytes_clear(&h2->out);
    g_free(h2);
}

/* The last frames are out: the rest of the way is that of any connection. */
static void leave(GateConn *conn) {
    GateH2 *h2 = conn->h2;
    conn->watch.on_ready = h2->on_ready_before;
    conn->on_deadline = h2->on_deadline_before;
    free_h2(g_steal_pointer(&conn->h2));
    conn->is_paused = false;
    if (conn->worker->stop_at_us != 0 && !conn->is_readable) {
        gate_channel_finish(&conn->channel);
        gate_conn_close(conn);
        return;
    }
    gate_conn_linger(conn);
    conn->watch.on_ready(&conn->watch, EPOLLIN);
}

void gate_h2_run(GateConn *conn) {
    GateH2 *h2 = conn->h2;
    bool is_open;
    h2->is_running = true;
    bool has_more = receive(h2, &is_open);
    has_more |= is_open && move(h2);
    h2->is_running = false;
    if (!is_open || h2->is_broken || conn->is_hung_up) {
        gate_conn_close(conn);
        return;
    }
    if (is_over(h2)) {
        leave(conn);
        return;
    }
    bool has_unread =
        conn->is_readable && !h2->is_stalled && nghttp2_session_want_read(h2->session);
    gate_h2_time_arm(h2);
    if (has_more || has_unread)
        gate_h2_conn_run_later(h2);
}

/* ---- events ---- */

static void on_ready(GateWatch *watch, uint32_t events) {
    GateConn *conn = (GateConn *)watch;
    if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
        conn->is_readable = true;
    if (events & EPOLLRDHUP)
        conn->is_peer_finished = true;
    if (events & (EPOLLHUP | EPOLLERR))
        conn->is_hung_up = true;
    gate_h2_run(conn);
}

/* ---- life ---- */

/* Bytes that wait in the kernel cannot be overtaken by what is more urgent. */
static void keep_kernel_short(GateConn *conn) {
    int bytes = GATE_H2_NOT_SENT_BYTES;
    setsockopt(conn->channel.fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &bytes, sizeof bytes);
}

bool gate_h2_start(GateConn *conn) {
    GateH2 *h2 = g_new0(GateH2, 1);
    conn->h2 = h2;
    conn->free_h2 = free_h2;
    h2->conn = conn;
    h2->on_ready_before = conn->watch.on_ready;
    h2->on_deadline_before = conn->on_deadline;
    h2->idle_at_us = h2->taken_at_us = conn->worker->now_us;
    h2->deadline_at_us = INT64_MAX;
    if (!gate_h2_session_open(h2))
        return false;
    conn->watch.on_ready = on_ready;
    conn->on_deadline = gate_h2_time_on_deadline;
    conn->unsent_bytes = GATE_UNSENT_UNKNOWN;
    gate_count(&conn->worker->stats.h2_connections, 1);
    keep_kernel_short(conn);
    gate_h2_time_arm(h2);
    GateBytes input = conn->input;
    conn->input = (GateBytes){0};
    h2->is_running = true;
    gate_h2_session_receive(h2, gate_bytes_first(&input), gate_bytes_length(&input));
    h2->is_running = false;
    gate_bytes_clear(&input);
    return true;
}

void gate_h2_stop(GateConn *conn, bool is_over) {
    GateH2 *h2 = conn->h2;
    if (is_over) {
        gate_conn_close(conn);
        return;
    }
    if (!h2->is_stopping) {
        h2->is_stopping = true;
        nghttp2_submit_goaway(h2->session, NGHTTP2_FLAG_NONE,
                              nghttp2_session_get_last_proc_stream_id(h2->session),
                              NGHTTP2_NO_ERROR, NULL, 0);
        gate_h2_conn_run_later(h2);
    }
    for (GateH2Stream *s = h2->streams, *next; s; s = next) {
        next = s->next;
        if (s->stream && gate_stream_is_held(s->stream))
            gate_stream_stop(s->stream);
    }
}
