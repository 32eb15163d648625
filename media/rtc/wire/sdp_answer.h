/* Writes our answer to a peer's offer (RFC 9429 §5.3): ICE-lite, DTLS server, one bundle. Pure. */
#pragma once

#include "media/rtc/wire/sdp.h"
#include "media/rtc/wire/sdp_writer.h"

/* The direction we may have at most, seen from us: the mirror of what is offered. */
SdpDirection sdp_answer_mirror(SdpDirection offered);

/* `plans` has one for each section of the offer; one without a codec refuses its section (port 0).
 * Directions are cut to what the offer allows. NULL with ERROR_UNSUPPORTED when the peer wants to
 * be the DTLS server or is an ICE-lite agent itself, or when nothing is left. Caller frees. */
char *sdp_answer_write(const SdpSession *offer, const SdpPlan *plans, const SdpLocal *local,
                       GError **error);
