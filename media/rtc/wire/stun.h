/* STUN messages as ICE uses them (RFC 8489 §5, §14; RFC 8445 §7): read in place, nothing copied,
 * nothing allocated. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/rtc/wire/stun_hash.h"

#define STUN_HEADER_BYTES      20u
#define STUN_TRANSACTION_BYTES 12u
#define STUN_MAGIC_COOKIE      0x2112a442u
#define STUN_MAX_BYTES         1500u /* of a message; a check of a browser has about 100 */
#define STUN_MAX_ATTRIBUTES    32u
#define STUN_MAX_UNKNOWN       8u   /* that an error 420 names */
#define STUN_MAX_USERNAME      513u /* RFC 8489 §14.3: fewer than 509 bytes; ICE: 256 ":" 256 */

#define STUN_METHOD_BINDING 0x001u

typedef enum StunClass { STUN_REQUEST, STUN_INDICATION, STUN_SUCCESS, STUN_ERROR } StunClass;

/* Attributes, IANA "STUN Attributes". Below 0x8000 they must be understood (RFC 8489 §14). */
typedef enum StunAttribute {
    STUN_USERNAME = 0x0006,
    STUN_MESSAGE_INTEGRITY = 0x0008,
    STUN_ERROR_CODE = 0x0009,
    STUN_UNKNOWN_ATTRIBUTES = 0x000a,
    STUN_REALM = 0x0014,
    STUN_NONCE = 0x0015,
    STUN_MESSAGE_INTEGRITY_SHA256 = 0x001c,
    STUN_USERHASH = 0x001e,
    STUN_XOR_MAPPED_ADDRESS = 0x0020,
    STUN_PRIORITY = 0x0024, /* RFC 8445 §16.1 to 0x802a */
    STUN_USE_CANDIDATE = 0x0025,
    STUN_FINGERPRINT = 0x8028,
    STUN_ICE_CONTROLLED = 0x8029,
    STUN_ICE_CONTROLLING = 0x802a,
} StunAttribute;

/* A message that keeps the form of RFC 8489 §6.3. Texts are borrowed from its bytes. */
typedef struct StunMessage {
    const uint8_t *bytes; /* borrowed: the whole message */
    uint16_t length;
    uint16_t method; /* 12 bits */
    StunClass class;
    const uint8_t *transaction_id; /* STUN_TRANSACTION_BYTES */
    const char *username;          /* not terminated; NULL without */
    uint16_t username_length;
    uint16_t integrity_at; /* offset of MESSAGE-INTEGRITY, 0 without */
    bool has_fingerprint;  /* and it is right */
    bool has_priority, has_use_candidate, is_controlling, is_controlled;
    uint32_t priority;
    uint64_t tie_breaker;  /* with is_controlling or is_controlled */
    const uint8_t *mapped; /* value of XOR-MAPPED-ADDRESS, 8 or 20 bytes; NULL without */
    uint16_t error_code;   /* of an error answer, 300 to 699, else 0 */
    uint16_t n_unknown;    /* attributes that would have to be understood and are not */
    uint16_t unknown[STUN_MAX_UNKNOWN]; /* the first of them */
} StunMessage;

/* Reads one message that fills `length` bytes. False for what is no STUN message or a malformed
 * one: dropped without an answer (RFC 8489 §6.3). A FINGERPRINT must be right and last (§14.7);
 * attributes behind MESSAGE-INTEGRITY are not believed (§14.5); of repeated ones the first counts.
 */
bool stun_parse(const uint8_t *bytes, size_t length, StunMessage *ret_message);

/* MESSAGE-INTEGRITY is there and of this key, compared in constant time (RFC 8489 §14.5). */
bool stun_verify(const StunMessage *message, const StunKey *key);
