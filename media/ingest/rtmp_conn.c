#include "media/ingest/rtmp_conn.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "media/ingest/flv_source.h"
#include "media/ingest/rtmp_session.h"

#define INPUT_BYTES 65536u
#define FLUSH_US    TIMER_WHEEL_TICK_US /* between attempts while the programme does not read */

static const char LEFT[] = "The encoder left.";

struct RtmpConn {
    IngestPublisher publisher; /* first: the core's pointers are ours */
    EventWatch watch;
    RtmpConnOwner *owner;
    int fd;
    bool is_early, is_lingering;
    GateAddress address;
    RtmpSession session;
    FlvSource flv;
    Timer limit; /* what it means depends on the state */
    Timer flush;
    int64_t media_at_us;
    uint64_t bytes, bytes_at_report;
    int64_t report_at_us;
    char refusal[RTMP_DESCRIPTION_BYTES];
    size_t n_input;
    uint8_t input[INPUT_BYTES];
};

#define CONN_OF(pointer, member)                                                                   \
    ((RtmpConn *)(void *)((char *)(pointer)-offsetof(RtmpConn, member)))

static void on_limit(Timer *timer, void *user);

static EventLoop *loop_of(RtmpConn *conn) {
    return conn->owner->core->loop;
}

static int64_t now_us(RtmpConn *conn) {
    return event_loop_now_us(loop_of(conn));
}

static void set_limit(RtmpConn *conn, int64_t at_us) {
    event_loop_set_timer(loop_of(conn), &conn->limit, at_us, on_limit);
}

/* ---- the end ---- */

static void leave_early(RtmpConn *conn) {
    if (conn->is_early)
        gate_address_counts_leave(conn->owner->early, &conn->address);
    conn->is_early = false;
}

static void free_conn(EventWatch *watch) {
    RtmpConn *conn = CONN_OF(watch, watch);
    rtmp_session_clear(&conn->session);
    flv_source_clear(&conn->flv);
    g_free(conn);
}

static void end(RtmpConn *conn, const char *reason) {
    if (conn->fd < 0)
        return;
    ingest_core_detach(conn->owner->core, &conn->publisher, reason);
    event_loop_cancel_timer(loop_of(conn), &conn->limit);
    event_loop_cancel_timer(loop_of(conn), &conn->flush);
    leave_early(conn);
    event_loop_remove(&conn->watch);
    close(conn->fd);
    conn->fd = -1;
    g_ptr_array_remove_fast(conn->owner->conns, conn);
    event_loop_retire(loop_of(conn), &conn->watch, free_conn);
}

void rtmp_conn_abandon(RtmpConn *conn) {
    end(conn, "The server is stopping.");
}

/* A close with unread input would be a reset, and the last status would be lost. */
static void linger(RtmpConn *conn) {
    if (conn->is_lingering)
        return;
    conn->is_lingering = true;
    leave_early(conn);
    shutdown(conn->fd, SHUT_WR);
    set_limit(conn, now_us(conn) + RTMP_LINGER_US);
}

/* ---- output ---- */

/* False: the connection is gone. */
static bool send_output(RtmpConn *conn) {
    RtmpOutput *output = &conn->session.output;
    while (output->n > 0) {
        ssize_t sent = send(conn->fd, output->bytes, output->n, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno != EAGAIN)
            return false;
        if (sent < 0)
            break;
        rtmp_output_sent(output, (size_t)sent);
    }
    event_loop_change(&conn->watch, EPOLLIN | (output->n > 0 ? EPOLLOUT : 0));
    return true;
}

/* ---- what the session says ---- */

static const char *on_publish(const StreamName *name, void *user) {
    RtmpConn *conn = user;
    const char *refusal = ingest_core_attach(conn->owner->core, &conn->publisher, name);
    if (refusal) {
        g_strlcpy(conn->refusal, refusal, sizeof conn->refusal);
        return conn->refusal;
    }
    leave_early(conn);
    conn->media_at_us = now_us(conn);
    set_limit(conn, conn->media_at_us + INGEST_SILENCE_US);
    return NULL;
}

static void hear(RtmpConn *conn) {
    IngestSource *source = &conn->publisher.source;
    if (conn->publisher.publisher.is_heard)
        return;
    const char *encoder = conn->flv.encoder[0] ? conn->flv.encoder : conn->session.encoder;
    g_strlcpy(source->encoder, encoder, sizeof source->encoder);
    ingest_core_heard(conn->owner->core, &conn->publisher);
    set_limit(conn, conn->media_at_us + INGEST_SILENCE_US);
}

static void on_flush(Timer *timer, void *user) {
    RtmpConn *conn = CONN_OF(timer, flush);
    flv_source_flush(&conn->flv);
    if (flv_source_is_waiting(&conn->flv))
        event_loop_set_timer(loop_of(conn), timer, now_us(conn) + FLUSH_US, on_flush);
}

static const char *on_media(const RtmpMessage *message, void *user) {
    static const char UNSUPPORTED[] = "Over RTMP this server takes H.264 pictures and AAC sound; "
                                      "send H.265 or AV1 over SRT.";
    RtmpConn *conn = user;
    FlvResult result = FLV_TAKEN;
    conn->media_at_us = now_us(conn);
    conn->bytes += message->length;
    if (message->type != RTMP_DATA)
        hear(conn);
    if (conn->fd >= 0)
        result = flv_source_take(&conn->flv, message);
    if (result == FLV_UNSUPPORTED) {
        ingest_core_refused(conn->owner->core, conn->publisher.source.meeting_id,
                            conn->publisher.source.peer, UNSUPPORTED);
        ingest_core_detach(conn->owner->core, &conn->publisher, UNSUPPORTED);
        return UNSUPPORTED;
    }
    if (result == FLV_BROKEN)
        ingest_core_broken(conn->owner->core, &conn->publisher);
    else if (flv_source_is_waiting(&conn->flv) && !timer_is_set(&conn->flush))
        on_flush(&conn->flush, loop_of(conn));
    return NULL;
}

