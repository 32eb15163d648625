/* Big-endian numbers of network protocols, at any address. */
#pragma once

#include <endian.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t wire_order_get16(const uint8_t *bytes) {
    uint16_t big;
    memcpy(&big, bytes, sizeof big);
    return be16toh(big);
}

static inline uint32_t wire_order_get24(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 16 | wire_order_get16(bytes + 1);
}

static inline uint32_t wire_order_get32(const uint8_t *bytes) {
    uint32_t big;
    memcpy(&big, bytes, sizeof big);
    return be32toh(big);
}

static inline uint64_t wire_order_get64(const uint8_t *bytes) {
    uint64_t big;
    memcpy(&big, bytes, sizeof big);
    return be64toh(big);
}

static inline void wire_order_put16(uint8_t *ret_bytes, uint16_t value) {
    uint16_t big = htobe16(value);
    memcpy(ret_bytes, &big, sizeof big);
}

static inline void wire_order_put24(uint8_t *ret_bytes, uint32_t value) {
    ret_bytes[0] = (uint8_t)(value >> 16);
    wire_order_put16(ret_bytes + 1, (uint16_t)value);
}

static inline void wire_order_put32(uint8_t *ret_bytes, uint32_t value) {
    uint32_t big = htobe32(value);
    memcpy(ret_bytes, &big, sizeof big);
}
