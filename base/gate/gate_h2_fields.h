/* The fields of an HTTP/2 answer from its HTTP/1.1 text, so that both versions send the same. Pure.
 * Private to base/gate/. */
#pragma once

#include <stddef.h>

#include <nghttp2/nghttp2.h>

#define GATE_H2_ANSWER_MAX_FIELDS 128u

/* Cuts a whole answer head, as http_answer.c and relay_answer.c write it, into fields that point
 * into it; names become lower case in place, fields of one connection (RFC 9113 §8.2.2) are left
 * out. Returns how many; 0: more than GATE_H2_ANSWER_MAX_FIELDS, or no head. */
size_t gate_h2_fields_cut(char *text, size_t length, nghttp2_nv *ret_fields);
