#include "base/gate/gate_h2_send.h"

#include <string.h>

#include "base/gate/gate_h2_stream.h"

#define FRAME_HEAD_BYTES 9u
#define DIRECT_MIN_BYTES 4096u /* of a body in memory: worth a system call without a copy */

static uint8_t *batch_of(const GateH2 *h2) {
    return h2->conn->worker->batch;
}

/* Sends the first of `parts`; what stays is kept in `out`. */
static void write_parts(GateH2 *h2, struct iovec *parts, int n_parts) {
    GateConn *conn = h2->conn;
    int first = 0;
    while (first < n_parts) {
        ssize_t n = gate_channel_write(&conn->channel, parts + first, n_parts - first,
                                       GATE_CHANNEL_LAST, conn->worker->record);
        if (n < 0) {
            h2->is_broken = n == GATE_CHANNEL_BROKEN;
            h2->is_stalled = true;
            break;
        }
        h2->turn_bytes += (uint64_t)n;
        h2->taken_at_us = conn->worker->now_us;
        for (size_t left = (size_t)n; first < n_parts; first++) {
            size_t used = MIN(left, parts[first].iov_len);
            parts[first].iov_base = (uint8_t *)parts[first].iov_base + used;
            parts[first].iov_len -= used;
            left -= used;
            if (parts[first].iov_len > 0)
                break;
        }
    }
    for (; first < n_parts && !h2->is_broken; first++)
        gate_bytes_append(&h2->out, parts[first].iov_base, parts[first].iov_len);
}

static void flush(GateH2 *h2) {
    struct iovec part = {batch_of(h2), h2->batched};
    if (h2->batched > 0)
        write_parts(h2, &part, 1);
    h2->batched = 0;
}

/* Room in the batch; false while the kernel takes no more. */
static bool make_room(GateH2 *h2, size_t length) {
    if (h2->batched + length > GATE_BATCH_BYTES)
        flush(h2);
    return !h2->is_stalled;
}

static void put(GateH2 *h2, const uint8_t *bytes, size_t length) {
    if (!make_room(h2, length)) {
        gate_bytes_append(&h2->out, bytes, length);
    } else {
        memcpy(batch_of(h2) + h2->batched, bytes, length);
        h2->batched += length;
    }
}

static void put_direct(GateH2 *h2, const uint8_t *frame_head, GateH2Stream *s, size_t length) {
    struct iovec parts[3] = {
        {batch_of(h2), h2->batched},
        {(void *)frame_head, FRAME_HEAD_BYTES},
        {(void *)gate_h2_stream_peek(s), length},
    };
    int skip = h2->batched == 0;
    h2->batched = 0;
    write_parts(h2, parts + skip, 3 - skip);
    gate_h2_stream_skip(s, length);
}

/* A TLS record wants its bytes in one piece: there the batch is that piece. */
int gate_h2_send_body(nghttp2_session *session, nghttp2_frame *frame, const uint8_t *frame_head,
                      size_t length, nghttp2_data_source *source, void *user) {
    GateH2 *h2 = user;
    GateH2Stream *s = source->ptr;
    bool is_direct = !h2->conn->channel.ssl && length >= DIRECT_MIN_BYTES && gate_h2_stream_peek(s);
    if (!make_room(h2, FRAME_HEAD_BYTES + length))
        return NGHTTP2_ERR_WOULDBLOCK;
    s->taken_at_us = h2->conn->worker->now_us;
    if (is_direct) {
        put_direct(h2, frame_head, s, length);
        return 0;
    }
    uint8_t *at = batch_of(h2) + h2->batched;
    if (!gate_h2_stream_read(s, at + FRAME_HEAD_BYTES, length))
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    memcpy(at, frame_head, FRAME_HEAD_BYTES);
    h2->batched += FRAME_HEAD_BYTES + length;
    return 0;
}

/* What waited since the last turn. Of TLS, the same bytes must be offered again. */
static bool send_rest(GateH2 *h2) {
    GateConn *conn = h2->conn;
    while (gate_bytes_length(&h2->out) > 0) {
        struct iovec part = {(void *)gate_bytes_first(&h2->out), gate_bytes_length(&h2->out)};
        ssize_t n =
            gate_channel_write(&conn->channel, &part, 1, GATE_CHANNEL_LAST, conn->worker->record);
        if (n < 0) {
            h2->is_broken = n == GATE_CHANNEL_BROKEN;
            h2->is_stalled = true;
            return false;
        }
        h2->turn_bytes += (uint64_t)n;
        h2->taken_at_us = conn->worker->now_us;
        gate_bytes_consume(&h2->out, (size_t)n);
    }
    return true;
}

static void end_streams(GateH2 *h2) {
    while (h2->ending)
        gate_h2_stream_free(h2->ending, GATE_COMPLETE);
}

bool gate_h2_send(GateH2 *h2) {
    bool is_turn_over = false;
    h2->is_stalled = false;
    h2->turn_bytes = 0;
    if (!send_rest(h2))
        return false;
    while (!h2->is_stalled && !is_turn_over) {
        const uint8_t *bytes;
        ssize_t n = nghttp2_session_mem_send(h2->session, &bytes);
        if (n < 0)
            h2->is_broken = h2->is_stalled = true;
        if (n <= 0)
            break;
        put(h2, bytes, (size_t)n);
        is_turn_over = h2->turn_bytes + h2->batched >= GATE_TURN_BYTES;
    }
    if (!h2->is_stalled)
        flush(h2);
    if (!h2->is_stalled)
        end_streams(h2);
    return is_turn_over && !h2->is_stalled;
}
