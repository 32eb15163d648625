#include "base/gate/gate_relay.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/gate/gate_relay_head.h"
#include "base/gate/http_body.h"
#include "base/gate/relay_answer.h"

#define CHUNK_SIZE_MAX_CHARACTERS 20

/* A direction's sink: a descriptor pair end or the client's channel. */
typedef enum RelayPut { RELAY_PUT_ALL, RELAY_PUT_PART, RELAY_PUT_BROKEN } RelayPut;

struct GateRelay {
    GateWatch watch; /* first */
    GateWorker *worker;
    GateRelayClient client;
    int fd;
    bool is_tunnel, is_readable, is_upstream_ended, is_request_cut;
    int64_t progress_at_us;

    HttpBody request_body;
    bool is_request_chunked;
    GateBytes to_upstream;

    bool has_answer_head, has_answered, is_answer_chunked;
    GateBytes answer_head;
    HttpBody answer_body;
    RelayTarget target;
    GateBytes to_client;
};

/* ---- putting bytes into a sink ---- */

static ssize_t send_upstream(GateRelay *relay, const struct iovec *parts, int n_parts) {
    struct msghdr message = {.msg_iov = (struct iovec *)parts, .msg_iovlen = (size_t)n_parts};
    ssize_t n = sendmsg(relay->fd, &message, MSG_NOSIGNAL);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR ? GATE_CHANNEL_AGAIN : GATE_CHANNEL_BROKEN;
    return n;
}

static ssize_t send_client(GateRelay *relay, const struct iovec *parts, int n_parts) {
    return gate_channel_write(relay->client.channel, parts, n_parts, GATE_CHANNEL_LAST,
                              relay->worker->record);
}

typedef ssize_t (*SendFn)(GateRelay *relay, const struct iovec *parts, int n_parts);

static void note_progress(GateRelay *relay) {
    relay->progress_at_us = relay->worker->now_us;
}

static RelayPut flush_waiting(GateRelay *relay, GateBytes *waiting, SendFn send) {
    while (gate_bytes_length(waiting) > 0) {
        struct iovec part = {(void *)gate_bytes_first(waiting), gate_bytes_length(waiting)};
        ssize_t n = send(relay, &part, 1);
        if (n == GATE_CHANNEL_AGAIN)
            return RELAY_PUT_PART;
        if (n < 0)
            return RELAY_PUT_BROKEN;
        note_progress(relay);
        gate_bytes_consume(waiting, (size_t)n);
    }
    return RELAY_PUT_ALL;
}

/* Sends what fits now; the rest waits. Order is kept: nothing overtakes what waits. */
static RelayPut put(GateRelay *relay, GateBytes *waiting, SendFn send, const struct iovec *parts,
                    int n_parts) {
    ssize_t sent = 0;
    if (gate_bytes_length(waiting) == 0) {
        sent = send(relay, parts, n_parts);
        if (sent == GATE_CHANNEL_BROKEN)
            return RELAY_PUT_BROKEN;
        if (sent > 0)
            note_progress(relay);
        sent = sent < 0 ? 0 : sent;
    }
    for (int i = 0; i < n_parts; i++) {
        size_t skip = MIN((size_t)sent, parts[i].iov_len);
        sent -= (ssize_t)skip;
        gate_bytes_append(waiting, (const uint8_t *)parts[i].iov_base + skip,
                          parts[i].iov_len - skip);
    }
    /* TLS sends one record a call: go on until the sink is full. */
    return gate_bytes_length(waiting) > 0 ? flush_waiting(relay, waiting, send) : RELAY_PUT_ALL;
}

static unsigned write_chunk_size(char text[CHUNK_SIZE_MAX_CHARACTERS], size_t length) {
    return (unsigned)g_snprintf(text, CHUNK_SIZE_MAX_CHARACTERS, "%zx\r\n", length);
}

static RelayPut put_payload(GateRelay *relay, GateBytes *waiting, SendFn send, bool is_chunked,
                            struct iovec payload) {
    if (payload.iov_len == 0)
        return RELAY_PUT_ALL;
    if (!is_chunked)
        return put(relay, waiting, send, &payload, 1);
    char size[CHUNK_SIZE_MAX_CHARACTERS];
    unsigned n = write_chunk_size(size, payload.iov_len);
    struct iovec parts[3] = {{size, n}, payload, {(void *)"\r\n", 2}};
    return put(relay, waiting, send, parts, 3);
}

static RelayPut put_last_chunk(GateRelay *relay, GateBytes *waiting, SendFn send) {
    struct iovec end = {(void *)"0\r\n\r\n", 5};
    return put(relay, waiting, send, &end, 1);
}

/* ---- decoding one direction ---- */

