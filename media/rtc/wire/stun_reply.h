/* Answers to STUN Binding requests, written into the caller's memory (RFC 8489 §6.3.1, §14.2,
 * §14.8). Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "media/rtc/wire/stun.h"

/* Header, XOR-MAPPED-ADDRESS or ERROR-CODE with UNKNOWN-ATTRIBUTES, integrity, fingerprint. */
#define STUN_REPLY_MAX_BYTES 112u

typedef enum StunRefusal {
    STUN_REFUSAL_BAD_REQUEST,       /* 400: RFC 8489 §9.1.3 */
    STUN_REFUSAL_UNAUTHORIZED,      /* 401 */
    STUN_REFUSAL_UNKNOWN_ATTRIBUTE, /* 420: names those of the request, §6.3.1 */
    STUN_REFUSAL_ROLE_CONFLICT,     /* 487: RFC 8445 §7.3.1.1 */
} StunRefusal;

/* Success with the address the request came from; an IPv4 address within IPv6 (::ffff:0:0/96, as a
 * socket of both families sees it) is told as IPv4. `from` is AF_INET or AF_INET6, else nothing is
 * written. Returns the length. */
size_t stun_reply_success(const StunMessage *request, const struct sockaddr *from,
                          const StunKey *key, uint8_t ret_bytes[STUN_REPLY_MAX_BYTES]);

/* `key` NULL: without MESSAGE-INTEGRITY, as 400 and 401 must be (RFC 8489 §9.1.3). */
size_t stun_reply_refusal(const StunMessage *request, StunRefusal refusal, const StunKey *key,
                          uint8_t ret_bytes[STUN_REPLY_MAX_BYTES]);
