#include "base/gate/gate_relay.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/gate/gate_relay_head.h"
#include "base/gate/gate_relay_pipe.h"
#include "base/gate/relay_answer.h"

struct GateRelay {
    GateWatch watch; /* first */
    GateWorker *worker;
    GateRelayClient client;
    int fd;
    bool is_tunnel, is_readable, is_upstream_ended;
    bool is_up_closed;      /* nothing more goes to the upstream */
    bool is_output_watched; /* the upstream has been slower than the client once */
    uint32_t turn_bytes;
    int64_t progress_at_us; /* a byte came from or went to either side */
    int64_t body_at_us;     /* GATE_UPLOAD_MIN_BYTES of the request's body have come since … */
    uint32_t body_bytes;    /* … and these since then */

    GateRelayPipe up, down;
    bool keep_alive; /* the client's request allows another one behind it */
    bool has_answer_head, has_answered;
    GateBytes answer_head;
    RelayTarget target;
};

_Static_assert(GATE_SCRATCH_BYTES + RELAY_ANSWER_HEAD_MAX_BYTES + 1024 <= GATE_RELAY_BUFFER_BYTES,
               "one read, a head before it and the framing fit");

/* ---- both sides ---- */

static void note_progress(GateRelay *relay, ssize_t n) {
    if (n <= 0)
        return;
    relay->progress_at_us = relay->worker->now_us;
    relay->turn_bytes += (uint32_t)n;
}

static void watch_upstream_room(GateRelay *relay) {
    if (relay->is_output_watched)
        return;
    relay->is_output_watched = true;
    gate_worker_watch_output_too(relay->worker, relay->fd, &relay->watch);
}

static ssize_t send_upstream(void *sink, const struct iovec *parts, int n_parts) {
    GateRelay *relay = sink;
    struct msghdr message = {.msg_iov = (struct iovec *)parts, .msg_iovlen = (size_t)n_parts};
    ssize_t n = sendmsg(relay->fd, &message, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN && errno != EINTR)
        return GATE_CHANNEL_BROKEN;
    if (n < 0) {
        watch_upstream_room(relay);
        return GATE_CHANNEL_AGAIN;
    }
    note_progress(relay, n);
    return n;
}

static ssize_t write_client(GateRelay *relay, const struct iovec *parts, int n_parts) {
    const GateRelayStream *stream = relay->client.stream;
    if (stream)
        return stream->send(relay->client.connection, parts, n_parts);
    return gate_channel_write(relay->client.channel, parts, n_parts, GATE_CHANNEL_LAST,
                              relay->worker->record);
}

static ssize_t send_client(void *sink, const struct iovec *parts, int n_parts) {
    GateRelay *relay = sink;
    ssize_t n = write_client(relay, parts, n_parts);
    relay->has_answered = true; /* TLS may have begun a record even when it took nothing */
    note_progress(relay, n);
    return n;
}

static bool is_turn_over(const GateRelay *relay) {
    return relay->turn_bytes >= GATE_TURN_BYTES;
}

/* ---- client → upstream ---- */

/* What still comes is of no use to an upstream that has closed or a client that has finished. */
static void close_up(GateRelay *relay) {
    relay->is_up_closed = true;
    gate_relay_pipe_clear(&relay->up);
}

/* Bytes of the client: those that were read with the head first. Returns as the channel does. */
static ssize_t read_client(GateRelay *relay, const uint8_t **ret_bytes) {
    GateBytes *input = relay->client.input;
    if (is_turn_over(relay))
        return GATE_CHANNEL_AGAIN;
    if (gate_bytes_length(input) > 0) {
        *ret_bytes = gate_bytes_first(input);
        return (ssize_t)MIN(gate_bytes_length(input), GATE_SCRATCH_BYTES);
    }
    *ret_bytes = relay->worker->scratch;
    if (relay->client.stream)
        return *relay->client.readable ? GATE_CHANNEL_AGAIN : GATE_CHANNEL_END;
    if (!*relay->client.readable)
        return GATE_CHANNEL_AGAIN;
    ssize_t n =
        gate_channel_read(relay->client.channel, relay->worker->scratch, GATE_SCRATCH_BYTES);
    if (n == GATE_CHANNEL_AGAIN)
        *relay->client.readable = false;
    note_progress(relay, n);
    return n;
}