typedef struct Direction {
    HttpBody *body;
    GateBytes *waiting;
    SendFn send;
    bool is_chunked;
} Direction;

typedef enum Decode { DECODE_GOOD, DECODE_MALFORMED, DECODE_SINK_BROKEN } Decode;

/* Moves `length` bytes through the decoder into the sink. *ret_used counts what belonged to the
 * body. */
static Decode move_body(GateRelay *relay, const Direction *direction, const uint8_t *bytes,
                        size_t length, size_t *ret_used) {
    size_t at = 0;
    *ret_used = 0;
    while (at < length && !direction->body->is_done) {
        const uint8_t *payload;
        size_t used, payload_length;
        if (!http_body_next(direction->body, bytes + at, length - at, &used, &payload,
                            &payload_length))
            return DECODE_MALFORMED;
        at += used;
        struct iovec part = {(void *)payload, payload_length};
        if (put_payload(relay, direction->waiting, direction->send, direction->is_chunked, part) ==
            RELAY_PUT_BROKEN)
            return DECODE_SINK_BROKEN;
    }
    *ret_used = at;
    if (direction->body->is_done && direction->is_chunked &&
        put_last_chunk(relay, direction->waiting, direction->send) == RELAY_PUT_BROKEN)
        return DECODE_SINK_BROKEN;
    return DECODE_GOOD;
}

/* ---- client → upstream ---- */

/* An upstream that has answered and closed needs the rest of the body no more. */
static void cut_request(GateRelay *relay) {
    relay->is_request_cut = true;
    gate_bytes_clear(&relay->to_upstream);
}

/* Bytes of the client: those that were read with the head first. Returns as the channel does. */
static ssize_t read_client(GateRelay *relay, const uint8_t **ret_bytes) {
    GateBytes *input = relay->client.input;
    if (gate_bytes_length(input) > 0) {
        *ret_bytes = gate_bytes_first(input);
        return (ssize_t)gate_bytes_length(input);
    }
    *ret_bytes = relay->worker->scratch;
    if (!*relay->client.readable)
        return GATE_CHANNEL_AGAIN;
    ssize_t n =
        gate_channel_read(relay->client.channel, relay->worker->scratch, GATE_SCRATCH_BYTES);
    if (n == GATE_CHANNEL_AGAIN)
        *relay->client.readable = false;
    if (n > 0)
        note_progress(relay);
    return n;
}

/* What was read and does not belong to this request goes back to the connection. */
static void use_client_bytes(GateRelay *relay, const uint8_t *bytes, size_t length, size_t used) {
    GateBytes *input = relay->client.input;
    if (gate_bytes_length(input) > 0)
        gate_bytes_consume(input, used);
    else
        gate_bytes_append(input, bytes + used, length - used);
}

static GateRelayResult pump_request(GateRelay *relay) {
    Direction direction = {&relay->request_body, &relay->to_upstream, send_upstream,
                           relay->is_request_chunked};
    while (!relay->is_request_cut) {
        RelayPut flushed = flush_waiting(relay, &relay->to_upstream, send_upstream);
        if (flushed == RELAY_PUT_BROKEN)
            cut_request(relay);
        if (flushed != RELAY_PUT_ALL || relay->request_body.is_done)
            break;
        const uint8_t *bytes;
        ssize_t n = read_client(relay, &bytes);
        if (n == GATE_CHANNEL_AGAIN)
            break;
        if (n <= 0)
            return GATE_RELAY_BROKEN;
        size_t used;
        Decode decode = move_body(relay, &direction, bytes, (size_t)n, &used);
        if (decode == DECODE_MALFORMED)
            return relay->has_answered ? GATE_RELAY_BROKEN : GATE_RELAY_BAD_REQUEST;
        if (decode == DECODE_SINK_BROKEN)
            cut_request(relay);
        else
            use_client_bytes(relay, bytes, (size_t)n, used);
    }
    return GATE_RELAY_WAIT;
}

/* ---- upstream → client ---- */

static ssize_t read_upstream(GateRelay *relay) {
    if (relay->is_upstream_ended)
        return GATE_CHANNEL_END;
    if (!relay->is_readable)
        return GATE_CHANNEL_AGAIN;
    ssize_t n = recv(relay->fd, relay->worker->scratch, GATE_SCRATCH_BYTES, 0);
    if (n > 0) {
        note_progress(relay);
        return n;
    }
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
        relay->is_readable = false;
        return GATE_CHANNEL_AGAIN;
    }
    relay->is_upstream_ended = true;
    return GATE_CHANNEL_END;
}

