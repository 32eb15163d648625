#include "media/rtc/wire/ice_check.h"

#include <stdbool.h>
#include <string.h>

/* USERNAME of a check is "ours:theirs", RFC 8445 §7.2.2. */
static bool is_username(const IceParty *party, const char *username, size_t length) {
    size_t ours = strlen(party->local_ufrag);
    if (length <= ours || username[ours] != ':' || memcmp(username, party->local_ufrag, ours) != 0)
        return false;
    if (!party->remote_ufrag)
        return true;
    size_t theirs = strlen(party->remote_ufrag);
    return length - ours - 1 == theirs &&
           memcmp(username + ours + 1, party->remote_ufrag, theirs) == 0;
}

static IceVerdict refuse_unproved(const StunMessage *request, StunRefusal refusal,
                                  IceAnswer *answer) {
    answer->length = stun_reply_refusal(request, refusal, NULL, answer->bytes);
    if (answer->length <= request->length)
        return ICE_REFUSED;
    answer->length = 0;
    return ICE_DROPPED;
}

static IceVerdict refuse(const IceParty *party, const StunMessage *request, StunRefusal refusal,
                         IceAnswer *answer) {
    answer->length = stun_reply_refusal(request, refusal, &party->key, answer->bytes);
    return ICE_REFUSED;
}

static bool is_check(const StunMessage *message) {
    return message->class == STUN_REQUEST && message->method == STUN_METHOD_BINDING;
}

IceVerdict ice_check_answer(const IceParty *party, const StunMessage *request,
                            const struct sockaddr *from, IceAnswer *ret_answer) {
    ret_answer->length = 0;
    if (!is_check(request))
        return ICE_DROPPED;
    if (request->integrity_at == 0 || !request->username)
        return refuse_unproved(request, STUN_REFUSAL_BAD_REQUEST, ret_answer);
    if (!is_username(party, request->username, request->username_length) ||
        !stun_verify(request, &party->key))
        return refuse_unproved(request, STUN_REFUSAL_UNAUTHORIZED, ret_answer);
    if (request->n_unknown > 0)
        return refuse(party, request, STUN_REFUSAL_UNKNOWN_ATTRIBUTE, ret_answer);
    /* A lite agent is always controlled (RFC 8445 §6.1.1): the peer must change its mind. */
    if (request->is_controlled)
        return refuse(party, request, STUN_REFUSAL_ROLE_CONFLICT, ret_answer);
    ret_answer->length = stun_reply_success(request, from, &party->key, ret_answer->bytes);
    if (ret_answer->length == 0)
        return ICE_DROPPED;
    return request->has_use_candidate ? ICE_NOMINATED : ICE_ANSWERED;
}

IceVerdict ice_check_refuse_stranger(const StunMessage *request, IceAnswer *ret_answer) {
    ret_answer->length = 0;
    if (!is_check(request))
        return ICE_DROPPED;
    return refuse_unproved(request, STUN_REFUSAL_UNAUTHORIZED, ret_answer);
}
