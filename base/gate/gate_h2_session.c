#include "base/gate/gate_h2_session.h"

#include "base/clock.h"
#include "base/gate/gate_h2_request.h"
#include "base/gate/gate_h2_send.h"

static GateH2Stream *stream_of(nghttp2_session *session, int32_t id) {
    return id > 0 ? nghttp2_session_get_stream_user_data(session, id) : NULL;
}

static bool is_request(const nghttp2_frame *frame) {
    return frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST;
}

/* ---- floods ---- */

/* A budget of streams that end by a reset: CVE-2023-44487 (by the client) and CVE-2025-8671 (by us,
 * for what the client sent). */
static void count_reset(GateH2 *h2) {
    GateWorker *worker = h2->conn->worker;
    gate_count(&worker->stats.h2_resets, 1);
    int64_t passed_us = worker->now_us - h2->resets_at_us;
    int64_t back = passed_us / (CLOCK_US_PER_S / GATE_H2_RESETS_PER_SECOND);
    if (back > 0) {
        h2->resets_left = (uint32_t)MIN(h2->resets_left + back, GATE_H2_RESET_BURST);
        h2->resets_at_us = worker->now_us;
    }
    if (h2->resets_left-- > 0)
        return;
    h2->resets_left = 0;
    gate_count(&worker->stats.h2_calmed, 1);
    nghttp2_session_terminate_session(h2->session, NGHTTP2_ENHANCE_YOUR_CALM);
}

/* ---- what comes ---- */

static int on_begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *user) {
    GateH2 *h2 = user;
    if (!is_request(frame))
        return 0;
    GateH2Stream *s = gate_h2_stream_new(h2, frame->hd.stream_id);
    nghttp2_session_set_stream_user_data(session, s->id, s);
    if (h2->fields)
        gate_h2_head_reset(h2->fields);
    else
        h2->fields = gate_h2_head_new();
    h2->head_at_us = h2->conn->worker->now_us;
    h2->head_id = s->id;
    return 0;
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_length, const uint8_t *value, size_t value_length, uint8_t flags,
                     void *user) {
    GateH2 *h2 = user;
    if (is_request(frame) && h2->fields) /* trailers are read and dropped */
        gate_h2_head_add(h2->fields, (GateText){(const char *)name, name_length},
                         (GateText){(const char *)value, value_length});
    return 0;
}

static void end_head(GateH2 *h2) {
    h2->head_at_us = 0;
    g_clear_pointer(&h2->fields, gate_h2_head_free);
}

/* What is malformed is refused, not overlooked. */
static int on_invalid_header(nghttp2_session *session, const nghttp2_frame *frame,
                             const uint8_t *name, size_t name_length, const uint8_t *value,
                             size_t value_length, uint8_t flags, void *user) {
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

static int on_invalid_frame(nghttp2_session *session, const nghttp2_frame *frame, int code,
                            void *user) {
    GateH2 *h2 = user;
    gate_count(&h2->conn->worker->stats.malformed, 1);
    return 0;
}

static void on_request_head(GateH2 *h2, GateH2Stream *s, bool has_body) {
    if (s && h2->fields)
        gate_h2_request_begin(s, has_body);
    end_head(h2);
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *user) {
    GateH2 *h2 = user;
    GateH2Stream *s = stream_of(session, frame->hd.stream_id);
    bool is_end = frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
    switch (frame->hd.type) {
    case NGHTTP2_SETTINGS:
        h2->has_settings = true;
        break;
    case NGHTTP2_HEADERS:
        if (is_request(frame))
            on_request_head(h2, s, !is_end);
        else if (s && is_end)
            gate_h2_request_on_body_end(s);
        break;
    case NGHTTP2_DATA:
        if (s && is_end)
            gate_h2_request_on_body_end(s);
        break;
    case NGHTTP2_RST_STREAM:
        count_reset(h2);
        break;
    case NGHTTP2_PRIORITY_UPDATE: {
        const nghttp2_ext_priority_update *update = frame->ext.payload;
        GateH2Stream *meant = stream_of(session, update->stream_id);
        if (meant)
            meant->has_urgency = true;
        break;
    }
    default:
        break;
    }
    return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *bytes,
                   size_t length, void *user) {
    GateH2Stream *s = stream_of(session, id);
    if (s)
        gate_h2_request_on_body(s, bytes, length);
    else
        nghttp2_session_consume_connection(session, length);
    return 0;
}

/* ---- what goes ---- */

/* An answer that is complete before its request asks for no more of it (RFC 9113 §8.1). */
static void on_end_sent(GateH2 *h2, GateH2Stream *s) {
    s->is_end_sent = true;
    if (s->is_body_open)
        nghttp2_submit_rst_stream(h2->session, NGHTTP2_FLAG_NONE, s->id, NGHTTP2_NO_ERROR);
}

static bool is_clients_fault(uint32_t code) {
    return code != NGHTTP2_NO_ERROR && code != NGHTTP2_INTERNAL_ERROR && code != NGHTTP2_CANCEL;
}

static int on_frame_sent(nghttp2_session *session, const nghttp2_frame *frame, void *user) {
    GateH2 *h2 = user;
    GateH2Stream *s = stream_of(session, frame->hd.stream_id);
    bool may_end = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    if (s && may_end && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM))
        on_end_sent(h2, s);
    if (frame->hd.type == NGHTTP2_RST_STREAM && is_clients_fault(frame->rst_stream.error_code))
        count_reset(h2);
    return 0;
}

