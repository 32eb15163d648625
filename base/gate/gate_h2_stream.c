#include "base/gate/gate_h2_stream.h"

#include <string.h>
#include <unistd.h>

#include "base/gate/gate_answer.h"
#include "base/gate/gate_h2_fields.h"

static GateWorker *worker_of(const GateH2Stream *s) {
    return s->h2->conn->worker;
}

/* ---- life ---- */

static void link_to(GateH2Stream *s, GateH2Stream **list) {
    s->next = *list;
    s->link = list;
    if (s->next)
        s->next->link = &s->next;
    *list = s;
}

static void unlink_from(GateH2Stream *s) {
    *s->link = s->next;
    if (s->next)
        s->next->link = s->link;
}

void gate_h2_stream_wants_pump(GateH2Stream *s) {
    if (!s->relay || s->pump_link)
        return;
    GateH2 *h2 = s->h2;
    s->next_to_pump = h2->to_pump;
    s->pump_link = &h2->to_pump;
    if (h2->to_pump)
        h2->to_pump->pump_link = &s->next_to_pump;
    h2->to_pump = s;
}

void gate_h2_stream_forget_pump(GateH2Stream *s) {
    if (!s->pump_link)
        return;
    *s->pump_link = s->next_to_pump;
    if (s->next_to_pump)
        s->next_to_pump->pump_link = s->pump_link;
    s->next_to_pump = NULL;
    s->pump_link = NULL;
}

GateH2Stream *gate_h2_stream_new(GateH2 *h2, int32_t id) {
    GateH2Stream *s = g_new0(GateH2Stream, 1);
    s->h2 = h2;
    s->id = id;
    s->begun_at_us = s->taken_at_us = h2->conn->worker->now_us;
    link_to(s, &h2->streams);
    h2->n_streams++;
    return s;
}

void gate_h2_stream_free(GateH2Stream *s, GateOutcome outcome) {
    unlink_from(s);
    gate_h2_stream_forget_pump(s);
    g_clear_pointer(&s->relay, gate_relay_free);
    if (s->stream)
        gate_stream_free(g_steal_pointer(&s->stream), outcome);
    g_free(s->kept_head);
    gate_bytes_clear(&s->input);
    gate_bytes_clear(&s->out);
    g_free(s);
}

void gate_h2_stream_close(GateH2Stream *s, bool is_good) {
    GateH2 *h2 = s->h2;
    gate_h2_stream_drop_body(s);
    if (--h2->n_streams == 0)
        h2->idle_at_us = worker_of(s)->now_us;
    if (!is_good) {
        gate_h2_stream_free(s, GATE_ABORTED);
        return;
    }
    unlink_from(s);
    link_to(s, &h2->ending);
}

void gate_h2_stream_reset(GateH2Stream *s, uint32_t code) {
    nghttp2_submit_rst_stream(s->h2->session, NGHTTP2_FLAG_NONE, s->id, code);
    gate_h2_conn_run_later(s->h2);
}

/* ---- answering ---- */

static ssize_t on_read(nghttp2_session *session, int32_t id, uint8_t *buffer, size_t length,
                       uint32_t *flags, nghttp2_data_source *source, void *user) {
    GateH2Stream *s = source->ptr;
    uint64_t available = gate_h2_stream_available(s);
    if (available == 0 && !s->is_out_whole) {
        s->is_waiting = true;
        return NGHTTP2_ERR_DEFERRED;
    }
    if (available <= length && s->is_out_whole)
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (available > 0)
        *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    return (ssize_t)MIN(available, length);
}

void gate_h2_stream_resume(GateH2Stream *s) {
    if (!s->is_waiting)
        return;
    s->is_waiting = false;
    nghttp2_session_resume_data(s->h2->session, s->id);
}

