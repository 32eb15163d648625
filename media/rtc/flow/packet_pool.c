#include "media/rtc/flow/packet_pool.h"

struct PacketPool {
    PacketSlot *slots;
    PacketSlot **free_slots; /* a stack */
    unsigned n_slots, n_free;
};

PacketPool *packet_pool_new(unsigned n_slots) {
    PacketPool *pool = g_new0(PacketPool, 1);
    pool->slots = g_new(PacketSlot, n_slots);
    pool->free_slots = g_new(PacketSlot *, n_slots);
    pool->n_slots = pool->n_free = n_slots;
    for (unsigned i = 0; i < n_slots; i++)
        pool->free_slots[i] = &pool->slots[n_slots - 1 - i];
    return pool;
}

void packet_pool_free(PacketPool *pool) {
    if (pool == NULL)
        return;
    g_free(pool->slots);
    g_free(pool->free_slots);
    g_free(pool);
}

PacketSlot *packet_pool_take(PacketPool *pool) {
    return pool->n_free > 0 ? pool->free_slots[--pool->n_free] : NULL;
}

void packet_pool_give(PacketPool *pool, PacketSlot *take_slot) {
    if (take_slot == NULL)
        return;
    g_return_if_fail(pool->n_free < pool->n_slots);
    pool->free_slots[pool->n_free++] = take_slot;
}

unsigned packet_pool_count_free(const PacketPool *pool) {
    return pool->n_free;
}
