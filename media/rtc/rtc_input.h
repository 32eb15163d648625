/* Where a datagram goes: by its first byte to ICE, DTLS, SRTP or SRTCP (RFC 7983), by its user
 * fragment or its address to a peer. Private to media/rtc/. */
#pragma once

#include "media/rtc/rtc_core.h"

/* Decrypted in place; nothing is kept of its memory. */
void rtc_input_take(RtcWorker *worker, UdpDatagram *datagram);
