#include "media/rtc/wire/codec_h264.h"

#include "media/rtc/wire/wire_order.h"

#define FORBIDDEN     0x80 /* RFC 6184 §1.3 */
#define REFERENCE     0x60
#define TYPE          0x1f
#define LAST_SINGLE   23
#define STAP_A        24 /* §5.7.1 */
#define FU_A          28 /* §5.8 */
#define FU_START      0x80
#define FU_END        0x40
#define FU_HEAD_BYTES 2u
#define SIZE_BYTES    2u

enum { IDR = 5, SPS = 7, PPS = 8 };

/* A unit whose head is `head`, or its first fragment. False: no unit of itself. */
static bool take_unit(uint8_t head, CodecH264 *h264) {
    unsigned type = head & TYPE;
    if (type == 0 || type > LAST_SINGLE)
        return false;
    h264->has_sps |= type == SPS;
    h264->has_pps |= type == PPS;
    h264->has_idr |= type == IDR;
    h264->is_reference |= (head & REFERENCE) != 0;
    return true;
}

static bool take_aggregate(const uint8_t *payload, size_t length, CodecH264 *h264) {
    unsigned n = 0;
    size_t at = 1;
    for (; at < length; n++) {
        size_t size = length - at > SIZE_BYTES ? wire_order_get16(payload + at) : 0;
        if (size == 0 || size > length - at - SIZE_BYTES || n == CODEC_H264_MAX_UNITS ||
            !take_unit(payload[at + SIZE_BYTES], h264))
            return false;
        at += SIZE_BYTES + size;
    }
    return n > 0;
}

static bool take_fragment(const uint8_t *payload, size_t length, CodecH264 *h264) {
    if (length <= FU_HEAD_BYTES)
        return false;
    h264->is_unit_start = payload[1] & FU_START;
    h264->is_unit_end = payload[1] & FU_END;
    if (h264->is_unit_start && h264->is_unit_end)
        return false; /* §5.8: a unit of one fragment is no fragment */
    return take_unit((uint8_t)((payload[0] & REFERENCE) | (payload[1] & TYPE)), h264);
}

bool codec_h264_parse(const uint8_t *payload, size_t length, CodecH264 *ret_h264) {
    if (length == 0 || payload[0] & FORBIDDEN)
        return false;
    CodecH264 h264 = {.is_unit_start = true, .is_unit_end = true};
    unsigned type = payload[0] & TYPE;
    bool is_good = type == STAP_A ? take_aggregate(payload, length, &h264)
                   : type == FU_A ? take_fragment(payload, length, &h264)
                                  : take_unit(payload[0], &h264);
    if (!is_good)
        return false;
    h264.is_key_start = h264.is_unit_start && (h264.has_sps || h264.has_idr);
    *ret_h264 = h264;
    return true;
}