static void note_body(GateRelay *relay, size_t n) {
    relay->body_bytes += (uint32_t)MIN(n, GATE_UPLOAD_MIN_BYTES);
    if (relay->body_bytes < GATE_UPLOAD_MIN_BYTES)
        return;
    relay->body_bytes = 0;
    relay->body_at_us = relay->worker->now_us;
}

/* What was read and does not belong to this request goes back to the connection. */
static void use_client_bytes(GateRelay *relay, const uint8_t *bytes, size_t length, size_t used) {
    GateBytes *input = relay->client.input;
    note_body(relay, used);
    if (relay->client.stream)
        relay->client.stream->on_taken(relay->client.connection, used);
    if (gate_bytes_length(input) > 0)
        gate_bytes_consume(input, used);
    else
        gate_bytes_append(input, bytes + used, length - used);
}

/* The client's FIN. A tunnel is half-closed likewise; an answer that has begun is still wanted; a
 * request that is not complete is void. The end of a stream's body is that of the message. */
static GateRelayResult on_client_end(GateRelay *relay) {
    if (relay->client.stream)
        return gate_relay_pipe_end(&relay->up) ? GATE_RELAY_WAIT : GATE_RELAY_BROKEN;
    if (!relay->is_tunnel && !relay->has_answer_head)
        return GATE_RELAY_BROKEN;
    close_up(relay);
    if (relay->is_tunnel)
        shutdown(relay->fd, SHUT_WR);
    return GATE_RELAY_WAIT;
}

static GateRelayResult move_up(GateRelay *relay, const uint8_t *bytes, size_t length) {
    size_t used;
    switch (gate_relay_pipe_move(&relay->up, bytes, length, &used)) {
    case GATE_RELAY_MOVE_GOOD:
        use_client_bytes(relay, bytes, length, used);
        return GATE_RELAY_WAIT;
    case GATE_RELAY_MOVE_MALFORMED:
        return relay->has_answered ? GATE_RELAY_BROKEN : GATE_RELAY_BAD_REQUEST;
    case GATE_RELAY_MOVE_BROKEN: /* an upstream that answers early need not take the rest */
        use_client_bytes(relay, bytes, length, used);
        close_up(relay);
        break;
    }
    return GATE_RELAY_WAIT;
}

static GateRelayResult pump_up(GateRelay *relay) {
    GateRelayResult result = GATE_RELAY_WAIT;
    while (!relay->is_up_closed && result == GATE_RELAY_WAIT) {
        bool has_waited = gate_relay_pipe_is_waiting(&relay->up);
        GateRelayPut flushed = gate_relay_pipe_flush(&relay->up);
        if (flushed == GATE_RELAY_PUT_BROKEN)
            close_up(relay);
        if (has_waited) /* the client was not asked for more meanwhile */
            relay->body_at_us = relay->worker->now_us;
        if (flushed != GATE_RELAY_PUT_ALL || relay->up.body.is_done)
            break;
        const uint8_t *bytes;
        ssize_t n = read_client(relay, &bytes);
        if (n == GATE_CHANNEL_AGAIN)
            break;
        if (n > 0)
            result = move_up(relay, bytes, (size_t)n);
        else
            result = n == GATE_CHANNEL_END ? on_client_end(relay) : GATE_RELAY_BROKEN;
    }
    return result;
}

/* ---- upstream → client ---- */

static ssize_t read_upstream(GateRelay *relay) {
    if (relay->is_upstream_ended)
        return GATE_CHANNEL_END;
    if (!relay->is_readable || is_turn_over(relay))
        return GATE_CHANNEL_AGAIN;
    ssize_t n = recv(relay->fd, relay->worker->scratch, GATE_SCRATCH_BYTES, 0);
    note_progress(relay, n);
    if (n > 0)
        return n;
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
        relay->is_readable = false;
        return GATE_CHANNEL_AGAIN;
    }
    relay->is_upstream_ended = true;
    return GATE_CHANNEL_END;
}

