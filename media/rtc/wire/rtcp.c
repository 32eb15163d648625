#include "media/rtc/wire/rtcp.h"

#include <string.h>

#include "media/rtc/wire/wire_order.h"

#define VERSION 2
#define PADDING 0x20
#define COUNT   0x1f
#define WORD    4u

void rtcp_walk_init(RtcpWalk *ret_walk, const uint8_t *bytes, size_t length) {
    *ret_walk = (RtcpWalk){.at = bytes, .left = length};
}

RtcpStep rtcp_walk_next(RtcpWalk *walk, RtcpBlock *ret_block) {
    if (walk->left == 0)
        return RTCP_STEP_END;
    const uint8_t *head = walk->at;
    if (walk->left < RTCP_HEAD_BYTES || head[0] >> 6 != VERSION ||
        walk->n_blocks == RTCP_MAX_BLOCKS)
        return RTCP_STEP_MALFORMED;
    size_t length = WORD * (size_t)wire_order_get16(head + 2), padding = 0;
    if (length > walk->left - RTCP_HEAD_BYTES)
        return RTCP_STEP_MALFORMED;
    if (head[0] & PADDING) {
        padding = length > 0 ? head[RTCP_HEAD_BYTES + length - 1] : 0;
        if (padding == 0 || padding > length)
            return RTCP_STEP_MALFORMED;
    }
    walk->at += RTCP_HEAD_BYTES + length;
    walk->left -= RTCP_HEAD_BYTES + length;
    walk->n_blocks++;
    *ret_block = (RtcpBlock){.body = head + RTCP_HEAD_BYTES,
                             .length = length - padding,
                             .type = head[1],
                             .count = head[0] & COUNT};
    return RTCP_STEP_BLOCK;
}

uint8_t *rtcp_writer_begin(RtcpWriter *writer, uint8_t type, uint8_t count, size_t body_length) {
    size_t left = writer->size - writer->length;
    if (left < RTCP_HEAD_BYTES || body_length > left - RTCP_HEAD_BYTES ||
        body_length / WORD > UINT16_MAX || count > RTCP_MAX_COUNT)
        return NULL;
    uint8_t *head = writer->bytes + writer->length;
    head[0] = (uint8_t)(VERSION << 6 | count);
    head[1] = type;
    wire_order_put16(head + 2, (uint16_t)(body_length / WORD));
    memset(head + RTCP_HEAD_BYTES, 0, body_length);
    writer->length += RTCP_HEAD_BYTES + body_length;
    return head + RTCP_HEAD_BYTES;
}
