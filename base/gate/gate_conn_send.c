#include "base/gate/gate_conn_send.h"

#include <string.h>

#include "base/error.h"
#include "base/gate/http_answer.h"

static void count_status(GateConn *conn, unsigned status) {
    gate_count(&conn->worker->stats.answers_1xx_5xx[MIN(status / 100, 5)], 1);
}

typedef struct ProblemRow {
    unsigned status;
    ErrorCode code;
} ProblemRow;

static const ProblemRow PROBLEMS[] = {
    {400, ERROR_INVALID},     {401, ERROR_UNAUTHENTICATED}, {403, ERROR_FORBIDDEN},
    {404, ERROR_NOT_FOUND},   {405, ERROR_METHOD},          {413, ERROR_TOO_LARGE},
    {426, ERROR_UNSUPPORTED}, {429, ERROR_RATE_LIMITED},    {503, ERROR_UNAVAILABLE},
    {504, ERROR_TIMEOUT},
};

/* An error without a body from a handler gets the problem document that every error has. */
static void add_problem(GateAnswer *answer) {
    if (answer->status < 400 || answer->take_body || answer->take_file)
        return;
    ErrorCode code = answer->status < 500 ? ERROR_INVALID : ERROR_INTERNAL;
    for (unsigned i = 0; i < G_N_ELEMENTS(PROBLEMS); i++)
        if (PROBLEMS[i].status == answer->status)
            code = PROBLEMS[i].code;
    char *text = error_problem_json(answer->status, error_word(code), http_reason(answer->status));
    answer->content_type = "application/problem+json";
    answer->take_body = gate_buffer_new_take(text, strlen(text), g_free);
}

void gate_conn_send_answer(GateConn *conn, const GateHead *head, GateAnswer *answer) {
    add_problem(answer);
    HttpAnswerPlan plan = http_answer_plan(head, answer, gate_stream_answer_length(answer));
    HttpAnswerContext context = {
        .date = gate_worker_date(conn->worker),
        .keep_alive = conn->keep_alive,
        .minor_version = head->minor_version,
    };
    char *text = conn->worker->answer_head;
    size_t length = http_answer_write_head(text, answer, &plan, &context);
    if (length == 0) { /* a handler's mistake: more fields than an answer may have */
        gate_stream_drop_answer(answer);
        conn->keep_alive = context.keep_alive = false;
        *answer = (GateAnswer){.status = 500};
        plan = (HttpAnswerPlan){.status = 500};
        length = http_answer_write_head(text, answer, &plan, &context);
    }
    count_status(conn, plan.status);
    conn->is_output_begun = true;
    gate_conn_set_deadline(conn, gate_conn_options(conn)->write_timeout_us);
    conn->unsent_bytes = GATE_UNSENT_UNKNOWN;
    GateOutput output = gate_stream_begin_output(conn->stream, &conn->channel,
                                                 (GateText){text, length}, answer, &plan);
    if (output == GATE_OUTPUT_BROKEN)
        conn->is_hung_up = true;
}

void gate_conn_send_problem(GateConn *conn, const HttpRefusal *refusal, const GateField *fields,
                            unsigned n_fields) {
    GateHead head = {.method = conn->is_head_request ? GATE_HEAD : GATE_GET, .minor_version = 1};
    if (!conn->stream)
        conn->stream = gate_stream_new(conn->worker, NULL, conn);
    conn->state = CONN_ANSWER;
    conn->keep_alive = false;
    char *text = error_problem_json(refusal->status, refusal->word, refusal->detail);
    GateAnswer answer = {
        .status = refusal->status,
        .content_type = "application/problem+json",
        .take_body = gate_buffer_new_take(text, strlen(text), g_free),
        .fields = fields,
        .n_fields = n_fields,
    };
    gate_conn_send_answer(conn, &head, &answer);
}
