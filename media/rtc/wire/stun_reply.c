#include "media/rtc/wire/stun_reply.h"

#include <netinet/in.h>
#include <string.h>

#include "media/rtc/wire/wire_order.h"

#define TYPE_BINDING_SUCCESS 0x0101
#define TYPE_BINDING_ERROR   0x0111
#define FAMILY_IPV4          1 /* RFC 8489 §14.1 */
#define FAMILY_IPV6          2

typedef struct RefusalRow {
    uint16_t code;
    const char *reason; /* ASCII; short: an answer must not be larger than its request */
} RefusalRow;

static const RefusalRow REFUSALS[] = {
    [STUN_REFUSAL_BAD_REQUEST] = {400, "Bad Request"},
    [STUN_REFUSAL_UNAUTHORIZED] = {401, "Unauthorized"},
    [STUN_REFUSAL_UNKNOWN_ATTRIBUTE] = {420, "Unknown"},
    [STUN_REFUSAL_ROLE_CONFLICT] = {487, "Role Conflict"},
};

/* The answer as it grows; STUN_REPLY_MAX_BYTES holds the largest. */
typedef struct Reply {
    uint8_t *bytes;
    size_t n;
} Reply;

static void begin(Reply *reply, uint16_t type, const StunMessage *request) {
    wire_order_put16(reply->bytes, type);
    wire_order_put32(reply->bytes + 4, STUN_MAGIC_COOKIE);
    memcpy(reply->bytes + 8, request->transaction_id, STUN_TRANSACTION_BYTES);
    reply->n = STUN_HEADER_BYTES;
}

/* Room for a value of `length` bytes, padding zeroed. */
static uint8_t *add(Reply *reply, uint16_t type, uint16_t length) {
    uint8_t *head = reply->bytes + reply->n;
    wire_order_put16(head, type);
    wire_order_put16(head + 2, length);
    size_t padded = (length + (size_t)3) & ~(size_t)3;
    memset(head + 4 + length, 0, padded - length);
    reply->n += 4 + padded;
    return head + 4;
}

static void put_length(Reply *reply, size_t end) {
    wire_order_put16(reply->bytes + 2, (uint16_t)(end - STUN_HEADER_BYTES));
}

/* RFC 8489 §14.5, §14.7: each is computed with the length that counts itself. */
static size_t finish(Reply *reply, const StunKey *key) {
    if (key) {
        StunSpan span = {reply->bytes, reply->n};
        put_length(reply, reply->n + 4 + STUN_MAC_BYTES);
        uint8_t *mac = add(reply, STUN_MESSAGE_INTEGRITY, STUN_MAC_BYTES);
        stun_hash_mac(key, &span, 1, mac);
    }
    StunSpan span = {reply->bytes, reply->n};
    put_length(reply, reply->n + 8);
    uint32_t crc = stun_hash_fingerprint(&span, 1);
    wire_order_put32(add(reply, STUN_FINGERPRINT, 4), crc);
    return reply->n;
}

/* RFC 8489 §14.2: laid over with the cookie and the transaction id, which lie together. */
static void put_address(Reply *reply, uint16_t port, const uint8_t *address, uint16_t length) {
    uint8_t *value = add(reply, STUN_XOR_MAPPED_ADDRESS, (uint16_t)(4 + length));
    value[0] = 0;
    value[1] = length == 4 ? FAMILY_IPV4 : FAMILY_IPV6;
    wire_order_put16(value + 2, (uint16_t)(port ^ (STUN_MAGIC_COOKIE >> 16)));
    for (unsigned i = 0; i < length; i++)
        value[4 + i] = address[i] ^ reply->bytes[4 + i];
}

size_t stun_reply_success(const StunMessage *request, const struct sockaddr *from,
                          const StunKey *key, uint8_t ret_bytes[STUN_REPLY_MAX_BYTES]) {
    Reply reply = {ret_bytes, 0};
    begin(&reply, TYPE_BINDING_SUCCESS, request);
    if (from->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, from, sizeof in);
        put_address(&reply, ntohs(in.sin_port), (const uint8_t *)&in.sin_addr, 4);
    } else if (from->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, from, sizeof in6);
        const uint8_t *address = in6.sin6_addr.s6_addr;
        if (IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr))
            put_address(&reply, ntohs(in6.sin6_port), address + 12, 4);
        else
            put_address(&reply, ntohs(in6.sin6_port), address, 16);
    } else {
        return 0;
    }
    return finish(&reply, key);
}

static void put_unknown(Reply *reply, const StunMessage *request) {
    unsigned n = request->n_unknown < STUN_MAX_UNKNOWN ? request->n_unknown : STUN_MAX_UNKNOWN;
    uint8_t *value = add(reply, STUN_UNKNOWN_ATTRIBUTES, (uint16_t)(2 * n));
    for (unsigned i = 0; i < n; i++)
        wire_order_put16(value + (size_t)2 * i, request->unknown[i]);
}

size_t stun_reply_refusal(const StunMessage *request, StunRefusal refusal, const StunKey *key,
                          uint8_t ret_bytes[STUN_REPLY_MAX_BYTES]) {
    const RefusalRow *row = &REFUSALS[refusal];
    size_t reason_length = strlen(row->reason);
    Reply reply = {ret_bytes, 0};
    begin(&reply, TYPE_BINDING_ERROR, request);
    uint8_t *value = add(&reply, STUN_ERROR_CODE, (uint16_t)(4 + reason_length));
    wire_order_put16(value, 0);
    value[2] = (uint8_t)(row->code / 100);
    value[3] = (uint8_t)(row->code % 100);
    memcpy(value + 4, row->reason, reason_length);
    if (refusal == STUN_REFUSAL_UNKNOWN_ATTRIBUTE)
        put_unknown(&reply, request);
    return finish(&reply, key);
}