static void begin_answer(GateRelay *relay, const RelayAnswer *answer, bool is_chunked) {
    relay->has_answer_head = true;
    relay->down.is_chunked = is_chunked;
    gate_count(&relay->worker->stats.answers_1xx_5xx[answer->status / 100], 1);
    http_body_init(&relay->down.body, answer->framing, answer->length);
}

/* False: it cannot be sent to this client. */
static bool pass_head(GateRelay *relay, const GString *text, bool is_interim, bool *is_chunked) {
    const GateRelayStream *stream = relay->client.stream;
    if (!stream) {
        gate_relay_pipe_append(&relay->down, text->str, text->len);
        return true;
    }
    *is_chunked = false;
    if (!stream->send_head(relay->client.connection, (GateText){text->str, text->len}, is_interim))
        return false;
    relay->has_answered |= !is_interim;
    return true;
}

/* Reads heads (interim ones too) from answer_head; what follows the final head stays there. Before
 * the request's body has come whole, the final head says that the connection closes (RFC 9112
 * §9.6). */
static bool read_answer_head(GateRelay *relay) {
    while (!relay->has_answer_head) {
        g_autoptr(GString) rewritten = g_string_new(NULL);
        RelayAnswer answer;
        size_t used;
        bool is_chunked = false;
        relay->target.keep_alive = relay->keep_alive && relay->up.body.is_done;
        const char *text = (const char *)gate_bytes_first(&relay->answer_head);
        size_t length = gate_bytes_length(&relay->answer_head);
        RelayParse parse = length == 0 ? RELAY_PARSE_MORE
                                       : relay_answer_parse(text, length, &relay->target, rewritten,
                                                            &used, &answer, &is_chunked);
        if (parse != RELAY_PARSE_DONE)
            return parse == RELAY_PARSE_MORE;
        gate_bytes_consume(&relay->answer_head, used);
        if (answer.is_interim && relay->target.minor_version == 0)
            continue; /* RFC 9110 §15.2: not to an HTTP/1.0 client */
        if (!pass_head(relay, rewritten, answer.is_interim, &is_chunked))
            return false;
        if (!answer.is_interim)
            begin_answer(relay, &answer, is_chunked);
    }
    return true;
}

/* What was cut short must not look whole to the client. */
static GateRelayResult give_up(const GateRelay *relay) {
    return relay->has_answered ? GATE_RELAY_BROKEN : GATE_RELAY_NO_ANSWER;
}

static GateRelayResult on_upstream_end(GateRelay *relay) {
    bool is_silent_tunnel = relay->is_tunnel && !relay->has_answered;
    if (!relay->has_answer_head || is_silent_tunnel)
        return give_up(relay);
    return gate_relay_pipe_end(&relay->down) ? GATE_RELAY_WAIT : give_up(relay);
}

static GateRelayResult move_down(GateRelay *relay, const uint8_t *bytes, size_t length) {
    size_t used;
    if (!relay->is_tunnel)
        gate_count(&relay->worker->stats.body_bytes, length);
    switch (gate_relay_pipe_move(&relay->down, bytes, length, &used)) {
    case GATE_RELAY_MOVE_GOOD:
        return GATE_RELAY_WAIT;
    case GATE_RELAY_MOVE_MALFORMED:
        return give_up(relay);
    case GATE_RELAY_MOVE_BROKEN:
        break;
    }
    return GATE_RELAY_BROKEN;
}

/* The bytes of one read: into the head until it is complete, then into the body. */
static GateRelayResult take_answer_bytes(GateRelay *relay, const uint8_t *bytes, size_t length) {
    if (relay->has_answer_head)
        return move_down(relay, bytes, length);
    gate_bytes_append(&relay->answer_head, bytes, length);
    if (!read_answer_head(relay))
        return give_up(relay);
    size_t rest = gate_bytes_length(&relay->answer_head);
    if (!relay->has_answer_head || rest == 0)
        return GATE_RELAY_WAIT;
    GateRelayResult result = move_down(relay, gate_bytes_first(&relay->answer_head), rest);
    gate_bytes_clear(&relay->answer_head);
    return result;
}

