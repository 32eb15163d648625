/* Big-endian fields and boxes (ISO/IEC 14496-12 §4.2), appended to a GByteArray. */
#pragma once

#include <glib.h>
#include <stdint.h>

void cmaf_box_u8(GByteArray *out, uint8_t value);
void cmaf_box_u16(GByteArray *out, uint16_t value);
void cmaf_box_u32(GByteArray *out, uint32_t value);
void cmaf_box_u64(GByteArray *out, uint64_t value);
void cmaf_box_bytes(GByteArray *out, const void *bytes, size_t length);
void cmaf_box_zeros(GByteArray *out, unsigned n);

/* Opens a box; the returned position is given to cmaf_box_end, which writes the size. */
unsigned cmaf_box_begin(GByteArray *out, const char type[4]);
unsigned cmaf_box_begin_full(GByteArray *out, const char type[4], uint8_t version, uint32_t flags);
void cmaf_box_end(GByteArray *out, unsigned position);

uint32_t cmaf_box_get_u32(const uint8_t *bytes);
uint64_t cmaf_box_get_u64(const uint8_t *bytes);
