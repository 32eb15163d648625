#include "base/gate/gate_bytes.h"

#include <string.h>

#include <glib.h>

#define FIRST_CAPACITY 512u

uint8_t *gate_bytes_reserve(GateBytes *bytes, size_t n) {
    size_t length = gate_bytes_length(bytes);
    if (bytes->at > 0 && bytes->end + n > bytes->capacity) {
        memmove(bytes->bytes, bytes->bytes + bytes->at, length);
        bytes->at = 0;
        bytes->end = (uint32_t)length;
    }
    if (length + n > bytes->capacity) {
        size_t capacity = MAX(bytes->capacity, FIRST_CAPACITY);
        while (capacity < length + n)
            capacity *= 2;
        bytes->bytes = g_realloc(bytes->bytes, capacity);
        bytes->capacity = (uint32_t)capacity;
    }
    return bytes->bytes + bytes->end;
}

void gate_bytes_append(GateBytes *bytes, const void *data, size_t length) {
    if (length == 0)
        return;
    memcpy(gate_bytes_reserve(bytes, length), data, length);
    bytes->end += (uint32_t)length;
}

void gate_bytes_consume(GateBytes *bytes, size_t n) {
    bytes->at += (uint32_t)n;
    if (bytes->at == bytes->end)
        gate_bytes_clear(bytes);
}

void gate_bytes_clear(GateBytes *bytes) {
    g_free(bytes->bytes);
    *bytes = (GateBytes){0};
}
