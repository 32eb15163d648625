/* The last packets of one publisher's stream, in the clear, shared by all its subscribers: what is
 * forwarded and what is sent again comes from here. Pure. */
#pragma once

#include "media/rtc/flow/packet_pool.h"

/* Powers of two. Video: 2 s of 250 packets a second, about 0.8 MB. Sound is sent again only while
 * it can still be played. */
#define PACKET_RING_VIDEO_SLOTS 512u
#define PACKET_RING_AUDIO_SLOTS 64u
#define PACKET_RING_MAX_SLOTS   PACKET_RING_VIDEO_SLOTS

typedef struct PacketRing {
    PacketSlot *slots[PACKET_RING_MAX_SLOTS]; /* owned, or NULL */
    unsigned n_slots;
    uint32_t newest; /* number of the newest packet */
    bool is_used;
} PacketRing;

/* n_slots: a power of two up to PACKET_RING_MAX_SLOTS. */
void packet_ring_init(PacketRing *ret_ring, unsigned n_slots);
/* Gives all slots back to the pool. */
void packet_ring_clear(PacketRing *ring, PacketPool *pool);

/* Keeps the packet under slot->number. Returns what the caller gives back to the pool or fills
 * anew: the packet that it replaces, NULL, or take_slot itself where it is there already or older
 * than the ring reaches. */
PacketSlot *packet_ring_put(PacketRing *ring, PacketSlot *take_slot);
/* NULL: it never came, or is gone. Borrowed until the next packet_ring_put(). */
const PacketSlot *packet_ring_find(const PacketRing *ring, uint32_t number);
