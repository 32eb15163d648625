#include "base/gate/gate_conn_send.h"

#include "base/gate/gate_answer.h"

void gate_conn_send_answer(GateConn *conn, const GateHead *head, GateAnswer *answer) {
    HttpAnswerPlan plan;
    size_t length = gate_answer_write(conn->worker, head, answer, &conn->keep_alive, &plan);
    conn->is_output_begun = true;
    gate_conn_set_deadline(conn, gate_conn_options(conn)->write_timeout_us);
    conn->unsent_bytes = GATE_UNSENT_UNKNOWN;
    GateOutput output = gate_stream_begin_output(
        conn->stream, &conn->channel, (GateText){conn->worker->answer_head, length}, answer, &plan);
    if (output == GATE_OUTPUT_BROKEN)
        conn->is_hung_up = true;
}

void gate_conn_send_own(GateConn *conn, GateAnswer answer) {
    GateHead head = {.method = conn->is_head_request ? GATE_HEAD : GATE_GET, .minor_version = 1};
    if (!conn->stream)
        conn->stream = gate_stream_new(conn->worker, NULL, conn);
    conn->state = CONN_ANSWER;
    conn->keep_alive = false;
    gate_conn_send_answer(conn, &head, &answer);
}

void gate_conn_send_problem(GateConn *conn, const HttpRefusal *refusal) {
    gate_conn_send_own(conn, gate_answer_problem(refusal, NULL, 0));
}
