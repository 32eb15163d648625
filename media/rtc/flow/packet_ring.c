#include "media/rtc/flow/packet_ring.h"

#include "media/rtc/wire/rtp_number.h"

void packet_ring_init(PacketRing *ret_ring, unsigned n_slots) {
    g_return_if_fail(n_slots > 0 && n_slots <= PACKET_RING_MAX_SLOTS &&
                     (n_slots & (n_slots - 1)) == 0);
    *ret_ring = (PacketRing){.n_slots = n_slots};
}

void packet_ring_clear(PacketRing *ring, PacketPool *pool) {
    for (unsigned i = 0; i < ring->n_slots; i++)
        packet_pool_give(pool, g_steal_pointer(&ring->slots[i]));
    ring->is_used = false;
}

PacketSlot *packet_ring_put(PacketRing *ring, PacketSlot *take_slot) {
    uint32_t number = take_slot->number;
    PacketSlot **place = &ring->slots[number & (ring->n_slots - 1)], *old = *place;
    int32_t ahead = ring->is_used ? rtp_distance32(ring->newest, number) : 1;
    if (ahead <= -(int32_t)ring->n_slots || (old && old->number == number))
        return take_slot;
    *place = take_slot;
    if (ahead > 0)
        ring->newest = number;
    ring->is_used = true;
    return old;
}

const PacketSlot *packet_ring_find(const PacketRing *ring, uint32_t number) {
    const PacketSlot *slot = ring->slots[number & (ring->n_slots - 1)];
    return slot && slot->number == number ? slot : NULL;
}
