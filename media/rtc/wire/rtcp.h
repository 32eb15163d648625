/* RTCP (RFC 3550 §6) in one datagram, compound or of reduced size (RFC 5506): a bounded walk over
 * what came, and a writer into the caller's buffer. The rtcp_… files beside this one read and write
 * what is inside. Pure; nothing is allocated. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RTCP_HEAD_BYTES 4u
#define RTCP_MAX_BLOCKS 64u /* packets of one datagram that are looked at; more: malformed */
#define RTCP_MAX_COUNT  31u /* of the five bits: reports, sources, chunks */
#define RTCP_MAX_BYTES  65536u

typedef enum RtcpType {
    RTCP_SR = 200,        /* RFC 3550 §6.4.1 */
    RTCP_RR = 201,        /* RFC 3550 §6.4.2 */
    RTCP_SDES = 202,      /* RFC 3550 §6.5 */
    RTCP_BYE = 203,       /* RFC 3550 §6.6 */
    RTCP_TRANSPORT = 205, /* feedback about packets (RFC 4585 §6.2): `count` is an RtcpTransport */
    RTCP_PAYLOAD = 206,   /* feedback about pictures (RFC 4585 §6.3): `count` is an RtcpPayload */
} RtcpType;

typedef enum RtcpTransport {
    RTCP_TRANSPORT_NACK = 1,  /* RFC 4585 §6.2.1 */
    RTCP_TRANSPORT_TWCC = 15, /* draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1 */
} RtcpTransport;

typedef enum RtcpPayload {
    RTCP_PAYLOAD_PLI = 1,   /* RFC 4585 §6.3.1 */
    RTCP_PAYLOAD_FIR = 4,   /* RFC 5104 §4.3.1 */
    RTCP_PAYLOAD_REMB = 15, /* draft-alvestrand-rmcat-remb-03 §2.2 */
} RtcpPayload;

/* One RTCP packet of the datagram. */
typedef struct RtcpBlock {
    const uint8_t *body; /* borrowed: what follows the head of 4 bytes, without padding */
    size_t length;       /* of the body, in bytes */
    uint8_t type;        /* RtcpType, or one that we do not know */
    uint8_t count;       /* the five bits */
} RtcpBlock;

typedef struct RtcpWalk {
    const uint8_t *at;
    size_t left;
    unsigned n_blocks;
} RtcpWalk;

typedef enum RtcpStep {
    RTCP_STEP_BLOCK,     /* there is one */
    RTCP_STEP_END,       /* all have been seen */
    RTCP_STEP_MALFORMED, /* what follows is not RTCP; what was seen before it stands */
} RtcpStep;

/* The bytes are borrowed as long as the walk is used. */
void rtcp_walk_init(RtcpWalk *ret_walk, const uint8_t *bytes, size_t length);
/* Writes the block only where there is one. Padding is taken off wherever it stands: feedback that
 * is padded and then compounded with others is seen, though RFC 3550 §6.4.1 has it in the last
 * only. */
RtcpStep rtcp_walk_next(RtcpWalk *walk, RtcpBlock *ret_block);

/* Bytes that are filled from the front; what does not fit is left out whole. */
typedef struct RtcpWriter {
    uint8_t *bytes; /* the caller's */
    size_t size;    /* at most RTCP_MAX_BYTES */
    size_t length;  /* written so far */
} RtcpWriter;

/* Begins a packet whose body has `body_length` bytes, a multiple of 4: returns the body, zeroed,
 * for the caller to fill; NULL: there is no room, nothing is written. */
uint8_t *rtcp_writer_begin(RtcpWriter *writer, uint8_t type, uint8_t count, size_t body_length);
