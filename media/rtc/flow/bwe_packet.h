/* What a peer's transport feedback says of one packet: the estimator's only input. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct BwePacket {
    int64_t send_us;    /* when we sent it, by our clock */
    int64_t arrival_us; /* when it came, by the peer's clock of any origin; nothing when lost */
    uint32_t bytes;     /* with headers, as the line counts them */
    uint16_t probe;     /* BweProbe.number that it was sent for; 0: none */
    bool is_lost;
} BwePacket;
