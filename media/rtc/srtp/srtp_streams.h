/* The SSRCs under one key, each with its window. Bounded; rows are never removed, because an SSRC
 * that comes again under the same key must go on where it was: a counter that begins anew would
 * use nonces twice (RFC 3711 §9.1, RFC 7714 §8.3). */
#pragma once

#include <stdint.h>

#include "media/rtc/srtp/srtp_window.h"

typedef struct SrtpStream {
    SrtpWindow window;
    uint32_t ssrc;
} SrtpStream;

typedef struct SrtpStreams {
    SrtpStream *rows; /* owned; grows when an SSRC is new, never per packet */
    uint16_t n, capacity;
} SrtpStreams;

/* Row of this SSRC, or -1. */
int srtp_streams_find(const SrtpStreams *streams, uint32_t ssrc);

/* Adds a row. The caller has looked that there is none, and that there is room under his limit. */
int srtp_streams_add(SrtpStreams *streams, uint32_t ssrc);

void srtp_streams_clear(SrtpStreams *streams);
