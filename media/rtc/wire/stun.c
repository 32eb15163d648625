#include "media/rtc/wire/stun.h"

#include <string.h>

#include <openssl/crypto.h>

#include "media/rtc/wire/wire_order.h"

#define ATTRIBUTE_HEAD_BYTES  4u
#define FINGERPRINT_BYTES     4u
#define MUST_UNDERSTAND(type) ((type) < 0x8000)

/* How long a value may be, and whether only those of one length are well formed. */
typedef struct AttributeRow {
    uint16_t type, min_bytes, max_bytes;
} AttributeRow;

static const AttributeRow ROWS[] = {
    {STUN_USERNAME, 0, STUN_MAX_USERNAME},
    {STUN_MESSAGE_INTEGRITY, STUN_MAC_BYTES, STUN_MAC_BYTES},
    {STUN_ERROR_CODE, 4, 4 + 763},
    {STUN_UNKNOWN_ATTRIBUTES, 0, STUN_MAX_BYTES},
    {STUN_REALM, 0, 763},
    {STUN_NONCE, 0, 763},
    {STUN_MESSAGE_INTEGRITY_SHA256, 16, 32},
    {STUN_USERHASH, 32, 32},
    {STUN_XOR_MAPPED_ADDRESS, 8, 20},
    {STUN_PRIORITY, 4, 4},
    {STUN_USE_CANDIDATE, 0, 0},
    {STUN_FINGERPRINT, FINGERPRINT_BYTES, FINGERPRINT_BYTES},
    {STUN_ICE_CONTROLLED, 8, 8},
    {STUN_ICE_CONTROLLING, 8, 8},
};

static const AttributeRow *find_row(uint16_t type) {
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        if (ROWS[i].type == type)
            return &ROWS[i];
    return NULL;
}

typedef struct Attribute {
    uint16_t type, length, at; /* `at`: offset of its head in the message */
    const uint8_t *value;
} Attribute;

/* RFC 8489 §5: the class is in bits 4 and 8 of the type, the method in the others. */
static bool read_header(const uint8_t *bytes, size_t length, StunMessage *message) {
    if (length < STUN_HEADER_BYTES || length > STUN_MAX_BYTES || length % 4 != 0 ||
        (bytes[0] & 0xc0) != 0 || wire_order_get16(bytes + 2) + STUN_HEADER_BYTES != length ||
        wire_order_get32(bytes + 4) != STUN_MAGIC_COOKIE)
        return false;
    unsigned type = wire_order_get16(bytes);
    message->bytes = bytes;
    message->length = (uint16_t)length;
    message->class = (StunClass)((type >> 7 & 2) | (type >> 4 & 1));
    message->method = (uint16_t)((type & 0xf) | (type >> 1 & 0x70) | (type >> 2 & 0xf80));
    message->transaction_id = bytes + 8;
    return true;
}

static void note_unknown(StunMessage *message, uint16_t type) {
    if (!MUST_UNDERSTAND(type))
        return;
    if (message->n_unknown < STUN_MAX_UNKNOWN)
        message->unknown[message->n_unknown] = type;
    message->n_unknown++;
}

/* RFC 8489 §14.8: class 3 to 6 and number. */
static bool take_error(StunMessage *message, const Attribute *attribute) {
    unsigned class = attribute->value[2] & 7, number = attribute->value[3];
    if (class < 3 || class > 6 || number > 99)
        return false;
    if (message->error_code == 0)
        message->error_code = (uint16_t)(class * 100 + number);
    return true;
}

static bool take_address(StunMessage *message, const Attribute *attribute) {
    uint8_t family = attribute->value[1];
    if (attribute->length != (family == 1 ? 8 : 20) || (family != 1 && family != 2))
        return false;
    if (!message->mapped)
        message->mapped = attribute->value;
    return true;
}

static bool take_fingerprint(StunMessage *message, const Attribute *attribute) {
    StunSpan span = {message->bytes, attribute->at};
    message->has_fingerprint =
        attribute->at + ATTRIBUTE_HEAD_BYTES + FINGERPRINT_BYTES == message->length &&
        wire_order_get32(attribute->value) == stun_hash_fingerprint(&span, 1);
    return message->has_fingerprint;
}

/* Attributes in front of MESSAGE-INTEGRITY, or in a message without. False when malformed. */
static bool take_covered(StunMessage *message, const Attribute *attribute) {
    switch (attribute->type) {
    case STUN_USERNAME:
        if (!message->username) {
            message->username = (const char *)attribute->value;
            message->username_length = attribute->length;
        }
        return true;
    case STUN_MESSAGE_INTEGRITY:
        message->integrity_at = attribute->at;
        return true;
    case STUN_PRIORITY:
        if (!message->has_priority)
            message->priority = wire_order_get32(attribute->value);
        message->has_priority = true;
        return true;
    case STUN_USE_CANDIDATE:
        message->has_use_candidate = true;
        return true;
    case STUN_ICE_CONTROLLED:
    case STUN_ICE_CONTROLLING:
        if (message->is_controlled || message->is_controlling)
            return true;
        message->tie_breaker = wire_order_get64(attribute->value);
        message->is_controlled = attribute->type == STUN_ICE_CONTROLLED;
        message->is_controlling = !message->is_controlled;
        return true;
    case STUN_XOR_MAPPED_ADDRESS:
        return take_address(message, attribute);
    case STUN_ERROR_CODE:
        return take_error(message, attribute);
    default:
        return true;
    }
}

static bool take(StunMessage *message, const Attribute *attribute) {
    const AttributeRow *row = find_row(attribute->type);
    if (row && (attribute->length < row->min_bytes || attribute->length > row->max_bytes))
        return false;
    if (attribute->type == STUN_FINGERPRINT)
        return take_fingerprint(message, attribute);
    if (message->integrity_at != 0)
        return true;
    if (!row)
        note_unknown(message, attribute->type);
    return !row || take_covered(message, attribute);
}

bool stun_parse(const uint8_t *bytes, size_t length, StunMessage *ret_message) {
    StunMessage message = {0};
    if (!read_header(bytes, length, &message))
        return false;
    size_t at = STUN_HEADER_BYTES;
    for (unsigned n = 0; at < length; n++) {
        Attribute attribute = {wire_order_get16(bytes + at), wire_order_get16(bytes + at + 2),
                               (uint16_t)at, bytes + at + ATTRIBUTE_HEAD_BYTES};
        size_t padded = (attribute.length + (size_t)3) & ~(size_t)3;
        if (n == STUN_MAX_ATTRIBUTES || padded > length - at - ATTRIBUTE_HEAD_BYTES ||
            !take(&message, &attribute))
            return false;
        at += ATTRIBUTE_HEAD_BYTES + padded;
    }
    *ret_message = message;
    return true;
}

bool stun_verify(const StunMessage *message, const StunKey *key) {
    uint8_t length[2], mac[STUN_MAC_BYTES];
    size_t at = message->integrity_at;
    if (at == 0)
        return false;
    /* The length of the header reads as if the message ended here, RFC 8489 §14.5. */
    wire_order_put16(length,
                     (uint16_t)(at + ATTRIBUTE_HEAD_BYTES + STUN_MAC_BYTES - STUN_HEADER_BYTES));
    StunSpan spans[] = {{message->bytes, 2}, {length, 2}, {message->bytes + 4, at - 4}};
    stun_hash_mac(key, spans, 3, mac);
    return CRYPTO_memcmp(mac, message->bytes + at + ATTRIBUTE_HEAD_BYTES, STUN_MAC_BYTES) == 0;
}
