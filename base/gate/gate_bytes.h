/* Bytes that wait: read but not used, or to be sent. Takes memory only while something waits. */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef struct GateBytes {
    uint8_t *bytes; /* owned; NULL while empty */
    uint32_t at, end, capacity;
} GateBytes;

static inline size_t gate_bytes_length(const GateBytes *bytes) {
    return bytes->end - bytes->at;
}

static inline const uint8_t *gate_bytes_first(const GateBytes *bytes) {
    return bytes->bytes + bytes->at;
}

/* Room for `n` more bytes at the end; add what was written to `end`. */
uint8_t *gate_bytes_reserve(GateBytes *bytes, size_t n);
void gate_bytes_append(GateBytes *bytes, const void *data, size_t length);
/* Gives the memory back when nothing is left. */
void gate_bytes_consume(GateBytes *bytes, size_t n);
void gate_bytes_clear(GateBytes *bytes);