/* Reads heads (interim ones too) from answer_head; what follows the final head stays there. */
static bool read_answer_head(GateRelay *relay) {
    while (!relay->has_answer_head) {
        g_autoptr(GString) rewritten = g_string_new(NULL);
        RelayAnswer answer;
        size_t used;
        bool is_chunked = false;
        const char *text = (const char *)gate_bytes_first(&relay->answer_head);
        size_t length = gate_bytes_length(&relay->answer_head);
        RelayParse parse = length == 0 ? RELAY_PARSE_MORE
                                       : relay_answer_parse(text, length, &relay->target, rewritten,
                                                            &used, &answer, &is_chunked);
        if (parse != RELAY_PARSE_DONE)
            return parse == RELAY_PARSE_MORE;
        gate_bytes_consume(&relay->answer_head, used);
        struct iovec part = {rewritten->str, rewritten->len};
        if (answer.is_interim && relay->target.minor_version == 0)
            continue; /* RFC 9110 §15.2: not to an HTTP/1.0 client */
        relay->has_answered = true;
        if (put(relay, &relay->to_client, send_client, &part, 1) == RELAY_PUT_BROKEN)
            return false;
        if (answer.is_interim)
            continue;
        relay->has_answer_head = true;
        relay->is_answer_chunked = is_chunked;
        gate_count(&relay->worker->stats.answers_1xx_5xx[answer.status / 100], 1);
        http_body_init(&relay->answer_body, answer.framing, answer.length);
    }
    return true;
}

static GateRelayResult on_upstream_end(GateRelay *relay) {
    if (!relay->has_answer_head)
        return relay->has_answered ? GATE_RELAY_BROKEN : GATE_RELAY_NO_ANSWER;
    if (relay->answer_body.framing != HTTP_FRAMING_UNTIL_CLOSE)
        return GATE_RELAY_BROKEN; /* cut short: the client must not take it for whole */
    relay->answer_body.is_done = true;
    if (relay->is_answer_chunked &&
        put_last_chunk(relay, &relay->to_client, send_client) == RELAY_PUT_BROKEN)
        return GATE_RELAY_BROKEN;
    return GATE_RELAY_WAIT;
}

static bool move_answer_body(GateRelay *relay, const uint8_t *bytes, size_t length) {
    Direction direction = {&relay->answer_body, &relay->to_client, send_client,
                           relay->is_answer_chunked};
    size_t used;
    gate_count(&relay->worker->stats.body_bytes, length);
    return move_body(relay, &direction, bytes, length, &used) == DECODE_GOOD;
}

/* The bytes of one read: into the head until it is complete, then into the body. */
static GateRelayResult take_answer_bytes(GateRelay *relay, const uint8_t *bytes, size_t length) {
    if (relay->has_answer_head)
        return move_answer_body(relay, bytes, length) ? GATE_RELAY_WAIT : GATE_RELAY_BROKEN;
    gate_bytes_append(&relay->answer_head, bytes, length);
    if (!read_answer_head(relay))
        return relay->has_answered ? GATE_RELAY_BROKEN : GATE_RELAY_NO_ANSWER;
    size_t rest = gate_bytes_length(&relay->answer_head);
    if (!relay->has_answer_head || rest == 0)
        return GATE_RELAY_WAIT;
    bool is_good = move_answer_body(relay, gate_bytes_first(&relay->answer_head), rest);
    gate_bytes_clear(&relay->answer_head);
    return is_good ? GATE_RELAY_WAIT : GATE_RELAY_BROKEN;
}

static bool is_answer_done(const GateRelay *relay) {
    return relay->has_answer_head && relay->answer_body.is_done;
}

static GateRelayResult finish_answer(GateRelay *relay) {
    if (gate_bytes_length(&relay->to_client) > 0)
        return GATE_RELAY_WAIT;
    bool is_clean = relay->request_body.is_done && !relay->is_request_cut;
    return relay->target.keep_alive && is_clean ? GATE_RELAY_DONE_KEEP : GATE_RELAY_DONE_CLOSE;
}

