/* From an offer to a peer and our answer (RFC 9429 §5.3). Private to media/rtc/; on the worker's
 * thread. */
#pragma once

#include "media/rtc/dtls/dtls_fingerprint.h"
#include "media/rtc/rtc_core.h"
#include "media/rtc/rtc_role.h"
#include "media/rtc/wire/sdp.h"
#include "media/rtc/wire/sdp_choice.h"

typedef struct RtcJoinWish {
    const char *channel;
    RtcRole role;
    const SdpSession *offer;
    const char *name; /* NULL: nobody's */
    bool is_chosen;
    unsigned held; /* RtcHold bits */
} RtcJoinWish;

/* What we take or send in a section of this kind; AUDIO or VIDEO. */
const SdpWish *rtc_join_wish(RtcRole role, SdpKind kind);
/* ERROR_INVALID when there is none. */
bool rtc_join_read_fingerprint(const SdpTransport *transport, DtlsFingerprint *ret_fingerprint,
                               GError **error);

/* The answer is the caller's. NULL with ERROR_UNSUPPORTED (nothing of the offer can be used),
 * ERROR_OVERLOADED, ERROR_INVALID. */
char *rtc_join_make(RtcWorker *worker, const RtcJoinWish *wish, uint64_t *ret_number,
                    GError **error);