static void on_unpublish(void *user) {
    RtmpConn *conn = user;
    ingest_core_detach(conn->owner->core, &conn->publisher, LEFT);
    set_limit(conn, now_us(conn) + RTMP_COMMAND_TIMEOUT_US);
}

static void on_refused(const char *reason, void *user) {
    RtmpConn *conn = user;
    ingest_core_refused(conn->owner->core, "", conn->publisher.source.peer, reason);
}

static const RtmpSessionEvents SESSION_EVENTS = {on_publish, on_media, on_unpublish, on_refused};

/* ---- what the core says ---- */

static void open_source(IngestPublisher *publisher, int take_writer_fd) {
    RtmpConn *conn = (RtmpConn *)publisher;
    flv_source_open(&conn->flv, take_writer_fd);
    conn->bytes = conn->bytes_at_report = 0;
    conn->report_at_us = now_us(conn);
}

static void shut_source(IngestPublisher *publisher) {
    flv_source_close(&((RtmpConn *)publisher)->flv);
}

static void close_connection(IngestPublisher *publisher, const char *reason) {
    RtmpConn *conn = (RtmpConn *)publisher;
    rtmp_session_refuse(&conn->session, reason);
    if (!send_output(conn) || conn->session.output.n == 0)
        linger(conn);
}

static void measure(IngestPublisher *publisher, IngestStats *ret_stats) {
    RtmpConn *conn = (RtmpConn *)publisher;
    int64_t at_us = now_us(conn), span_us = MAX(at_us - conn->report_at_us, 1);
    uint64_t bits = (conn->bytes - conn->bytes_at_report) * 8;
    ret_stats->bytes = conn->bytes;
    ret_stats->bits_per_second = (unsigned)(bits * 1000000u / (uint64_t)span_us);
    ret_stats->dropped_bytes = conn->flv.pipe.dropped_bytes;
    conn->bytes_at_report = conn->bytes;
    conn->report_at_us = at_us;
}

static const IngestPublisherVerbs VERBS = {open_source, shut_source, close_connection, measure};

/* ---- time ---- */

/* Silence lets the spare take over; much silence ends the connection. */
static void on_publishing_limit(RtmpConn *conn) {
    IngestCore *core = conn->owner->core;
    int64_t silent_us = now_us(conn) - conn->media_at_us;
    if (silent_us < INGEST_SILENCE_US) {
        set_limit(conn, conn->media_at_us + INGEST_SILENCE_US);
        return;
    }
    if (silent_us >= RTMP_IDLE_US) {
        ingest_core_detach(core, &conn->publisher, "The encoder sent nothing for 30 seconds.");
        close_connection(&conn->publisher, "Nothing was sent for 30 seconds.");
        return;
    }
    set_limit(conn, conn->media_at_us + RTMP_IDLE_US);
    ingest_core_silent(core, &conn->publisher);
}

static void on_limit(Timer *timer, void *user) {
    RtmpConn *conn = CONN_OF(timer, limit);
    if (conn->session.state == RTMP_SESSION_PUBLISHING)
        on_publishing_limit(conn);
    else
        end(conn, LEFT);
}

/* ---- input ---- */

static void after_read(RtmpConn *conn) {
    if (conn->fd < 0)
        return;
    if (conn->session.error) {
        ingest_core_malformed(conn->owner->core);
        end(conn, conn->session.error);
        return;
    }
    if (!send_output(conn)) {
        end(conn, LEFT);
        return;
    }
    if (conn->session.state == RTMP_SESSION_ENDED && conn->session.output.n == 0)
        linger(conn);
}

static void read_input(RtmpConn *conn) {
    ssize_t n =
        recv(conn->fd, conn->input + conn->n_input, INPUT_BYTES - conn->n_input, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        end(conn, LEFT);
        return;
    }
    if (conn->is_lingering)
        return;
    ingest_core_add_bytes(conn->owner->core, (uint64_t)n);
    conn->n_input += (size_t)n;
    size_t used = rtmp_session_read(&conn->session, conn->input, conn->n_input);
    conn->n_input -= used;
    memmove(conn->input, conn->input + used, conn->n_input);
    after_read(conn);
}

static void on_ready(EventWatch *watch, uint32_t events) {
    RtmpConn *conn = CONN_OF(watch, watch);
    if (events & EPOLLOUT)
        after_read(conn);
    if (conn->fd >= 0 && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
        read_input(conn);
}

/* ---- the beginning ---- */

RtmpConn *rtmp_conn_new(RtmpConnOwner *owner, int take_fd, const struct sockaddr *peer) {
    RtmpConn *conn = g_new0(RtmpConn, 1);
    conn->publisher.verbs = &VERBS;
    conn->publisher.source.format = INGEST_FLV;
    conn->owner = owner;
    conn->fd = take_fd;
    conn->is_early = true;
    gate_address_from_sockaddr(peer, &conn->address);
    gate_address_format_peer(peer, conn->publisher.source.peer, sizeof conn->publisher.source.peer);
    rtmp_session_init(&conn->session, &SESSION_EVENTS, conn);
    flv_source_init(&conn->flv);
    g_ptr_array_add(owner->conns, conn);
    set_limit(conn, now_us(conn) + RTMP_COMMAND_TIMEOUT_US);
    if (event_loop_add(loop_of(conn), &conn->watch, take_fd, EPOLLIN, on_ready))
        return conn;
    end(conn, LEFT);
    return NULL;
}
