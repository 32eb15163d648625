/* Times of arrival of a transport stream whose beginning comes at once. */
#include "media/program/burst_clock.h"

#include <string.h>

#include <glib.h>

#define STEP_US  INT64_C(40000)
#define START_US INT64_C(777000000)

static void put_packet(uint8_t *packet, unsigned pid, uint64_t clock) {
    memset(packet, 0xff, BURST_CLOCK_PACKET);
    const uint8_t head[] = {0x47,
                            (uint8_t)(pid >> 8),
                            (uint8_t)pid,
                            0x30,
                            7,
                            0x10,
                            (uint8_t)(clock >> 25),
                            (uint8_t)(clock >> 17),
                            (uint8_t)(clock >> 9),
                            (uint8_t)(clock >> 1),
                            (uint8_t)(clock << 7)};
    memcpy(packet, head, sizeof head);
}

static int64_t give(BurstClock *clock, uint64_t reference, int64_t at_us) {
    uint8_t packets[2 * BURST_CLOCK_PACKET];
    put_packet(packets, 256, reference & ((UINT64_C(1) << 33) - 1));
    put_packet(packets + BURST_CLOCK_PACKET, 257, reference * 7); /* another programme's */
    return burst_clock_lead(clock, packets, sizeof packets, at_us);
}

static void test_as_time_goes(void) {
    BurstClock clock = {0};
    for (int64_t t = 0; t < 3000000; t += STEP_US)
        g_assert_cmpint(give(&clock, (uint64_t)(t * 9 / 100), START_US + t), ==, 0);
}

/* Two seconds at once; the counter wraps within. */
static void test_burst(void) {
    BurstClock clock = {0};
    uint64_t first = (UINT64_C(1) << 33) - 90000;
    int64_t lead = 0, t = 0;
    for (; t <= 2000000; t += STEP_US) {
        lead = give(&clock, first + (uint64_t)(t * 9 / 100), START_US + t / 1000);
        g_assert_cmpint(lead, ==, t - t / 1000);
    }
    for (; t < 9000000; t += STEP_US) {
        int64_t late = t % 3 * 1000; /* jitter makes it no shorter */
        g_assert_cmpint(give(&clock, first + (uint64_t)(t * 9 / 100), START_US + t - lead + late),
                        ==, lead);
    }
}

static void test_jumps(void) {
    BurstClock clock = {0};
    give(&clock, 1000, START_US);
    g_assert_cmpint(give(&clock, 1000 + 90000 * 3, START_US + 1), ==, 0);
    g_assert_cmpint(give(&clock, 1000 + 90000 * 3 + 9000, START_US + 2), ==, 0);
}

/* Blocks need not end with a packet. */
static void test_pieces(void) {
    uint8_t bytes[40 * BURST_CLOCK_PACKET];
    BurstClock clock = {0};
    int64_t lead = 0;
    for (unsigned i = 0; i < 40; i++)
        put_packet(bytes + (size_t)i * BURST_CLOCK_PACKET, 256, (uint64_t)i * 3600);
    for (size_t at = 0; at < sizeof bytes; at += 1000)
        lead = burst_clock_lead(&clock, bytes + at, MIN(1000, sizeof bytes - at), START_US);
    g_assert_cmpint(lead, >, 1000000);
    g_assert_cmpint(lead, <=, 39 * STEP_US);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/burst_clock/as-time-goes", test_as_time_goes);
    g_test_add_func("/burst_clock/burst", test_burst);
    g_test_add_func("/burst_clock/jumps", test_jumps);
    g_test_add_func("/burst_clock/pieces", test_pieces);
    return g_test_run();
}
