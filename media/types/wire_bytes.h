/* Little-endian numbers in our files. */
#pragma once

#include <endian.h>
#include <stdint.h>
#include <string.h>

static inline void wire_put32(uint8_t *ret_bytes, uint32_t value) {
    uint32_t little = htole32(value);
    memcpy(ret_bytes, &little, sizeof little);
}

static inline void wire_put64(uint8_t *ret_bytes, uint64_t value) {
    uint64_t little = htole64(value);
    memcpy(ret_bytes, &little, sizeof little);
}

static inline uint32_t wire_get32(const uint8_t *bytes) {
    uint32_t little;
    memcpy(&little, bytes, sizeof little);
    return le32toh(little);
}

static inline uint64_t wire_get64(const uint8_t *bytes) {
    uint64_t little;
    memcpy(&little, bytes, sizeof little);
    return le64toh(little);
}