static GateRelayResult finish_answer(const GateRelay *relay) {
    return relay->target.keep_alive ? GATE_RELAY_DONE_KEEP : GATE_RELAY_DONE_CLOSE;
}

static GateRelayResult pump_down(GateRelay *relay) {
    for (;;) {
        GateRelayPut flushed = gate_relay_pipe_flush(&relay->down);
        if (flushed == GATE_RELAY_PUT_BROKEN)
            return GATE_RELAY_BROKEN;
        if (flushed == GATE_RELAY_PUT_PART)
            return GATE_RELAY_WAIT;
        if (relay->has_answer_head && relay->down.body.is_done)
            return finish_answer(relay);
        ssize_t n = read_upstream(relay);
        if (n == GATE_CHANNEL_AGAIN)
            return GATE_RELAY_WAIT;
        GateRelayResult result = n == GATE_CHANNEL_END
                                     ? on_upstream_end(relay)
                                     : take_answer_bytes(relay, relay->worker->scratch, (size_t)n);
        if (result != GATE_RELAY_WAIT)
            return result;
    }
}

/* ---- life ---- */

GateRelayResult gate_relay_pump(GateRelay *relay) {
    relay->turn_bytes = 0;
    GateRelayResult result = pump_up(relay);
    bool has_more = is_turn_over(relay);
    if (result != GATE_RELAY_WAIT)
        return result;
    relay->turn_bytes = 0;
    result = pump_down(relay);
    has_more |= is_turn_over(relay);
    return result == GATE_RELAY_WAIT && has_more ? GATE_RELAY_LATER : result;
}

static void on_upstream_ready(GateWatch *watch, uint32_t events) {
    GateRelay *relay = (GateRelay *)watch;
    if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
        relay->is_readable = true;
    relay->client.on_upstream(relay->client.connection);
}

static size_t write_head(GateRelay *relay, const GateHead *head, const GateAnswer *answer) {
    char *text = (char *)relay->worker->record;
    _Static_assert(RELAY_REQUEST_HEAD_MAX_BYTES <= GATE_CHANNEL_RECORD_BYTES, "the head fits");
    if (relay->is_tunnel)
        return gate_relay_head_write_upgrade(text, RELAY_REQUEST_HEAD_MAX_BYTES, head,
                                             answer->protocol);
    return gate_relay_head_write(text, RELAY_REQUEST_HEAD_MAX_BYTES, head);
}

/* A tunnel is two bodies that end with their source, the answer's head among the second. */
static void init_pipes(GateRelay *relay, const GateHead *head) {
    const int64_t *now_us = &relay->worker->now_us;
    gate_relay_pipe_init(&relay->up, send_upstream, relay, now_us);
    gate_relay_pipe_init(&relay->down, send_client, relay, now_us);
    if (relay->is_tunnel) {
        http_body_init(&relay->up.body, HTTP_FRAMING_UNTIL_CLOSE, 0);
        http_body_init(&relay->down.body, HTTP_FRAMING_UNTIL_CLOSE, 0);
        relay->has_answer_head = true;
        return;
    }
    relay->up.is_chunked = head->framing == HTTP_FRAMING_CHUNKED;
    bool is_bare = relay->client.stream && relay->up.is_chunked;
    http_body_init(&relay->up.body, is_bare ? HTTP_FRAMING_UNTIL_CLOSE : head->framing,
                   head->body_length);
    relay->target = (RelayTarget){
        .minor_version = head->minor_version,
        .is_head = head->method == GATE_HEAD,
    };
    relay->keep_alive = head->keep_alive && relay->worker->stop_at_us == 0;
}

