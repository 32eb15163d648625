/* http_body and gate_relay_pipe: a body decoded in any pieces is the body decoded whole, and what a
 * relay sends on, by whatever the sink takes at a time, decodes to the same.
 *
 * Byte 0 chooses the framing, byte 1 seeds the sizes of pieces; the rest is the body. */
#include "base/gate/http_body.h"

#include <glib.h>
#include <string.h>

#include "base/gate/gate_channel.h"
#include "base/gate/gate_relay_pipe.h"

typedef struct Decoded {
    GString *payload;
    size_t used;
    bool is_good, is_done;
} Decoded;

typedef struct Sizes {
    uint32_t state;
} Sizes;

/* 1 to 64, mostly small, at most `limit`. */
static size_t next_size(Sizes *sizes, size_t limit) {
    sizes->state = sizes->state * 1664525u + 1013904223u;
    size_t size = 1 + ((sizes->state >> 24) & (sizes->state & 0x10000 ? 63 : 3));
    return MIN(size, limit);
}

static const HttpFraming FRAMINGS[] = {HTTP_FRAMING_CHUNKED, HTTP_FRAMING_LENGTH,
                                       HTTP_FRAMING_UNTIL_CLOSE, HTTP_FRAMING_NONE};

static void init_body(HttpBody *body, uint8_t choice) {
    http_body_init(body, FRAMINGS[choice % G_N_ELEMENTS(FRAMINGS)], choice / 4);
}

/* Decodes what is there; false when it is malformed. */
static bool decode_piece(HttpBody *body, const uint8_t *bytes, size_t length, Decoded *decoded) {
    for (size_t at = 0; at < length && !body->is_done;) {
        const uint8_t *payload;
        size_t used, n;
        if (!http_body_next(body, bytes + at, length - at, &used, &payload, &n))
            return false;
        g_assert_true(used > 0 && used <= length - at && n <= used);
        g_assert_true(n == 0 || (payload >= bytes + at && payload + n <= bytes + at + used));
        g_string_append_len(decoded->payload, (const char *)payload, (gssize)n);
        at += used;
        decoded->used += used;
    }
    return true;
}

static Decoded decode(uint8_t choice, const uint8_t *bytes, size_t length, Sizes *sizes) {
    Decoded decoded = {.payload = g_string_new(NULL), .is_good = true};
    HttpBody body;
    init_body(&body, choice);
    for (size_t at = 0; at < length && decoded.is_good && !body.is_done;) {
        size_t n = sizes ? next_size(sizes, length - at) : length;
        decoded.is_good = decode_piece(&body, bytes + at, n, &decoded);
        at += n;
    }
    decoded.is_done = body.is_done;
    return decoded;
}

/* ---- the relay ---- */

typedef struct Sink {
    GString *taken;
    Sizes sizes;
} Sink;

/* Takes some, or is full. */
static ssize_t take(void *user, const struct iovec *parts, int n_parts) {
    Sink *sink = user;
    size_t room = next_size(&sink->sizes, SIZE_MAX), taken = 0;
    if (room == 1)
        return GATE_CHANNEL_AGAIN;
    for (int i = 0; i < n_parts && taken < room; i++) {
        size_t n = MIN(parts[i].iov_len, room - taken);
        g_string_append_len(sink->taken, parts[i].iov_base, (gssize)n);
        taken += n;
    }
    return (ssize_t)taken;
}

static void flush_all(GateRelayPipe *pipe) {
    while (gate_relay_pipe_flush(pipe) != GATE_RELAY_PUT_ALL) {
    }
    g_assert_false(gate_relay_pipe_is_waiting(pipe));
}

/* What came out of the pipe; NULL when the body is malformed. */
static GString *relay(uint8_t choice, bool is_chunked, const uint8_t *bytes, size_t length,
                      Sizes *sizes) {
    static const int64_t now_us = 1;
    Sink sink = {g_string_new(NULL), {sizes->state + 1}};
    GateRelayPipe pipe;
    bool is_good = true;
    gate_relay_pipe_init(&pipe, take, &sink, &now_us);
    init_body(&pipe.body, choice);
    pipe.is_chunked = is_chunked;
    for (size_t at = 0, used; at < length && is_good && !pipe.body.is_done; at += used) {
        size_t n = next_size(sizes, length - at);
        is_good = gate_relay_pipe_move(&pipe, bytes + at, n, &used) == GATE_RELAY_MOVE_GOOD;
        if (is_good && !pipe.body.is_done)
            g_assert_cmpuint(used, ==, n);
        flush_all(&pipe); /* a source is not read while something waits */
    }
    if (is_good && pipe.body.framing == HTTP_FRAMING_UNTIL_CLOSE)
        g_assert_true(gate_relay_pipe_end(&pipe));
    flush_all(&pipe);
    gate_relay_pipe_clear(&pipe);
    if (is_good)
        return sink.taken;
    g_string_free(sink.taken, TRUE);
    return NULL;
}

static void check_relayed(uint8_t choice, const uint8_t *bytes, size_t length,
                          const Decoded *expected) {
    Sizes sizes = {length};
    bool is_done = expected->is_done || FRAMINGS[choice % 4] == HTTP_FRAMING_UNTIL_CLOSE;
    GString *plain = relay(choice, false, bytes, length, &sizes);
    GString *chunked = relay(choice, true, bytes, length, &sizes);
    g_assert_true((plain != NULL) == expected->is_good && (chunked != NULL) == expected->is_good);
    if (!expected->is_good)
        return;
    g_assert_true(g_string_equal(plain, expected->payload));
    Decoded again = decode(0, (const uint8_t *)chunked->str, chunked->len, NULL);
    g_assert_true(again.is_good);
    g_assert_true(g_string_equal(again.payload, expected->payload));
    bool was_ended = is_done && chunked->len > 0;
    g_assert_true(again.is_done == was_ended);
    if (was_ended)
        g_assert_cmpuint(again.used, ==, chunked->len);
    g_string_free(again.payload, TRUE);
    g_string_free(plain, TRUE);
    g_string_free(chunked, TRUE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 3)
        return 0;
    Sizes sizes = {data[1]};
    const uint8_t *bytes = data + 2;
    size_t length = size - 2;
    Decoded whole = decode(data[0], bytes, length, NULL);
    Decoded pieces = decode(data[0], bytes, length, &sizes);
    g_assert_true(whole.is_good == pieces.is_good && whole.is_done == pieces.is_done);
    g_assert_true(g_string_equal(whole.payload, pieces.payload));
    if (whole.is_good)
        g_assert_cmpuint(whole.used, ==, pieces.used);
    check_relayed(data[0], bytes, length, &whole);
    g_string_free(whole.payload, TRUE);
    g_string_free(pieces.payload, TRUE);
    return 0;
}
