#include "media/ingest/rtmp_handshake.h"

#include <string.h>

#define VERSION        3u
#define TIME_AND_ZEROS 8u /* what stands before the random bytes of S1 */

bool rtmp_handshake_is_version(uint8_t first_byte) {
    return first_byte == VERSION;
}

void rtmp_handshake_answer(const uint8_t hello[RTMP_HANDSHAKE_HELLO_BYTES],
                           void (*random_bytes)(uint8_t *bytes, size_t n), uint8_t *ret_answer) {
    uint8_t *s1 = ret_answer + 1, *s2 = s1 + RTMP_HANDSHAKE_BYTES;
    ret_answer[0] = VERSION;
    memset(s1, 0, TIME_AND_ZEROS);
    random_bytes(s1 + TIME_AND_ZEROS, RTMP_HANDSHAKE_BYTES - TIME_AND_ZEROS);
    memcpy(s2, hello + 1, RTMP_HANDSHAKE_BYTES);
}
