/* Short answers of the server's own gate handlers. */
#pragma once

#include <glib.h>

#include "base/error.h"
#include "base/gate/gate.h"

/* On every answer of ours; the first row of tables that replace `fields`. */
#define GATE_REPLY_NO_SNIFFING                                                                     \
    { "x-content-type-options", "nosniff" }

/* Shares `buffer` (a reference is taken). Never cached. */
void gate_reply_buffer(GateAnswer *answer, unsigned status, const char *content_type,
                       GateBuffer *buffer);

/* "text\n" as text/plain. */
void gate_reply_text(GateAnswer *answer, unsigned status, const char *text);

/* A problem document (RFC 9457) with the status and word of `code`. */
void gate_reply_problem(GateAnswer *answer, ErrorCode code, const char *detail);

/* True for GET and HEAD; otherwise 405 has been answered. */
bool gate_reply_only_reads(const GateHead *head, GateAnswer *answer);