static GateRelayResult pump_answer(GateRelay *relay) {
    for (;;) {
        RelayPut flushed = flush_waiting(relay, &relay->to_client, send_client);
        if (flushed == RELAY_PUT_BROKEN)
            return GATE_RELAY_BROKEN;
        if (is_answer_done(relay))
            return finish_answer(relay);
        if (flushed == RELAY_PUT_PART)
            return GATE_RELAY_WAIT;
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

/* ---- tunnels ---- */

static GateRelayResult pump_tunnel_up(GateRelay *relay) {
    for (;;) {
        RelayPut flushed = flush_waiting(relay, &relay->to_upstream, send_upstream);
        if (flushed != RELAY_PUT_ALL)
            return flushed == RELAY_PUT_BROKEN ? GATE_RELAY_BROKEN : GATE_RELAY_WAIT;
        const uint8_t *bytes;
        ssize_t n = read_client(relay, &bytes);
        if (n == GATE_CHANNEL_AGAIN)
            return GATE_RELAY_WAIT;
        if (n <= 0)
            return GATE_RELAY_BROKEN;
        struct iovec part = {(void *)bytes, (size_t)n};
        if (put(relay, &relay->to_upstream, send_upstream, &part, 1) == RELAY_PUT_BROKEN)
            return GATE_RELAY_BROKEN;
        if (gate_bytes_length(relay->client.input) > 0)
            gate_bytes_clear(relay->client.input);
    }
}

static GateRelayResult pump_tunnel_down(GateRelay *relay) {
    for (;;) {
        RelayPut flushed = flush_waiting(relay, &relay->to_client, send_client);
        if (flushed != RELAY_PUT_ALL)
            return flushed == RELAY_PUT_BROKEN ? GATE_RELAY_BROKEN : GATE_RELAY_WAIT;
        ssize_t n = read_upstream(relay);
        if (n == GATE_CHANNEL_AGAIN)
            return GATE_RELAY_WAIT;
        if (n <= 0)
            return GATE_RELAY_DONE_CLOSE;
        relay->has_answered = true;
        struct iovec part = {relay->worker->scratch, (size_t)n};
        if (put(relay, &relay->to_client, send_client, &part, 1) == RELAY_PUT_BROKEN)
            return GATE_RELAY_BROKEN;
    }
}

/* ---- life ---- */

GateRelayResult gate_relay_pump(GateRelay *relay) {
    GateRelayResult result = relay->is_tunnel ? pump_tunnel_up(relay) : pump_request(relay);
    if (result != GATE_RELAY_WAIT)
        return result;
    return relay->is_tunnel ? pump_tunnel_down(relay) : pump_answer(relay);
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

static void init_bodies(GateRelay *relay, const GateHead *head) {
    http_body_init(&relay->request_body, head->framing, head->body_length);
    relay->is_request_chunked = head->framing == HTTP_FRAMING_CHUNKED;
    relay->target = (RelayTarget){
        .minor_version = head->minor_version,
        .is_head = head->method == GATE_HEAD,
        .keep_alive = head->keep_alive && relay->worker->stop_at_us == 0,
    };
}

/* Makes the pair, gives one end away. The answer's context belongs to the adopter from then on. */
static bool connect_upstream(GateRelay *relay, const GateHead *head, GateAnswer *answer) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    relay->fd = pair[0];
    if (!gate_worker_watch(relay->worker, relay->fd, &relay->watch) ||
        !answer->upstream->adopt(pair[1], answer->take_context, head->peer, answer->upstream->user,
                                 NULL)) {
        close(pair[1]);
        return false;
    }
    answer->take_context = NULL;
    return true;
}

static GateRelayRefusal check_upgrade(const GateHead *head) {
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
    GateRelayRefusal refusal = is_tunnel ? check_upgrade(head) : GATE_RELAY_ACCEPTED;
    if (refusal != GATE_RELAY_ACCEPTED)
        return refusal;
    GateRelay *relay = g_new0(GateRelay, 1);
    relay->watch.on_ready = on_upstream_ready;
    relay->worker = worker;
    relay->client = *client;
    relay->fd = -1;
    relay->is_tunnel = is_tunnel;
    init_bodies(relay, head);
    gate_count_change(&worker->stats.relaying, 1);
    size_t length = write_head(relay, head, answer);
    if (length == 0 || !connect_upstream(relay, head, answer)) {
        gate_relay_free(relay);
        return GATE_RELAY_BUSY;
    }
    note_progress(relay);
    gate_count(&worker->stats.handed_over, 1);
    struct iovec part = {worker->record, length};
    put(relay, &relay->to_upstream, send_upstream, &part, 1);
    *ret_relay = relay;
    return GATE_RELAY_ACCEPTED;
}

int64_t gate_relay_progress_at_us(const GateRelay *relay) {
    return relay->progress_at_us;
}

bool gate_relay_is_tunnel(const GateRelay *relay) {
    return relay->is_tunnel;
}

bool gate_relay_has_answered(const GateRelay *relay) {
    return relay->has_answered;
}

bool gate_relay_is_client_blocked(const GateRelay *relay) {
    return gate_bytes_length(&relay->to_client) > 0;
}

static void free_relay(GateWatch *watch) {
    g_free(watch);
}

void gate_relay_free(GateRelay *relay) {
    if (!relay)
        return;
    gate_count_change(&relay->worker->stats.relaying, -1);
    if (relay->fd >= 0)
        close(relay->fd);
    gate_bytes_clear(&relay->to_upstream);
    gate_bytes_clear(&relay->to_client);
    gate_bytes_clear(&relay->answer_head);
    gate_worker_retire(relay->worker, &relay->watch, free_relay);
}
