#include "base/gate/gate_relay_pipe.h"

#include <glib.h>

#include "base/gate/gate_channel.h"

#define CHUNK_SIZE_CHARACTERS 20

void gate_relay_pipe_init(GateRelayPipe *pipe, GateRelaySend send, void *sink,
                          const int64_t *now_us) {
    *pipe = (GateRelayPipe){.send = send, .sink = sink, .now_us = now_us};
}

void gate_relay_pipe_clear(GateRelayPipe *pipe) {
    gate_bytes_clear(&pipe->waiting);
}

bool gate_relay_pipe_is_waiting(const GateRelayPipe *pipe) {
    return gate_bytes_length(&pipe->waiting) > 0;
}

GateRelayPut gate_relay_pipe_flush(GateRelayPipe *pipe) {
    while (gate_relay_pipe_is_waiting(pipe)) {
        struct iovec part = {(void *)gate_bytes_first(&pipe->waiting),
                             gate_bytes_length(&pipe->waiting)};
        ssize_t n = pipe->send(pipe->sink, &part, 1);
        if (n == GATE_CHANNEL_AGAIN)
            return GATE_RELAY_PUT_PART;
        if (n < 0)
            return GATE_RELAY_PUT_BROKEN;
        pipe->taken_at_us = *pipe->now_us;
        gate_bytes_consume(&pipe->waiting, (size_t)n);
    }
    return GATE_RELAY_PUT_ALL;
}

void gate_relay_pipe_append(GateRelayPipe *pipe, const void *bytes, size_t length) {
    if (!gate_relay_pipe_is_waiting(pipe))
        pipe->taken_at_us = *pipe->now_us;
    gate_bytes_append(&pipe->waiting, bytes, length);
}

static unsigned write_chunk_size(char text[CHUNK_SIZE_CHARACTERS], size_t length) {
    return (unsigned)g_snprintf(text, CHUNK_SIZE_CHARACTERS, "%zx\r\n", length);
}

static void append_payload(GateRelayPipe *pipe, const uint8_t *payload, size_t length) {
    char size[CHUNK_SIZE_CHARACTERS];
    if (pipe->is_chunked)
        gate_relay_pipe_append(pipe, size, write_chunk_size(size, length));
    gate_relay_pipe_append(pipe, payload, length);
    if (pipe->is_chunked)
        gate_relay_pipe_append(pipe, "\r\n", 2);
}

/* Without a copy, when nothing waits before it; what is not taken waits. */
static GateRelayPut send_payload(GateRelayPipe *pipe, const uint8_t *payload, size_t length) {
    char size[CHUNK_SIZE_CHARACTERS];
    struct iovec parts[3] = {
        {size, pipe->is_chunked ? write_chunk_size(size, length) : 0},
        {(void *)payload, length},
        {(void *)"\r\n", pipe->is_chunked ? 2 : 0},
    };
    ssize_t sent =
        pipe->is_chunked ? pipe->send(pipe->sink, parts, 3) : pipe->send(pipe->sink, &parts[1], 1);
    if (sent == GATE_CHANNEL_BROKEN)
        return GATE_RELAY_PUT_BROKEN;
    size_t left = sent > 0 ? (size_t)sent : 0;
    pipe->taken_at_us = *pipe->now_us;
    for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++) {
        size_t skip = MIN(left, parts[i].iov_len);
        left -= skip;
        gate_bytes_append(&pipe->waiting, (const uint8_t *)parts[i].iov_base + skip,
                          parts[i].iov_len - skip);
    }
    return gate_relay_pipe_flush(pipe); /* TLS takes one record a call */
}

static void append_last_chunk(GateRelayPipe *pipe) {
    if (pipe->is_chunked)
        gate_relay_pipe_append(pipe, "0\r\n\r\n", 5);
}

GateRelayMove gate_relay_pipe_move(GateRelayPipe *pipe, const uint8_t *bytes, size_t length,
                                   size_t *ret_used) {
    HttpBody *body = &pipe->body;
    GateRelayPut put = GATE_RELAY_PUT_ALL;
    size_t at = 0;
    *ret_used = 0;
    while (at < length && !body->is_done) {
        const uint8_t *payload;
        size_t used, n;
        if (!http_body_next(body, bytes + at, length - at, &used, &payload, &n))
            return GATE_RELAY_MOVE_MALFORMED;
        at += used;
        bool is_alone = at == length && !gate_relay_pipe_is_waiting(pipe);
        if (n > 0 && is_alone)
            put = send_payload(pipe, payload, n);
        else if (n > 0)
            append_payload(pipe, payload, n);
    }
    *ret_used = at;
    if (body->is_done && at > 0)
        append_last_chunk(pipe);
    if (put != GATE_RELAY_PUT_BROKEN)
        put = gate_relay_pipe_flush(pipe);
    return put == GATE_RELAY_PUT_BROKEN ? GATE_RELAY_MOVE_BROKEN : GATE_RELAY_MOVE_GOOD;
}

bool gate_relay_pipe_end(GateRelayPipe *pipe) {
    if (pipe->body.framing != HTTP_FRAMING_UNTIL_CLOSE)
        return false;
    pipe->body.is_done = true;
    append_last_chunk(pipe);
    return true;
}
