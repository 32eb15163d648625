#include "media/rtc/wire/codec_vp8.h"

#include <string.h>

#include "media/rtc/wire/wire_order.h"

/* First byte (§4.2). */
#define EXTENDED      0x80
#define NON_REFERENCE 0x20
#define START         0x10
#define PARTITION     0x07
/* Second byte: what follows. */
#define HAS_PICTURE_ID 0x80
#define HAS_TL0        0x40
#define HAS_TEMPORAL   0x20
#define HAS_KEY_INDEX  0x10
#define LONG_ID        0x80
#define LONG_MASK      0x7fff
#define SHORT_MASK     0x7f
#define SYNC           0x20
/* The frame's own head (§4.3, RFC 6386 §9.1). */
#define NOT_KEY        0x01
#define KEY_HEAD_BYTES 10u
#define SIZE_MASK      0x3fff

/* What follows the second byte; false: cut off. */
static bool take_extension(const uint8_t *payload, size_t length, CodecVp8 *vp8) {
    unsigned flags = payload[1];
    size_t at = 2;
    if (flags & HAS_PICTURE_ID) {
        size_t bytes = at < length && payload[at] & LONG_ID ? 2 : 1;
        if (length - at < bytes)
            return false;
        vp8->has_picture_id = true;
        vp8->picture_id_at = (uint8_t)at;
        vp8->picture_id_mask = bytes == 2 ? LONG_MASK : SHORT_MASK;
        vp8->picture_id =
            (bytes == 2 ? wire_order_get16(payload + at) : payload[at]) & vp8->picture_id_mask;
        at += bytes;
    }
    if (flags & HAS_TL0) {
        if (at >= length)
            return false;
        vp8->has_tl0 = true;
        vp8->tl0_at = (uint8_t)at;
        vp8->tl0 = payload[at++];
    }
    if (flags & (HAS_TEMPORAL | HAS_KEY_INDEX)) {
        if (at >= length)
            return false;
        if (flags & HAS_TEMPORAL) {
            vp8->has_temporal = true;
            vp8->temporal = payload[at] >> 6;
            vp8->is_sync = payload[at] & SYNC;
        }
        at++;
    }
    vp8->descriptor_length = (uint8_t)at;
    return true;
}

bool codec_vp8_parse(const uint8_t *payload, size_t length, CodecVp8 *ret_vp8) {
    if (length < 2) /* a byte of the frame follows at the least */
        return false;
    CodecVp8 vp8 = {
        .is_start = payload[0] & START && !(payload[0] & PARTITION),
        .is_reference = !(payload[0] & NON_REFERENCE),
        .descriptor_length = 1,
    };
    if (payload[0] & EXTENDED && !take_extension(payload, length, &vp8))
        return false;
    if (vp8.descriptor_length >= length)
        return false;
    const uint8_t *frame = payload + vp8.descriptor_length;
    vp8.is_key = vp8.is_start && !(frame[0] & NOT_KEY);
    if (vp8.is_key && length - vp8.descriptor_length >= KEY_HEAD_BYTES) {
        vp8.width = (frame[6] | frame[7] << 8) & SIZE_MASK;
        vp8.height = (frame[8] | frame[9] << 8) & SIZE_MASK;
    }
    *ret_vp8 = vp8;
    return true;
}

size_t codec_vp8_write_descriptor(const CodecVp8 *vp8, const uint8_t *payload, uint16_t picture_id,
                                  uint8_t tl0, uint8_t *ret_bytes) {
    memcpy(ret_bytes, payload, vp8->descriptor_length);
    picture_id &= vp8->picture_id_mask;
    if (vp8->picture_id_mask == LONG_MASK)
        wire_order_put16(ret_bytes + vp8->picture_id_at, (uint16_t)(LONG_ID << 8 | picture_id));
    else if (vp8->has_picture_id)
        ret_bytes[vp8->picture_id_at] = (uint8_t)picture_id;
    if (vp8->has_tl0)
        ret_bytes[vp8->tl0_at] = tl0;
    return vp8->descriptor_length;
}
