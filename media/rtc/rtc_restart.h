/* ICE restarts, and fragments that bring nothing we need (RFC 9725 §4.3). Private to media/rtc/; on
 * the worker's thread. */
#pragma once

#include "media/rtc/rtc_peer.h"
#include "media/rtc/wire/sdp_fragment.h"

/* The entity tag of the peer's ICE session: our user fragment, ICE_UFRAG_CHARS that are new with
 * each. Borrowed until the next restart. */
const char *rtc_restart_tag(const RtcPeer *peer);

/* Candidates of a peer are accepted and not needed: NULL without an error. New names with
 * If-Match "*": the fragment that answers them, the caller's. Else ERROR_UNGUARDED, ERROR_STALE,
 * ERROR_UNFIT; the session goes on as it was. */
char *rtc_restart_take(RtcPeer *peer, const char *if_match, const SdpFragment *fragment,
                       GError **error);
