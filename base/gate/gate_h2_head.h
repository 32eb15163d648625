/* Gathers the fields of one HTTP/2 request (RFC 9113 §8.3) and makes a GateHead of them. They are
 * written as an HTTP/1.1 head and read by the parser of those: the same limits, the same
 * strictness, the same head for handlers. Pure. Private to base/gate/. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/gate/http_head.h"

typedef struct GateH2Head GateH2Head;

/* 25 KB: wanted only while a header block comes. */
GateH2Head *gate_h2_head_new(void);
void gate_h2_head_free(GateH2Head *fields);
void gate_h2_head_reset(GateH2Head *fields);

/* One field as it came, pseudo fields before the others. What is too much is noted. */
void gate_h2_head_add(GateH2Head *fields, GateText name, GateText value);

/* `has_body`: the stream goes on after the head. The head's text is borrowed from `fields`. False:
 * refused by *ret_refusal. */
bool gate_h2_head_finish(GateH2Head *fields, bool has_body, GateHead *ret_head,
                         HttpRefusal *ret_refusal);

/* What the `priority` field says (RFC 9218 §4). */
typedef struct GateH2Priority {
    bool has_urgency, is_incremental;
    uint8_t urgency; /* 0 highest to 7 */
} GateH2Priority;

GateH2Priority gate_h2_head_priority(GateText value);
