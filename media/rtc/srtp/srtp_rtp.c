#include "media/rtc/srtp/srtp_rtp.h"

#define EXTENSION_BIT        0x10u
#define EXTENSION_HEAD_BYTES 4u

size_t srtp_rtp_head_length(const uint8_t *packet, size_t length) {
    if (length < SRTP_HEAD_BYTES || packet[0] >> 6 != 2)
        return 0;
    size_t head_length = SRTP_HEAD_BYTES + 4u * (packet[0] & 0x0fu);
    if (packet[0] & EXTENSION_BIT) {
        if (head_length + EXTENSION_HEAD_BYTES > length)
            return 0;
        head_length += EXTENSION_HEAD_BYTES + 4u * srtp_rtp_read16(packet + head_length + 2);
    }
    return head_length <= length ? head_length : 0;
}
