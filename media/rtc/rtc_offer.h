/* Our own offer to a viewer whose own is of no use (WHEP's counter-offer): one section of sound,
 * one of pictures. Private to media/rtc/; on the worker's thread. */
#pragma once

#include "media/rtc/rtc_join.h"
#include "media/rtc/rtc_peer.h"

/* A peer that waits for its answer for RTC_PEER_ANSWER_US; of the wish only the channel counts. The
 * offer is the caller's. NULL with ERROR_OVERLOADED. */
char *rtc_offer_make(RtcWorker *worker, const RtcJoinWish *wish, uint64_t *ret_number,
                     GError **error);

/* The peer enters the channel. ERROR_CONFLICT when it has no offer of ours, ERROR_UNFIT for an
 * answer that does not fit it: the offer stands until its time is over. */
bool rtc_offer_take_answer(RtcPeer *peer, const SdpSession *answer, GError **error);
