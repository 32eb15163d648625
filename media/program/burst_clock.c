#include "media/program/burst_clock.h"

#define SYNC_BYTE  0x47
#define CLOCK_MASK ((UINT64_C(1) << 33) - 1)
#define PER_MS     90
#define JUMP       UINT64_C(90000) /* in 90 kHz: references come at least every 0.1 s */

static bool read_clock(const uint8_t *packet, unsigned *ret_pid, uint64_t *ret_clock) {
    bool has_field = packet[3] & 0x20 && packet[4] >= 7;
    if (packet[0] != SYNC_BYTE || !has_field || !(packet[5] & 0x10))
        return false;
    *ret_pid = (packet[1] & 0x1fu) << 8 | packet[2];
    *ret_clock = (uint64_t)packet[6] << 25 | (uint64_t)packet[7] << 17 | (uint64_t)packet[8] << 9 |
                 (uint64_t)packet[9] << 1 | packet[10] >> 7;
    return true;
}

static void note(BurstClock *clock, unsigned pid, uint64_t now) {
    uint64_t step = (now - clock->last) & CLOCK_MASK;
    if (clock->has_first && pid != clock->pid)
        return;
    if (clock->has_first && step > JUMP)
        clock->is_over = true;
    else if (clock->has_first)
        clock->passed_us += (int64_t)step * 1000 / PER_MS;
    clock->has_first = true;
    clock->pid = pid;
    clock->last = now;
}

int64_t burst_clock_lead(BurstClock *clock, const uint8_t *bytes, size_t n, int64_t at_us) {
    size_t at = (BURST_CLOCK_PACKET - clock->phase) % BURST_CLOCK_PACKET;
    if (!clock->has_begun)
        clock->begun_us = at_us;
    clock->has_begun = true;
    clock->phase = (clock->phase + n) % BURST_CLOCK_PACKET;
    int64_t since_us = at_us - clock->begun_us;
    clock->is_over = clock->is_over || since_us > BURST_CLOCK_TIME_US;
    for (; at + BURST_CLOCK_PACKET <= n && !clock->is_over; at += BURST_CLOCK_PACKET) {
        unsigned pid;
        uint64_t now;
        if (read_clock(bytes + at, &pid, &now))
            note(clock, pid, now);
    }
    int64_t lead_us = clock->passed_us - since_us;
    if (!clock->is_over && lead_us > clock->lead_us && lead_us <= BURST_CLOCK_MOST_US)
        clock->lead_us = lead_us;
    return clock->lead_us;
}