/* Makes the pair, gives one end away. The answer's context belongs to the adopter from then on. */
static bool connect_upstream(GateRelay *relay, const GateHead *head, GateAnswer *answer) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    relay->fd = pair[0];
    if (!gate_worker_watch_input(relay->worker, relay->fd, &relay->watch) ||
        !answer->upstream->adopt(pair[1], answer->take_context, head->peer, answer->upstream->user,
                                 NULL)) {
        close(pair[1]);
        return false;
    }
    answer->take_context = NULL;
    return true;
}

GateRelayRefusal gate_relay_check_upgrade(const GateHead *head) {
    switch (gate_relay_head_check_upgrade(head)) {
    case GATE_UPGRADE_GOOD:
        return GATE_RELAY_ACCEPTED;
    case GATE_UPGRADE_NONE:
        return GATE_RELAY_NO_UPGRADE;
    case GATE_UPGRADE_BAD:
        break;
    }
    return GATE_RELAY_BAD_UPGRADE;
}

GateRelayRefusal gate_relay_start(GateWorker *worker, const GateRelayClient *client,
                                  const GateHead *head, GateAnswer *answer, GateRelay **ret_relay) {
    bool is_tunnel = answer->upstream->kind == GATE_UPSTREAM_TUNNEL;
    GateRelayRefusal refusal = is_tunnel ? gate_relay_check_upgrade(head) : GATE_RELAY_ACCEPTED;
    if (refusal != GATE_RELAY_ACCEPTED)
        return refusal;
    GateRelay *relay = g_new0(GateRelay, 1);
    relay->watch.on_ready = on_upstream_ready;
    relay->worker = worker;
    relay->client = *client;
    relay->fd = -1;
    relay->is_tunnel = is_tunnel;
    init_pipes(relay, head);
    gate_count_change(&worker->stats.relaying, 1);
    size_t length = write_head(relay, head, answer);
    if (length == 0 || !connect_upstream(relay, head, answer)) {
        gate_relay_free(relay);
        return GATE_RELAY_BUSY;
    }
    relay->progress_at_us = relay->body_at_us = worker->now_us;
    gate_count(&worker->stats.handed_over, 1);
    gate_relay_pipe_append(&relay->up, worker->record, length);
    *ret_relay = relay;
    return GATE_RELAY_ACCEPTED;
}

GateRelayWait gate_relay_waits_for(const GateRelay *relay, int64_t *ret_since_us) {
    bool is_blocked = gate_relay_pipe_is_waiting(&relay->down);
    *ret_since_us = is_blocked ? relay->down.taken_at_us : relay->progress_at_us;
    if (is_blocked)
        return GATE_RELAY_WAITS_FOR_CLIENT;
    bool is_up_idle = !relay->is_up_closed && !gate_relay_pipe_is_waiting(&relay->up);
    if (relay->is_tunnel)
        return is_up_idle && relay->has_answered ? GATE_RELAY_WAITS_FOR_NOBODY
                                                 : GATE_RELAY_WAITS_FOR_UPSTREAM;
    if (!is_up_idle || relay->up.body.is_done)
        return GATE_RELAY_WAITS_FOR_UPSTREAM;
    if (!relay->has_answer_head) /* what is answered while it comes is the upstream's own choice */
        *ret_since_us = relay->body_at_us;
    return GATE_RELAY_WAITS_FOR_BODY;
}

bool gate_relay_has_answered(const GateRelay *relay) {
    return relay->has_answered;
}

bool gate_relay_ends_unseen(const GateRelay *relay) {
    return relay->has_answer_head && relay->down.body.framing == HTTP_FRAMING_CHUNKED &&
           !relay->down.is_chunked;
}

static void free_relay(GateWatch *watch) {
    g_free(watch);
}

void gate_relay_free(GateRelay *relay) {
    if (!relay)
        return;
    gate_count_change(&relay->worker->stats.relaying, -1);
    if (relay->fd >= 0) {
        gate_worker_unwatch(relay->worker, relay->fd);
        close(relay->fd);
    }
    gate_relay_pipe_clear(&relay->up);
    gate_relay_pipe_clear(&relay->down);
    gate_bytes_clear(&relay->answer_head);
    gate_worker_retire(relay->worker, &relay->watch, free_relay);
}
