/* The shared ring and the pool behind it. */
#include "media/rtc/flow/packet_ring.h"

#define SLOTS 64u

static PacketSlot *slot(PacketPool *pool, guint32 number) {
    PacketSlot *made = packet_pool_take(pool);
    g_assert_nonnull(made);
    made->number = number;
    return made;
}

static void test_pool(void) {
    g_autoptr(PacketPool) pool = packet_pool_new(2);
    PacketSlot *a = packet_pool_take(pool), *b = packet_pool_take(pool);
    g_assert_true(a && b && a != b);
    g_assert_null(packet_pool_take(pool));
    packet_pool_give(pool, a);
    packet_pool_give(pool, NULL);
    g_assert_true(packet_pool_take(pool) == a);
    packet_pool_give(pool, b);
    packet_pool_give(pool, a);
    g_assert_cmpuint(packet_pool_count_free(pool), ==, 2);
}

static void test_ring(void) {
    g_autoptr(PacketPool) pool = packet_pool_new(SLOTS + 1);
    g_autofree PacketRing *ring = g_new(PacketRing, 1);
    packet_ring_init(ring, SLOTS);
    g_assert_null(packet_ring_find(ring, 0));
    for (guint32 i = 0; i < SLOTS; i++)
        g_assert_null(packet_ring_put(ring, slot(pool, 0xffffffe0u + i))); /* wraps */
    /* A copy comes back. */
    PacketSlot *copy = slot(pool, 0xffffffe0u);
    g_assert_true(packet_ring_put(ring, copy) == copy);
    /* One more takes the place of the oldest. */
    copy->number = 0x20;
    PacketSlot *oldest = packet_ring_put(ring, copy);
    g_assert_cmphex(oldest->number, ==, 0xffffffe0u);
    g_assert_null(packet_ring_find(ring, 0xffffffe0u));
    g_assert_cmphex(packet_ring_find(ring, 0xffffffe1u)->number, ==, 0xffffffe1u);
    g_assert_true(packet_ring_find(ring, 0x20) == copy);
    /* Older than the ring reaches. */
    oldest->number = 0xffffffe0u;
    g_assert_true(packet_ring_put(ring, oldest) == oldest);
    packet_pool_give(pool, oldest);
    packet_ring_clear(ring, pool);
    g_assert_cmpuint(packet_pool_count_free(pool), ==, SLOTS + 1);
}

/* Whatever comes, the pool never runs dry and what is found is what was asked for. */
static void test_any_order(void) {
    g_autoptr(PacketPool) pool = packet_pool_new(SLOTS + 1);
    g_autoptr(GRand) random = g_rand_new_with_seed(5);
    g_autofree PacketRing *ring = g_new(PacketRing, 1);
    guint32 newest = 1000;
    packet_ring_init(ring, SLOTS);
    for (unsigned round = 0; round < 100000; round++) {
        newest += (guint32)g_rand_int_range(random, 0, 3);
        guint32 number = newest - (guint32)g_rand_int_range(random, 0, 100) / 30;
        packet_pool_give(pool, packet_ring_put(ring, slot(pool, number)));
        if (newest - number < SLOTS)
            g_assert_cmpuint(packet_ring_find(ring, number)->number, ==, number);
    }
    packet_ring_clear(ring, pool);
    g_assert_cmpuint(packet_pool_count_free(pool), ==, SLOTS + 1);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/packet_ring/pool", test_pool);
    g_test_add_func("/packet_ring/ring", test_ring);
    g_test_add_func("/packet_ring/any_order", test_any_order);
    return g_test_run();
}
