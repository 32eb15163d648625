#include "tests/support/stun_writer.h"

#include <string.h>

#include <glib.h>

#include "media/rtc/wire/wire_order.h"

static void put_length(StunWriter *writer, size_t end) {
    wire_order_put16(writer->bytes + 2, (uint16_t)(end - STUN_HEADER_BYTES));
}

void stun_writer_begin(StunWriter *writer, uint16_t type) {
    *writer = (StunWriter){.n = STUN_HEADER_BYTES};
    wire_order_put16(writer->bytes, type);
    wire_order_put32(writer->bytes + 4, STUN_MAGIC_COOKIE);
    memcpy(writer->bytes + 8, "transaction!", STUN_TRANSACTION_BYTES);
}

void stun_writer_add(StunWriter *writer, uint16_t type, const void *value, size_t length) {
    g_assert_cmpuint(writer->n + length + 8, <=, sizeof writer->bytes);
    wire_order_put16(writer->bytes + writer->n, type);
    wire_order_put16(writer->bytes + writer->n + 2, (uint16_t)length);
    if (length > 0)
        memcpy(writer->bytes + writer->n + 4, value, length);
    writer->n += 4 + ((length + 3) & ~(size_t)3);
}

void stun_writer_add_number(StunWriter *writer, uint16_t type, uint64_t number, unsigned n_bytes) {
    uint8_t value[8];
    for (unsigned i = 0; i < n_bytes; i++)
        value[i] = (uint8_t)(number >> (8 * (n_bytes - 1 - i)));
    stun_writer_add(writer, type, value, n_bytes);
}

void stun_writer_add_integrity(StunWriter *writer, const char *password) {
    g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA1, (const guchar *)password, strlen(password));
    uint8_t mac[STUN_MAC_BYTES];
    gsize length = sizeof mac;
    put_length(writer, writer->n + 4 + sizeof mac);
    g_hmac_update(hmac, writer->bytes, (gssize)writer->n);
    g_hmac_get_digest(hmac, mac, &length);
    stun_writer_add(writer, STUN_MESSAGE_INTEGRITY, mac, sizeof mac);
}

void stun_writer_add_fingerprint(StunWriter *writer) {
    put_length(writer, writer->n + 8);
    uint32_t crc = ~0u;
    for (size_t i = 0; i < writer->n; i++) {
        crc ^= writer->bytes[i];
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    stun_writer_add_number(writer, STUN_FINGERPRINT, ~crc ^ 0x5354554eu, 4);
}

void stun_writer_end(StunWriter *writer) {
    put_length(writer, writer->n);
}

void stun_writer_check(StunWriter *writer, const char *username, const char *password) {
    stun_writer_begin(writer, 0x0001);
    stun_writer_add(writer, STUN_USERNAME, username, strlen(username));
    stun_writer_add_number(writer, 0xc057, 0x000a0001, 4); /* libwebrtc's network cost */
    stun_writer_add_number(writer, STUN_ICE_CONTROLLING, 0x0102030405060708, 8);
    stun_writer_add(writer, STUN_USE_CANDIDATE, NULL, 0);
    stun_writer_add_number(writer, STUN_PRIORITY, 1853824767, 4);
    stun_writer_add_integrity(writer, password);
    stun_writer_add_fingerprint(writer);
}
