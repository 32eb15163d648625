#include "media/rtc/flow/bwe_received.h"

#include <glib.h>
#include <string.h>

#define SLOT_US INT64_C(50000)
/* Of a shorter time there is no rate to speak of. */
#define MIN_SPAN_US INT64_C(150000)
/* A clock that was set, or long silence: begin anew. */
#define MAX_GAP_SLOTS 60

static int64_t slot_of(int64_t us) {
    return us >= 0 ? us / SLOT_US : (us - SLOT_US + 1) / SLOT_US;
}

static uint32_t *bytes_of(BweReceived *received, int64_t slot) {
    int64_t at = slot % BWE_RECEIVED_SLOTS;
    return &received->bytes[at < 0 ? at + BWE_RECEIVED_SLOTS : at];
}

void bwe_received_add(BweReceived *received, int64_t arrival_us, uint32_t bytes) {
    int64_t slot = slot_of(arrival_us), ahead = slot - received->slot;
    if (!received->is_begun || ahead > MAX_GAP_SLOTS || ahead < -MAX_GAP_SLOTS) {
        memset(received, 0, sizeof *received);
        *received = (BweReceived){
            .slot = slot, .first_us = arrival_us, .last_us = arrival_us, .is_begun = true};
    }
    while (received->slot < slot)
        *bytes_of(received, ++received->slot) = 0;
    if (received->slot - slot < BWE_RECEIVED_SLOTS)
        *bytes_of(received, slot) += bytes;
    received->last_us = MAX(received->last_us, arrival_us);
}

uint64_t bwe_received_bps(const BweReceived *received) {
    int64_t from_us = (received->slot - BWE_RECEIVED_SLOTS + 1) * SLOT_US;
    int64_t span_us = received->last_us - MAX(from_us, received->first_us);
    uint64_t sum = 0;
    if (!received->is_begun || span_us < MIN_SPAN_US)
        return 0;
    for (unsigned i = 0; i < BWE_RECEIVED_SLOTS; i++)
        sum += received->bytes[i];
    return sum * 8 * 1000000 / (uint64_t)span_us;
}
