#include "base/gate/gate_h2_request.h"

#include "base/gate/gate_answer.h"
#include "base/gate/gate_h2_relay.h"

static GateWorker *worker_of(const GateH2Stream *s) {
    return s->h2->conn->worker;
}

static void on_answer(GateStream *stream, const GateHead *head, GateAnswer *answer) {
    gate_h2_stream_answer(stream->connection, head, answer);
}

static void on_hand_over(GateStream *stream, const GateHead *head, GateAnswer *answer) {
    gate_h2_relay_start(stream->connection, head, answer);
}

static const GateTransport TRANSPORT_H2 = {on_answer, on_hand_over};

static void start(GateH2Stream *s, const GateHead *head) {
    s->stream = gate_stream_new(worker_of(s), &TRANSPORT_H2, s);
    gate_stream_start(s->stream, head);
}

static void start_gathered(GateH2Stream *s) {
    GateHead *head = g_steal_pointer(&s->kept_head);
    head->expects_continue = false; /* it was told when the gathering began */
    start(s, head);
    g_free(head);
}

static bool is_gathered(const GateH2Stream *s, const GateHead *head) {
    const GateRoute *route = gate_stream_find_route(worker_of(s), head);
    return head->framing != HTTP_FRAMING_NONE && head->body_length <= GATE_GATHER_MAX_BYTES &&
           route && route->bodies == GATE_BODIES_GATHERED;
}

static void encourage(GateH2Stream *s) {
    char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
    gate_h2_stream_submit_interim(s, text, sizeof text - 1);
}

static void read_priority(GateH2Stream *s, const GateHead *head) {
    GateText value;
    if (!gate_head_field(head, "priority", &value))
        return;
    GateH2Priority priority = gate_h2_head_priority(value);
    s->has_urgency |= priority.has_urgency;
    s->is_incremental = priority.is_incremental;
}

void gate_h2_request_begin(GateH2Stream *s, bool has_body) {
    GateWorker *worker = worker_of(s);
    GateHead head;
    HttpRefusal refusal;
    s->is_body_open = has_body;
    if (!gate_h2_head_finish(s->h2->fields, has_body, &head, &refusal)) {
        gate_count(&worker->stats.malformed, 1);
        gate_h2_stream_answer_own(s, gate_answer_problem(&refusal, NULL, 0));
        return;
    }
    gate_conn_identify(s->h2->conn, &head);
    gate_count(&worker->stats.requests, 1);
    s->is_head_request = head.method == GATE_HEAD;
    read_priority(s, &head);
    if (!has_body || !is_gathered(s, &head)) {
        start(s, &head);
        return;
    }
    s->kept_head = http_head_copy(&head);
    if (head.expects_continue)
        encourage(s);
}

/* ---- the body ---- */

void gate_h2_request_on_body(GateH2Stream *s, const uint8_t *bytes, size_t length) {
    bool is_wanted = s->kept_head || s->relay || (s->stream && !s->is_answered);
    if (!is_wanted) {
        nghttp2_session_consume_connection(s->h2->session, length);
        return;
    }
    gate_bytes_append(&s->input, bytes, length);
    if (s->kept_head && gate_bytes_length(&s->input) > GATE_GATHER_MAX_BYTES)
        start_gathered(s);
    gate_h2_stream_wants_pump(s);
}

void gate_h2_request_on_body_end(GateH2Stream *s) {
    s->is_body_open = false;
    if (s->kept_head)
        start_gathered(s);
    gate_h2_stream_wants_pump(s);
}
