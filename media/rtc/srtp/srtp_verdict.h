/* What became of a packet, and how often. */
#pragma once

#include <stdint.h>

typedef enum SrtpVerdict {
    SRTP_OK,
    SRTP_MALFORMED, /* too short, not version 2, a header longer than the packet, another SSRC */
    SRTP_FORGED,    /* its tag is wrong */
    SRTP_REPLAYED,  /* its index was received, or used, before */
    SRTP_TOO_OLD,   /* its index lies before the window (RFC 3711 §3.3.2) */
    SRTP_CLEAR,     /* SRTCP whose E flag says that it is not encrypted (RFC 3711 §3.4) */
    SRTP_CROWDED,   /* one SSRC more than a peer may have */
    SRTP_EXHAUSTED, /* all indices of this key are used (RFC 3711 §9.2) */
    SRTP_FAILED,    /* the library of the cipher failed */
    N_SRTP_VERDICTS,
} SrtpVerdict;

typedef struct SrtpCounts {
    uint32_t n[N_SRTP_VERDICTS]; /* RTP and RTCP together; wrap around */
} SrtpCounts;
