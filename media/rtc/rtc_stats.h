/* What a worker of the SFU has done, as values. */
#pragma once

#include <stdint.h>

/* All members are uint64_t (media/rtc/rtc_counters.h). */
typedef struct RtcStats {
    uint64_t peers; /* now */
    uint64_t datagrams, datagram_bytes;
    uint64_t received;   /* packets of media from publishers */
    uint64_t forwarded;  /* packets of media to viewers */
    uint64_t dropped;    /* that the kernel did not take */
    uint64_t strangers;  /* datagrams of no peer */
    uint64_t malformed;  /* that no parser takes, or SRTP refuses */
    uint64_t unassigned; /* media of a source that no section of the offer explains */
} RtcStats;
