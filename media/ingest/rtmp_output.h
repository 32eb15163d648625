/* What the server says to an encoder: chunks and messages in a buffer of fixed size (Adobe RTMP
 * 1.0 §5.3, §5.4, §7.1). Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/ingest/rtmp_message.h"

/* A handshake and the answers to every command of a beginning; who does not read them is ended. */
#define RTMP_OUTPUT_BYTES 16384u

typedef struct RtmpOutput {
    uint8_t bytes[RTMP_OUTPUT_BYTES];
    size_t n;
    uint32_t chunk_size;
    bool is_full; /* something did not fit */
} RtmpOutput;

void rtmp_output_init(RtmpOutput *output);

/* A place for n bytes at the end, or NULL. */
uint8_t *rtmp_output_reserve(RtmpOutput *output, size_t n);

/* One message, cut into chunks. Its timestamp is 0. */
void rtmp_output_message(RtmpOutput *output, unsigned chunk_stream_id, const RtmpMessage *message);

/* A control message of one 32-bit number (§5.4): types 1, 3 and 5. A chunk size takes effect. */
void rtmp_output_number(RtmpOutput *output, RtmpType type, uint32_t number);
void rtmp_output_peer_bandwidth(RtmpOutput *output, uint32_t window_bytes);
/* §7.1.7: event and its 32-bit argument. */
void rtmp_output_user_control(RtmpOutput *output, uint16_t event, uint32_t argument);

/* Forgets the first n bytes: they were sent. */
void rtmp_output_sent(RtmpOutput *output, size_t n);
