/* What an ICE-lite agent answers to a connectivity check (RFC 8445 §7.3, RFC 8489 §9.1.3). Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "media/rtc/wire/stun_reply.h"

/* One side's view of a session. Texts are borrowed. */
typedef struct IceParty {
    const char *local_ufrag;
    const char *remote_ufrag; /* NULL while its description is not here: RFC 8445 §7.3 lets a check
                                 be faster; then any is believed, the password decides */
    StunKey key;              /* of our password: both the check and its answer use it */
} IceParty;

typedef enum IceVerdict {
    ICE_DROPPED,   /* no request, or one whose refusal would be larger than it: nothing to send */
    ICE_REFUSED,   /* an error answer was written */
    ICE_ANSWERED,  /* the peer proved the password: media may go to the address it came from */
    ICE_NOMINATED, /* and chose this pair (USE-CANDIDATE, RFC 8445 §7.3.1.5) */
} IceVerdict;

typedef struct IceAnswer {
    size_t length; /* of `bytes`; 0 with ICE_DROPPED */
    uint8_t bytes[STUN_REPLY_MAX_BYTES];
} IceAnswer;

/* Decides and writes. To whoever has not proved the password no answer is longer than his request:
 * a forged sender's address gains nothing. `from` as in stun_reply_success(). */
IceVerdict ice_check_answer(const IceParty *party, const StunMessage *request,
                            const struct sockaddr *from, IceAnswer *ret_answer);

/* An error 401 for a check that names nobody we know, under the same rule. */
IceVerdict ice_check_refuse_stranger(const StunMessage *request, IceAnswer *ret_answer);