bool gate_h2_stream_submit(GateH2Stream *s, char *head, size_t length, bool has_body) {
    nghttp2_nv fields[GATE_H2_ANSWER_MAX_FIELDS];
    nghttp2_data_provider body = {.source.ptr = s, .read_callback = on_read};
    size_t n = gate_h2_fields_cut(head, length, fields);
    s->is_answered = true;
    gate_h2_conn_run_later(s->h2);
    if (n > 0 &&
        nghttp2_submit_response(s->h2->session, s->id, fields, n, has_body ? &body : NULL) == 0)
        return true;
    gate_h2_stream_reset(s, NGHTTP2_INTERNAL_ERROR);
    return false;
}

bool gate_h2_stream_submit_interim(GateH2Stream *s, char *head, size_t length) {
    nghttp2_nv fields[GATE_H2_ANSWER_MAX_FIELDS];
    size_t n = gate_h2_fields_cut(head, length, fields);
    gate_h2_conn_run_later(s->h2);
    return n > 0 && nghttp2_submit_headers(s->h2->session, NGHTTP2_FLAG_NONE, s->id, NULL, fields,
                                           n, NULL) == 0;
}

/* RFC 9218 §8: what the client has said of its own need counts more than the route's habit. */
static void set_urgency(GateH2Stream *s, uint8_t urgency) {
    if (urgency == 0 || s->has_urgency)
        return;
    nghttp2_extpri priority = {.urgency = urgency, .inc = s->is_incremental};
    nghttp2_session_change_extpri_stream_priority(s->h2->session, s->id, &priority, 0);
}

void gate_h2_stream_answer(GateH2Stream *s, const GateHead *head, GateAnswer *answer) {
    GateWorker *worker = worker_of(s);
    HttpAnswerPlan plan;
    bool keep_alive = true;
    uint8_t urgency = answer->urgency;
    size_t length = gate_answer_write(worker, head, answer, &keep_alive, &plan);
    gate_stream_take_source(s->stream, answer, &plan);
    set_urgency(s, urgency);
    s->is_out_whole = true;
    s->taken_at_us = worker->now_us;
    gate_h2_stream_drop_body(s);
    gate_h2_stream_submit(s, worker->answer_head, length, plan.length > 0);
}

void gate_h2_stream_answer_own(GateH2Stream *s, GateAnswer answer) {
    GateHead head = {.method = s->is_head_request ? GATE_HEAD : GATE_GET, .minor_version = 1};
    g_clear_pointer(&s->kept_head, g_free);
    if (!s->stream)
        s->stream = gate_stream_new(worker_of(s), NULL, s);
    gate_h2_stream_answer(s, &head, &answer);
}

/* ---- the request's body ---- */

/* Their place in the connection's window is given back; the stream's own stays closed. */
void gate_h2_stream_drop_body(GateH2Stream *s) {
    nghttp2_session_consume_connection(s->h2->session, gate_bytes_length(&s->input));
    gate_bytes_clear(&s->input);
}

/* ---- the answer's body ---- */

uint64_t gate_h2_stream_available(const GateH2Stream *s) {
    return s->stream ? s->stream->body_end - s->stream->body_at : gate_bytes_length(&s->out);
}

const uint8_t *gate_h2_stream_peek(const GateH2Stream *s) {
    if (!s->stream)
        return gate_bytes_first(&s->out);
    return s->stream->body ? s->stream->body->bytes + s->stream->body_at : NULL;
}

void gate_h2_stream_skip(GateH2Stream *s, size_t length) {
    if (s->stream) {
        gate_stream_count_body(s->stream, length);
        return;
    }
    gate_bytes_consume(&s->out, length);
    gate_h2_stream_wants_pump(s);
}

static bool read_file(const GateStream *stream, uint8_t *into, size_t length) {
    for (size_t at = 0; at < length;) {
        ssize_t n = pread(stream->file->fd, into + at, length - at, (off_t)(stream->body_at + at));
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

bool gate_h2_stream_read(GateH2Stream *s, uint8_t *ret_bytes, size_t length) {
    const uint8_t *bytes = gate_h2_stream_peek(s);
    if (bytes)
        memcpy(ret_bytes, bytes, length);
    else if (!read_file(s->stream, ret_bytes, length))
        return false;
    gate_h2_stream_skip(s, length);
    return true;
}
