#include "media/ingest/rtmp_output.h"

#include <string.h>

#include <glib.h>

#include "media/ingest/rtmp_chunk_reader.h"

#define CONTROL_CHUNK_STREAM 2u /* §5.4 */
#define FULL_HEADER_BYTES    12u
#define LIMIT_DYNAMIC        2u /* §5.4.5 */

void rtmp_output_init(RtmpOutput *output) {
    output->n = 0;
    output->chunk_size = RTMP_CHUNK_DEFAULT;
    output->is_full = false;
}

uint8_t *rtmp_output_reserve(RtmpOutput *output, size_t n) {
    if (output->is_full || RTMP_OUTPUT_BYTES - output->n < n) {
        output->is_full = true;
        return NULL;
    }
    output->n += n;
    return output->bytes + output->n - n;
}

static void put_header(uint8_t *at, unsigned chunk_stream_id, const RtmpMessage *message) {
    uint32_t length = (uint32_t)message->length, id = message->stream_id;
    uint8_t header[FULL_HEADER_BYTES] = {
        (uint8_t)chunk_stream_id,
        0,
        0,
        0,
        (uint8_t)(length >> 16),
        (uint8_t)(length >> 8),
        (uint8_t)length,
        message->type,
        (uint8_t)id,
        (uint8_t)(id >> 8),
        (uint8_t)(id >> 16),
        (uint8_t)(id >> 24),
    };
    memcpy(at, header, sizeof header);
}

void rtmp_output_message(RtmpOutput *output, unsigned chunk_stream_id, const RtmpMessage *message) {
    size_t n_chunks = MAX(1, (message->length + output->chunk_size - 1) / output->chunk_size);
    uint8_t *at = rtmp_output_reserve(output, FULL_HEADER_BYTES + message->length + (n_chunks - 1));
    if (!at)
        return;
    put_header(at, chunk_stream_id, message);
    at += FULL_HEADER_BYTES;
    for (size_t done = 0; done < message->length;) {
        size_t n = MIN(output->chunk_size, message->length - done);
        memcpy(at, message->payload + done, n);
        done += n;
        at += n;
        if (done < message->length)
            *at++ = (uint8_t)(0xc0 | chunk_stream_id);
    }
}

static void put_32(uint8_t *at, uint32_t number) {
    number = GUINT32_TO_BE(number);
    memcpy(at, &number, sizeof number);
}

static void put_control(RtmpOutput *output, RtmpType type, uint8_t *payload, size_t length) {
    rtmp_output_message(
        output, CONTROL_CHUNK_STREAM,
        &(RtmpMessage){.type = (uint8_t)type, .payload = payload, .length = length});
}

void rtmp_output_number(RtmpOutput *output, RtmpType type, uint32_t number) {
    uint8_t payload[4];
    put_32(payload, number);
    put_control(output, type, payload, sizeof payload);
    if (type == RTMP_SET_CHUNK_SIZE)
        output->chunk_size = number;
}

void rtmp_output_peer_bandwidth(RtmpOutput *output, uint32_t window_bytes) {
    uint8_t payload[5];
    put_32(payload, window_bytes);
    payload[4] = LIMIT_DYNAMIC;
    put_control(output, RTMP_PEER_BANDWIDTH, payload, sizeof payload);
}

void rtmp_output_user_control(RtmpOutput *output, uint16_t event, uint32_t argument) {
    uint8_t payload[6] = {(uint8_t)(event >> 8), (uint8_t)event};
    put_32(payload + 2, argument);
    put_control(output, RTMP_USER_CONTROL, payload, sizeof payload);
}

void rtmp_output_sent(RtmpOutput *output, size_t n) {
    output->n -= n;
    memmove(output->bytes, output->bytes + n, output->n);
}