static int on_stream_close(nghttp2_session *session, int32_t id, uint32_t code, void *user) {
    GateH2 *h2 = user;
    GateH2Stream *s = stream_of(session, id);
    if (h2->head_id == id)
        end_head(h2); /* it was refused before it was complete */
    if (s)
        gate_h2_stream_close(s, s->is_end_sent);
    return 0;
}

static ssize_t frame_length(nghttp2_session *session, uint8_t type, int32_t id,
                            int32_t connection_window, int32_t stream_window, uint32_t max_frame,
                            void *user) {
    int32_t window = MIN(connection_window, stream_window);
    return MIN(window, (int32_t)MIN(max_frame, GATE_CHANNEL_RECORD_BYTES));
}

/* ---- opening ---- */

static nghttp2_session_callbacks *callbacks;
static nghttp2_option *options;

static void __attribute__((constructor)) make_tables(void) {
    if (nghttp2_session_callbacks_new(&callbacks) != 0 || nghttp2_option_new(&options) != 0)
        g_error("out of memory");
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, on_begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_invalid_header_callback(callbacks, on_invalid_header);
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, on_invalid_frame);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, on_frame_sent);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_stream_close);
    nghttp2_session_callbacks_set_send_data_callback(callbacks, gate_h2_send_body);
    nghttp2_session_callbacks_set_data_source_read_length_callback(callbacks, frame_length);
    nghttp2_option_set_no_auto_window_update(options, 1);
    nghttp2_option_set_no_closed_streams(options, 1);
    nghttp2_option_set_max_outbound_ack(options, GATE_H2_MAX_ACKS);
    nghttp2_option_set_max_continuations(options, GATE_H2_MAX_CONTINUATIONS);
    nghttp2_option_set_builtin_recv_extension_type(options, NGHTTP2_PRIORITY_UPDATE);
}

bool gate_h2_session_open(GateH2 *h2) {
    static const nghttp2_settings_entry SETTINGS[] = {
        {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, GATE_H2_MAX_STREAMS},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, GATE_H2_STREAM_WINDOW},
        {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, GATE_HEAD_MAX_BYTES},
        {NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1},
    };
    h2->resets_left = GATE_H2_RESET_BURST;
    h2->resets_at_us = h2->conn->worker->now_us;
    return nghttp2_session_server_new2(&h2->session, callbacks, h2, options) == 0 &&
           nghttp2_submit_settings(h2->session, NGHTTP2_FLAG_NONE, SETTINGS,
                                   G_N_ELEMENTS(SETTINGS)) == 0 &&
           nghttp2_session_set_local_window_size(h2->session, NGHTTP2_FLAG_NONE, 0,
                                                 GATE_H2_CONNECTION_WINDOW) == 0;
}

bool gate_h2_session_receive(GateH2 *h2, const uint8_t *bytes, size_t length) {
    ssize_t n = nghttp2_session_mem_recv(h2->session, bytes, length);
    if (n >= 0)
        return true;
    GateStats *stats = &h2->conn->worker->stats;
    bool is_flood = n == NGHTTP2_ERR_FLOODED;
    gate_count(is_flood ? &stats->h2_calmed : &stats->malformed, 1);
    nghttp2_session_terminate_session(h2->session, is_flood ? NGHTTP2_ENHANCE_YOUR_CALM
                                                            : NGHTTP2_PROTOCOL_ERROR);
    return false;
}
