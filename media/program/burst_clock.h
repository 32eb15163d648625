/* Times of arrival for an MPEG transport stream that begins with what was sent before: its demuxer
 * compares the sender's clock with them, and would take what comes at once for a jump of that
 * clock. They are those that the sender's clock gives (program_clock_reference, ISO/IEC 13818-1
 * §2.4.3.5), as long as that runs faster than time; later they stay as far ahead. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BURST_CLOCK_PACKET  188u
#define BURST_CLOCK_MOST_US INT64_C(12000000) /* ahead */
#define BURST_CLOCK_TIME_US INT64_C(5000000)  /* so long it is followed at the beginning */

typedef struct BurstClock {
    size_t phase; /* bytes of a packet that has begun */
    bool has_begun, has_first, is_over;
    unsigned pid;
    uint64_t last; /* of 90 kHz */
    int64_t begun_us, passed_us, lead_us;
} BurstClock;

/* How much later than `at_us` the bytes count as arrived. A zeroed clock; the stream begins with a
 * whole packet. */
int64_t burst_clock_lead(BurstClock *clock, const uint8_t *bytes, size_t n, int64_t at_us);
