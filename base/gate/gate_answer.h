/* Answers as every protocol sends them: problem documents, plans, heads as text. Private to
 * base/gate/. One owner thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/gate/gate_relay.h"
#include "base/gate/gate_stream.h"
#include "base/gate/gate_worker.h"
#include "base/gate/http_answer.h"

/* Gives an error without a body its problem document, decides what is sent, counts the status, and
 * writes the head into the worker's `answer_head`. Returns its length. *keep_alive becomes false
 * where the handler's answer is a mistake; then a bare 500 takes its place. */
size_t gate_answer_write(GateWorker *worker, const GateHead *head, GateAnswer *answer,
                         bool *keep_alive, HttpAnswerPlan *ret_plan);

/* An answer of the gate's own; its body belongs to who takes the answer. */
GateAnswer gate_answer_problem(const HttpRefusal *refusal, const GateField *fields,
                               unsigned n_fields);
/* For a request that cannot be handed over. */
GateAnswer gate_answer_relay_refusal(GateRelayRefusal refusal);
