#include "media/rtc/wire/codec_red.h"

#include <string.h>

#include "media/rtc/wire/wire_order.h"

#define FOLLOWED     0x80
#define TYPE         0x7f
#define HEAD_BYTES   4u /* of a block that another one follows; the last one's has one byte */
#define LENGTH_MASK  0x3ff
#define OFFSET_SHIFT 10
#define OFFSET_MASK  0x3fff

size_t codec_red_write_old(const CodecRedBlock *old, const uint8_t *old_payload,
                           uint8_t *ret_bytes) {
    ret_bytes[0] = FOLLOWED | old->payload_type;
    wire_order_put24(ret_bytes + 1, (uint32_t)old->earlier_ticks << OFFSET_SHIFT | old->length);
    ret_bytes[HEAD_BYTES] = old->payload_type;
    memcpy(ret_bytes + CODEC_RED_HEAD_BYTES, old_payload + old->at, old->length);
    return CODEC_RED_HEAD_BYTES + old->length;
}

unsigned codec_red_parse(const uint8_t *payload, size_t length,
                         CodecRedBlock ret_blocks[CODEC_RED_MAX_BLOCKS]) {
    unsigned n = 0;
    size_t at = 0, sum = 0;
    if (length > UINT16_MAX)
        return 0;
    for (; at < length && payload[at] & FOLLOWED; at += HEAD_BYTES, n++) {
        if (length - at <= HEAD_BYTES || n + 1 == CODEC_RED_MAX_BLOCKS)
            return 0;
        uint32_t rest = wire_order_get24(payload + at + 1);
        ret_blocks[n] = (CodecRedBlock){.payload_type = payload[at] & TYPE,
                                        .earlier_ticks = rest >> OFFSET_SHIFT & OFFSET_MASK,
                                        .length = rest & LENGTH_MASK};
        sum += ret_blocks[n].length;
    }
    if (at >= length || sum > length - at - 1)
        return 0;
    ret_blocks[n] = (CodecRedBlock){.payload_type = payload[at] & TYPE,
                                    .length = (uint16_t)(length - at - 1 - sum)};
    at++;
    for (unsigned i = 0; i <= n; i++) {
        ret_blocks[i].at = (uint16_t)at;
        at += ret_blocks[i].length;
    }
    return n + 1;
}
