#include "media/program/rtp_header.h"

#define FIXED     12
#define VERSION   2
#define EXTENSION 0x10
#define SOURCES   0x0f
#define WORD      4
#define MPEG_TS   33 /* RFC 3551, section 6 */

size_t rtp_header_bytes(const uint8_t *bytes, size_t n, size_t length) {
    /* A transport stream's first byte is 0x47: it is never taken for version 2. */
    if (n < FIXED || bytes[0] >> 6 != VERSION || (bytes[1] & 0x7f) != MPEG_TS)
        return 0;
    size_t header = FIXED + WORD * (size_t)(bytes[0] & SOURCES);
    if (bytes[0] & EXTENSION) {
        if (n < header + WORD)
            return length;
        header += WORD + WORD * (size_t)(bytes[header + 2] << 8 | bytes[header + 3]);
    }
    return header < length ? header : length;
}
