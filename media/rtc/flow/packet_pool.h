/* The memory of a worker's packets: slots of one size, made once, handed out and given back without
 * an allocation. Not for several threads. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "media/rtc/wire/codec_vp8.h"
#include "media/rtc/wire/rtp.h"

/* A datagram of RTP on Ethernet: 1500 bytes less the headers of IPv4 and UDP. A longer one is
 * refused: browsers stay below 1200. */
#define PACKET_SLOT_BYTES 1472u

/* One packet of a publisher in the clear, with what was seen of it. Who fills it fills all. */
typedef struct PacketSlot {
    int64_t arrived_us;
    uint32_t number; /* the sequence number, unwrapped (receive_stats) */
    uint16_t length; /* of bytes */
    bool is_key_start;
    RtpPacket rtp;
    CodecVp8 vp8; /* descriptor_length 0: another codec */
    uint8_t bytes[PACKET_SLOT_BYTES];
} PacketSlot;

typedef struct PacketPool PacketPool;

/* n_slots of about 1.6 KiB each; a page of memory is used from the first time a slot in it is. */
PacketPool *packet_pool_new(unsigned n_slots);
/* All slots are gone then, whoever holds them. */
void packet_pool_free(PacketPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PacketPool, packet_pool_free)

/* NULL: all are out. What the slot held before is still in it. */
PacketSlot *packet_pool_take(PacketPool *pool);
/* The slot that was given last is taken first: its bytes are in the cache. NULL is passed over. */
void packet_pool_give(PacketPool *pool, PacketSlot *take_slot);
unsigned packet_pool_count_free(const PacketPool *pool);
