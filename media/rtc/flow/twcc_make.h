/* Arrivals of a publisher's packets, told to it every 100 ms: transport-wide congestion control
 * feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3). One for each transport. Pure.
 */
#pragma once

#include "media/rtc/wire/rtcp_twcc.h"

#define TWCC_MAKE_PERIOD_US 100000 /* within the 50 to 250 ms that senders expect */
/* Packets that are remembered, a power of two: 100 ms at 50 Mbit/s. */
#define TWCC_MAKE_WINDOW   512u
#define TWCC_MAKE_MAX_JUMP 3000 /* sequence numbers: further away the sender began anew */

typedef struct TwccMake {
    int64_t arrived_us[TWCC_MAKE_WINDOW];
    uint32_t first; /* unwrapped, the first that is to be told */
    uint32_t newest;
    uint8_t counter; /* of messages */
    bool is_started;
} TwccMake;

void twcc_make_init(TwccMake *ret_make);
/* A packet with that transport-wide sequence number came, at a moment of a clock that runs from
 * zero up. One that was told as lost is told again with all behind it. */
void twcc_make_take(TwccMake *make, uint16_t sequence, int64_t arrived_us);
/* True: something came since the last message. */
bool twcc_make_has_news(const TwccMake *make);
/* Writes messages about all that is new; what finds no room is left for the next time. `sender` and
 * `media` are the SSRCs of the head. Returns the number of messages. */
unsigned twcc_make_write(TwccMake *make, RtcpWriter *writer, uint32_t sender, uint32_t media);
