/* Arrival groups (draft-ietf-rmcat-gcc-02 §5.2, §5.3): packets that were sent together are looked
 * at together, and how much farther apart two groups arrive than they were sent is what delay says.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "media/rtc/flow/bwe_packet.h"

typedef struct BweGroup {
    int64_t first_send_us, last_send_us, first_arrival_us, last_arrival_us;
    bool is_there;
} BweGroup;

/* Zeroed: nothing seen. */
typedef struct BweGroups {
    BweGroup current, previous;
} BweGroups;

/* From one group to the next, by their last packets. */
typedef struct BweDelta {
    int64_t send_us, arrival_us; /* between the two */
    int64_t at_us;               /* arrival of the second */
} BweDelta;

/* One packet that came, in the order of sending. True when it closes a group that has one before
 * it. */
bool bwe_groups_add(BweGroups *groups, const BwePacket *packet, BweDelta *ret_delta);
