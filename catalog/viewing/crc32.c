#include "catalog/viewing/crc32.h"

/* The sixteen remainders of half a byte: small enough to be read at a glance, and a line costs well
 * below a microsecond. */
static const uint32_t REMAINDERS[16] = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};

uint32_t crc32_of(const void *bytes, size_t length) {
    const uint8_t *at = bytes;
    uint32_t crc = ~0u;
    for (size_t i = 0; i < length; i++) {
        crc ^= at[i];
        crc = REMAINDERS[crc & 15] ^ crc >> 4;
        crc = REMAINDERS[crc & 15] ^ crc >> 4;
    }
    return ~crc;
}
