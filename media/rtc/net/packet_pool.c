#include "media/rtc/net/packet_pool.h"

#include <glib.h>
#include <sys/mman.h>

struct PacketPool {
    Packet *packets; /* mapped */
    uint32_t *free;  /* indexes, the last given back first: it is warm */
    uint32_t n_packets, n_free;
};

PacketPool *packet_pool_new(uint32_t n_packets) {
    g_assert(n_packets > 0 && n_packets <= 1u << 20);
    size_t bytes = (size_t)n_packets * sizeof(Packet);
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        g_error("cannot map %zu bytes for packets", bytes);
    PacketPool *pool = g_new0(PacketPool, 1);
    pool->packets = memory;
    pool->free = g_new(uint32_t, n_packets);
    pool->n_packets = pool->n_free = n_packets;
    for (uint32_t i = 0; i < n_packets; i++)
        pool->free[i] = n_packets - 1 - i;
    return pool;
}

void packet_pool_free(PacketPool *pool) {
    if (!pool)
        return;
    munmap(pool->packets, (size_t)pool->n_packets * sizeof(Packet));
    g_free(pool->free);
    g_free(pool);
}

Packet *packet_pool_take(PacketPool *pool) {
    if (pool->n_free == 0)
        return NULL;
    Packet *packet = &pool->packets[pool->free[--pool->n_free]];
    packet->references = 1;
    packet->length = 0;
    return packet;
}

Packet *packet_pool_ref(Packet *packet) {
    packet->references++;
    return packet;
}

void packet_pool_unref(PacketPool *pool, Packet *packet) {
    g_assert(packet->references > 0);
    if (--packet->references == 0)
        pool->free[pool->n_free++] = (uint32_t)(packet - pool->packets);
}

uint32_t packet_pool_used(const PacketPool *pool) {
    return pool->n_packets - pool->n_free;
}
