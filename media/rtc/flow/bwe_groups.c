#include "media/rtc/flow/bwe_groups.h"

/* §5.2: burst_time. */
#define BURST_US INT64_C(5000)
/* A queue that empties at once looks like one burst; no longer than this. */
#define MAX_BURST_US INT64_C(100000)
/* Silence, or a clock that was set: what lies before says nothing of what comes. */
#define MAX_GAP_US INT64_C(3000000)

static void begin(BweGroup *group, const BwePacket *packet) {
    *group =
        (BweGroup){packet->send_us, packet->send_us, packet->arrival_us, packet->arrival_us, true};
}

static bool belongs(const BweGroup *group, const BwePacket *packet) {
    if (packet->send_us - group->first_send_us <= BURST_US)
        return true;
    int64_t arrival_delta_us = packet->arrival_us - group->last_arrival_us;
    int64_t send_delta_us = packet->send_us - group->last_send_us;
    return arrival_delta_us - send_delta_us < 0 && arrival_delta_us <= BURST_US &&
           packet->arrival_us - group->first_arrival_us < MAX_BURST_US;
}

bool bwe_groups_add(BweGroups *groups, const BwePacket *packet, BweDelta *ret_delta) {
    BweGroup *current = &groups->current;
    if (!current->is_there) {
        begin(current, packet);
        return false;
    }
    if (packet->send_us < current->first_send_us)
        return false;
    int64_t gap_us = packet->arrival_us - current->last_arrival_us;
    if (gap_us > MAX_GAP_US || gap_us < -MAX_GAP_US) {
        *groups = (BweGroups){0};
        begin(current, packet);
        return false;
    }
    if (belongs(current, packet)) {
        if (packet->send_us > current->last_send_us)
            current->last_send_us = packet->send_us;
        if (packet->arrival_us > current->last_arrival_us)
            current->last_arrival_us = packet->arrival_us;
        return false;
    }
    const BweGroup *previous = &groups->previous;
    BweDelta delta = {current->last_send_us - previous->last_send_us,
                      current->last_arrival_us - previous->last_arrival_us,
                      current->last_arrival_us};
    bool is_complete = previous->is_there && delta.arrival_us >= 0;
    groups->previous = *current;
    begin(current, packet);
    if (is_complete)
        *ret_delta = delta;
    return is_complete;
}
