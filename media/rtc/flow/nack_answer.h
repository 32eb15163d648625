/* A subscriber's NACK answered from the rings of its publisher's layers: which packets are sent
 * again. None is sent twice within a round trip, whatever is asked for. Pure. */
#pragma once

#include "media/rtc/flow/packet_ring.h"
#include "media/rtc/flow/rewrite.h"

#define NACK_ANSWER_REMEMBERED                                                                     \
    64u /* a power of two; two that meet in a place may be sent too often */
#define NACK_ANSWER_LEAST_US                                                                       \
    10000 /* between two answers, however short the round trip is said to be */

/* One subscriber's stream. */
typedef struct NackAnswer {
    struct {
        uint32_t sent_ms; /* 0: never */
        uint16_t sequence;
    } remembered[NACK_ANSWER_REMEMBERED];
    unsigned n_answered, n_repeated, n_lacking; /* sent; asked for too soon; not in a ring */
} NackAnswer;

typedef struct NackAsk {
    const uint16_t *sequences; /* as the subscriber counts */
    unsigned n;
    const Rewrite *rewrite;
    const PacketRing *const *rings; /* by the source of RewriteIn; NULL where there is none */
    unsigned n_rings;
    int64_t now_us, round_trip_us;
} NackAsk;

typedef struct NackHit {
    const PacketSlot *slot; /* borrowed from the ring */
    uint16_t sequence;      /* as the subscriber counts: the original number of the RTX packet */
    uint8_t source;
} NackHit;

void nack_answer_init(NackAnswer *ret_answer);
/* Writes what is to be sent again, at most `max`, in the order of the question; what is written
 * counts as sent. What the ring lacks needs no message upstream: nack_make asks for it, and it is
 * forwarded when it comes. */
unsigned nack_answer_find(NackAnswer *answer, const NackAsk *ask, unsigned max, NackHit *ret_hits);
