/* Asks a GateHandler as the gate would, without a gate. */
#pragma once

#include "base/gate/gate.h"

typedef struct Question {
    const char *line;   /* "GET /healthz" */
    const char *fields; /* more fields, each ended by CR LF; NULL: none but Host */
    const char *peer;   /* NULL: 127.0.0.1 */
} Question;

/* *ret_answer is cleared with ask_answer_clear(). */
void ask(GateHandler handler, const Question *question, GateAnswer *ret_answer);
void ask_answer_clear(GateAnswer *answer);

/* The body as text; borrowed until the next call. */
const char *ask_body(const GateAnswer *answer);
/* NULL when there is no such field. */
const char *ask_field(const GateAnswer *answer, const char *name);
