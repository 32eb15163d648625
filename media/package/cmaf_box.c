#include "media/package/cmaf_box.h"

#include <string.h>

void cmaf_box_bytes(GByteArray *out, const void *bytes, size_t length) {
    if (length > 0)
        g_byte_array_append(out, bytes, (guint)length);
}

void cmaf_box_u8(GByteArray *out, uint8_t value) {
    cmaf_box_bytes(out, &value, sizeof value);
}

void cmaf_box_u16(GByteArray *out, uint16_t value) {
    uint16_t wire = GUINT16_TO_BE(value);
    cmaf_box_bytes(out, &wire, sizeof wire);
}

void cmaf_box_u32(GByteArray *out, uint32_t value) {
    uint32_t wire = GUINT32_TO_BE(value);
    cmaf_box_bytes(out, &wire, sizeof wire);
}

void cmaf_box_u64(GByteArray *out, uint64_t value) {
    uint64_t wire = GUINT64_TO_BE(value);
    cmaf_box_bytes(out, &wire, sizeof wire);
}

void cmaf_box_zeros(GByteArray *out, unsigned n) {
    unsigned position = out->len;
    g_byte_array_set_size(out, position + n);
    memset(out->data + position, 0, n);
}

unsigned cmaf_box_begin(GByteArray *out, const char type[4]) {
    unsigned position = out->len;
    cmaf_box_u32(out, 0);
    cmaf_box_bytes(out, type, 4);
    return position;
}

unsigned cmaf_box_begin_full(GByteArray *out, const char type[4], uint8_t version, uint32_t flags) {
    unsigned position = cmaf_box_begin(out, type);
    cmaf_box_u32(out, (uint32_t)version << 24 | flags);
    return position;
}

void cmaf_box_end(GByteArray *out, unsigned position) {
    uint32_t size = GUINT32_TO_BE(out->len - position);
    memcpy(out->data + position, &size, sizeof size);
}

uint32_t cmaf_box_get_u32(const uint8_t *bytes) {
    uint32_t wire;
    memcpy(&wire, bytes, sizeof wire);
    return GUINT32_FROM_BE(wire);
}

uint64_t cmaf_box_get_u64(const uint8_t *bytes) {
    uint64_t wire;
    memcpy(&wire, bytes, sizeof wire);
    return GUINT64_FROM_BE(wire);
}
