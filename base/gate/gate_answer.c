#include "base/gate/gate_answer.h"

#include <string.h>

#include "base/error.h"

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

size_t gate_answer_write(GateWorker *worker, const GateHead *head, GateAnswer *answer,
                         bool *keep_alive, HttpAnswerPlan *ret_plan) {
    add_problem(answer);
    *ret_plan = http_answer_plan(head, answer, gate_stream_answer_length(answer));
    HttpAnswerContext context = {
        .date = gate_worker_date(worker),
        .keep_alive = *keep_alive,
        .minor_version = head->minor_version,
    };
    size_t length = http_answer_write_head(worker->answer_head, answer, ret_plan, &context);
    if (length == 0) { /* a handler's mistake: more fields than an answer may have */
        gate_stream_drop_answer(answer);
        *keep_alive = context.keep_alive = false;
        *answer = (GateAnswer){.status = 500};
        *ret_plan = (HttpAnswerPlan){.status = 500};
        length = http_answer_write_head(worker->answer_head, answer, ret_plan, &context);
    }
    gate_count(&worker->stats.answers_1xx_5xx[MIN(ret_plan->status / 100, 5)], 1);
    return length;
}

GateAnswer gate_answer_problem(const HttpRefusal *refusal, const GateField *fields,
                               unsigned n_fields) {
    char *text = error_problem_json(refusal->status, refusal->word, refusal->detail);
    return (GateAnswer){
        .status = refusal->status,
        .content_type = "application/problem+json",
        .take_body = gate_buffer_new_take(text, strlen(text), g_free),
        .fields = fields,
        .n_fields = n_fields,
    };
}

GateAnswer gate_answer_relay_refusal(GateRelayRefusal refusal) {
    static const GateField retry = {"retry-after", "1"};
    static const GateField upgrade[] = {{"upgrade", "websocket"}, {"sec-websocket-version", "13"}};
    static const HttpRefusal busy = {503, "overloaded", "The server is busy; try again soon."};
    static const HttpRefusal no_upgrade = {426, "unsupported",
                                           "This address speaks WebSocket version 13 only."};
    static const HttpRefusal bad_upgrade = {400, "invalid", "The WebSocket upgrade is malformed."};
    switch (refusal) {
    case GATE_RELAY_NO_UPGRADE:
        return gate_answer_problem(&no_upgrade, upgrade, G_N_ELEMENTS(upgrade));
    case GATE_RELAY_BAD_UPGRADE:
        return gate_answer_problem(&bad_upgrade, NULL, 0);
    case GATE_RELAY_ACCEPTED:
    case GATE_RELAY_BUSY:
        break;
    }
    return gate_answer_problem(&busy, &retry, 1);
}
