/* Transport-wide congestion control feedback: when each packet of a transport arrived
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1). Pure. */
#pragma once

#include "media/rtc/wire/rtcp.h"

#define RTCP_TWCC_TICK_US      250   /* of a delta (§3.1.5) */
#define RTCP_TWCC_REFERENCE_US 64000 /* of the reference time */
#define RTCP_TWCC_MAX_WRITTEN  1024u /* statuses of a message that we write */
#define RTCP_TWCC_LOST         INT64_MIN

/* The head of a message. */
typedef struct RtcpTwcc {
    uint32_t sender, media;
    uint16_t first;     /* transport-wide sequence number of the first status */
    uint16_t n;         /* statuses */
    uint32_t reference; /* 24 bits, in 64 ms, on the receiver's clock; wraps */
    uint8_t counter;    /* of messages, wraps: shows a lost one */
} RtcpTwcc;

/* A message that was found whole; what it borrows is the block's bytes. */
typedef struct RtcpTwccReader {
    RtcpTwcc head;
    const uint8_t *chunk, *delta;
    unsigned n_left;     /* statuses not yet given out */
    unsigned n_in_chunk; /* of the current chunk, not yet given out */
    uint16_t bits;       /* the current chunk's */
    int64_t ticks;       /* from the reference time to the last arrival */
} RtcpTwccReader;

typedef struct RtcpTwccStatus {
    uint16_t sequence;
    bool has_arrived;
    int64_t arrived_us; /* from the reference time of the message, may be negative */
} RtcpTwccStatus;

/* False: not such a message, or malformed: cut off, fewer statuses or deltas than announced, the
 * reserved status. Costs a look at each chunk. */
bool rtcp_twcc_reader_init(RtcpTwccReader *ret_reader, const RtcpBlock *block);
/* The statuses in their order; false: there are no more. Cannot fail after a good init. */
bool rtcp_twcc_reader_next(RtcpTwccReader *reader, RtcpTwccStatus *ret_status);

/* Writes arrivals of consecutive sequence numbers from head->first on, in microseconds of any clock
 * that runs from zero up, RTCP_TWCC_LOST for what did not come; head->n and head->reference are not
 * read. Returns how many of the n were taken: fewer where they are more than RTCP_TWCC_MAX_WRITTEN,
 * there is no more room, or two arrivals lie more than 8 s apart (the caller goes on with another
 * message); 0 where nothing was written: all were lost, or fewer than 52 bytes are left. The end is
 * filled up with zeros as in the draft's figure, without the padding bit: more may follow. */
unsigned rtcp_twcc_write(RtcpWriter *writer, const RtcpTwcc *head, const int64_t *arrived_us,
                         unsigned n);
