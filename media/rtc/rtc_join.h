/* From an offer to a peer and our answer (RFC 9429 §5.3). Private to media/rtc/; on the worker's
 * thread. */
#pragma once

#include "media/rtc/rtc_core.h"
#include "media/rtc/rtc_role.h"
#include "media/rtc/wire/sdp.h"

typedef struct RtcJoinWish {
    const char *channel;
    RtcRole role;
    const SdpSession *offer;
    const char *name; /* NULL: nobody's */
    bool is_chosen;
    unsigned held; /* RtcHold bits */
} RtcJoinWish;

/* The answer is the caller's. NULL with ERROR_UNSUPPORTED (nothing of the offer can be used),
 * ERROR_OVERLOADED, ERROR_INVALID. */
char *rtc_join_make(RtcWorker *worker, const RtcJoinWish *wish, uint64_t *ret_number,
                    GError **error);
