/* Slots for packets: received into, decrypted in place, shared by the rings of published streams.
 * Memory is taken once; counted references; one owner thread. */
#pragma once

#include <stdint.h>

/* What a path of 1,500 bytes carries; longer datagrams are cut and refused. */
#define PACKET_SLOT_BYTES 1536u

typedef struct PacketPool PacketPool;

typedef struct Packet {
    uint32_t references; /* private */
    uint16_t length;     /* of `bytes` that are used */
    int64_t arrived_us;  /* monotonic */
    uint8_t bytes[PACKET_SLOT_BYTES];
} Packet;

/* `n_packets` 1 to 1,048,576; their memory is touched when it is first used. */
PacketPool *packet_pool_new(uint32_t n_packets);
/* All packets are void from then on. */
void packet_pool_free(PacketPool *pool);

/* One reference; NULL when all are in use. */
Packet *packet_pool_take(PacketPool *pool);
Packet *packet_pool_ref(Packet *packet);
void packet_pool_unref(PacketPool *pool, Packet *packet);
uint32_t packet_pool_used(const PacketPool *pool);
