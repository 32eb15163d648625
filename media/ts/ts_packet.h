/* Packets of an MPEG-2 transport stream (ISO/IEC 13818-1 §2.4.3). Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TS_PACKET_BYTES   188u
#define TS_PACKET_COUNTER 16u /* values of continuity_counter */

typedef struct TsStream {
    uint16_t pid;
    uint8_t counter; /* of the next packet with payload */
} TsStream;

/* One PES packet, spread over packets of its stream. */
typedef struct TsPayload {
    const uint8_t *bytes;
    size_t length;
    size_t header_length; /* stays in the first packet */
    unsigned n_extra;     /* packets more than needed */
    bool has_clock, is_random_access;
    uint64_t clock; /* program_clock_reference_base, 90 kHz, taken modulo 2^33 */
} TsPayload;

/* Packets that it needs, without n_extra. */
unsigned ts_packet_count(const TsPayload *payload);
/* How many more there can be: each has a byte of payload, the first one the whole header. */
unsigned ts_packet_max_extra(const TsPayload *payload);
void ts_packet_append(GByteArray *out, TsStream *stream, const TsPayload *payload);

/* A packet without payload: the counter stands still (§2.4.3.3). */
void ts_packet_append_clock(GByteArray *out, const TsStream *stream, uint64_t clock);

/* A section of at most 183 bytes. */
void ts_packet_append_section(GByteArray *out, TsStream *stream, const uint8_t *section,
                              size_t length);
