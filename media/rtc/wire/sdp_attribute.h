/* One row per attribute that we read (RFC 8866 §5.13). Private to sdp*.c. Pure. */
#pragma once

#include "media/rtc/wire/sdp_types.h"

/* What is being read: the session until the first m= line, then a section. */
typedef struct SdpScope {
    SdpSession *session;
    SdpSection *section;     /* NULL at session level */
    SdpTransport *transport; /* of the session level or the section */
    SdpDirection session_direction;
    const char *bundle; /* mids of the first BUNDLE group; NULL without */
    uint8_t session_extensions[SDP_N_EXTENSIONS];
    bool is_bundle_only;       /* of the section */
    bool has_weak_fingerprint; /* one of a hash that RFC 8122 §5 forbids, somewhere */
} SdpScope;

typedef enum SdpProblem { SDP_FINE, SDP_MALFORMED, SDP_TOO_MANY } SdpProblem;

/* Takes "name" or "name:value" apart in place. Unknown attributes are skipped (RFC 8866 §5.13). */
SdpProblem sdp_attribute_read(SdpScope *scope, char *text);
