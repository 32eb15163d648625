/* What a worker's peers send and receive: values for whoever looks after the service. */
#pragma once

#include "media/rtc/rtc_events.h"

typedef struct RtcWorkerStats {
    uint64_t strangers;  /* datagrams of no peer */
    uint64_t malformed;  /* that no parser takes, or SRTP refuses */
    uint64_t received;   /* packets of media that were forwarded to somebody or nobody */
    uint64_t forwarded;  /* packets sent to viewers */
    uint64_t unassigned; /* media of a source that no section of the offer explains */
} RtcWorkerStats;

typedef struct RtcPeerFigures {
    char id[RTC_ID_BYTES];
    const char *channel, *name; /* name: NULL when it is nobody's */
    RtcRole role;
    bool is_connected;
    uint64_t packets, bytes; /* media, without headers: of a publisher received, to a viewer sent */
    uint64_t lost;           /* packets that did not arrive, by the receiver's reports */
    int64_t round_trip_us;   /* of a viewer; -1: not known */
} RtcPeerFigures;

typedef struct RtcFigures {
    unsigned worker;
    RtcWorkerStats totals;
    const RtcPeerFigures *peers;
    unsigned n_peers;
} RtcFigures;

/* Once, on the worker's thread. Borrowed; NULL: the worker is stopping. */
typedef void (*RtcFiguresFn)(const RtcFigures *stats, void *user);
