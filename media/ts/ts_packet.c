#include "media/ts/ts_packet.h"

#include <string.h>

#define HEAD_BYTES          4u
#define BODY_BYTES          (TS_PACKET_BYTES - HEAD_BYTES)
#define FLAGS_BYTES         2u /* length and flags of an adaptation field */
#define CLOCK_BYTES         6u
#define SYNC                0x47
#define UNIT_START          0x40
#define HAS_FIELD           0x20
#define HAS_PAYLOAD         0x10
#define FIELD_RANDOM_ACCESS 0x40
#define FIELD_CLOCK         0x10
#define STUFFING            0xFF

/* Bytes of adaptation field that the first packet needs. */
static size_t field_bytes(const TsPayload *payload) {
    if (payload->has_clock)
        return FLAGS_BYTES + CLOCK_BYTES;
    return payload->is_random_access ? FLAGS_BYTES : 0;
}

unsigned ts_packet_count(const TsPayload *payload) {
    size_t first = BODY_BYTES - field_bytes(payload);
    if (payload->length <= first)
        return 1;
    return 1 + (unsigned)((payload->length - first + BODY_BYTES - 1) / BODY_BYTES);
}

unsigned ts_packet_max_extra(const TsPayload *payload) {
    return (unsigned)(1 + payload->length - payload->header_length) - ts_packet_count(payload);
}

static void put_clock(uint8_t *ret_bytes, uint64_t clock) {
    ret_bytes[0] = (uint8_t)(clock >> 25);
    ret_bytes[1] = (uint8_t)(clock >> 17);
    ret_bytes[2] = (uint8_t)(clock >> 9);
    ret_bytes[3] = (uint8_t)(clock >> 1);
    ret_bytes[4] = (uint8_t)((clock & 1) << 7 | 0x7E);
    ret_bytes[5] = 0; /* the extension: our times are multiples of 300 */
}

static uint8_t *next_packet(GByteArray *out) {
    g_byte_array_set_size(out, out->len + TS_PACKET_BYTES);
    return out->data + out->len - TS_PACKET_BYTES;
}

static void put_head(uint8_t *packet, uint16_t pid, uint8_t start, uint8_t control) {
    packet[0] = SYNC;
    packet[1] = (uint8_t)(start | pid >> 8);
    packet[2] = (uint8_t)pid;
    packet[3] = control;
}

/* An adaptation field of exactly `length` bytes with what the payload asks for. */
static void put_field(uint8_t *field, size_t length, const TsPayload *payload) {
    field[0] = (uint8_t)(length - 1);
    if (length == 1)
        return;
    memset(field + 1, STUFFING, length - 1);
    field[1] = (uint8_t)((payload && payload->is_random_access ? FIELD_RANDOM_ACCESS : 0) |
                         (payload && payload->has_clock ? FIELD_CLOCK : 0));
    if (payload && payload->has_clock)
        put_clock(field + FLAGS_BYTES, payload->clock);
}

void ts_packet_append(GByteArray *out, TsStream *stream, const TsPayload *payload) {
    unsigned n_left = ts_packet_count(payload) + payload->n_extra;
    const uint8_t *at = payload->bytes;
    size_t left = payload->length;
    for (bool is_first = true; n_left > 0; is_first = false, n_left--) {
        size_t room = BODY_BYTES - (is_first ? field_bytes(payload) : 0);
        size_t taken = MIN(room, left - (n_left - 1));
        size_t field = BODY_BYTES - taken;
        uint8_t *packet = next_packet(out);
        put_head(packet, stream->pid, is_first ? UNIT_START : 0,
                 (uint8_t)(HAS_PAYLOAD | (field > 0 ? HAS_FIELD : 0) | stream->counter));
        if (field > 0)
            put_field(packet + HEAD_BYTES, field, is_first ? payload : NULL);
        memcpy(packet + TS_PACKET_BYTES - taken, at, taken);
        stream->counter = (stream->counter + 1) % TS_PACKET_COUNTER;
        at += taken;
        left -= taken;
    }
}

void ts_packet_append_clock(GByteArray *out, const TsStream *stream, uint64_t clock) {
    TsPayload payload = {.has_clock = true, .clock = clock};
    uint8_t *packet = next_packet(out);
    uint8_t last = (stream->counter + TS_PACKET_COUNTER - 1) % TS_PACKET_COUNTER;
    put_head(packet, stream->pid, 0, HAS_FIELD | last);
    put_field(packet + HEAD_BYTES, BODY_BYTES, &payload);
}

void ts_packet_append_section(GByteArray *out, TsStream *stream, const uint8_t *section,
                              size_t length) {
    g_return_if_fail(length < BODY_BYTES);
    uint8_t *packet = next_packet(out);
    put_head(packet, stream->pid, UNIT_START, HAS_PAYLOAD | stream->counter);
    packet[HEAD_BYTES] = 0; /* pointer_field */
    memcpy(packet + HEAD_BYTES + 1, section, length);
    memset(packet + HEAD_BYTES + 1 + length, STUFFING, BODY_BYTES - 1 - length);
    stream->counter = (stream->counter + 1) % TS_PACKET_COUNTER;
}
