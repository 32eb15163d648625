/* What was sent to a subscriber's transport, matched with the feedback about it
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01): for each packet when it left and when it
 * arrived, for the estimator. Pure. */
#pragma once

#include "media/rtc/wire/rtcp_twcc.h"

/* Powers of two: one second of packets. A viewer of one publisher, and of a full room. */
#define TWCC_HISTORY_LEAST_SLOTS 512u
#define TWCC_HISTORY_MOST_SLOTS  8192u

typedef struct TwccSent {
    uint32_t sent_us; /* the low 32 bits */
    uint16_t bytes;
    uint8_t probe;
    uint8_t state;
} TwccSent;

typedef struct TwccHistory {
    TwccSent *slots; /* the caller's, a ring */
    unsigned n_slots;
    uint32_t next;           /* unwrapped sequence number of the next packet */
    uint32_t n_bytes_flying; /* sent, and not yet heard of */
    uint32_t last_reference;
    int64_t reference_us; /* of the last message, unwrapped */
    bool has_reference;
} TwccHistory;

/* What became of a packet. */
typedef struct TwccResult {
    int64_t sent_us;
    int64_t arrived_us; /* on the subscriber's clock, comparable within a transport; 0: lost */
    uint16_t bytes;
    uint8_t probe; /* as it was given; 0: no probe */
    bool has_arrived;
} TwccResult;

/* n_slots: a power of two within the bounds above; `slots` is used until the transport ends. */
void twcc_history_init(TwccHistory *ret_history, TwccSent *slots, unsigned n_slots);
/* A packet leaves: returns the transport-wide sequence number to stamp on it. `bytes` is what the
 * network carries of it; probe: number of a cluster of probes, or 0. */
uint16_t twcc_history_add(TwccHistory *history, int64_t now_us, uint16_t bytes, uint8_t probe);

/* Writes what a message tells anew, in the order of sending, at most `max` > 0; with fewer the
 * reader is used up, else the next call goes on. What was told as lost and then arrives is told
 * again. A message about packets that were never sent, or about more than are remembered, is passed
 * over whole. */
unsigned twcc_history_match(TwccHistory *history, RtcpTwccReader *reader, int64_t now_us,
                            unsigned max, TwccResult *ret_results);
