/* The VP8 payload of one RTP packet (RFC 7741 §4): what a forwarder must know, and the numbers that
 * it rewrites. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CODEC_VP8_MAX_DESCRIPTOR 6u /* bytes of the payload descriptor (§4.2) */

typedef struct CodecVp8 {
    bool is_start;     /* first packet of a frame: partition 0 begins here */
    bool is_key;       /* and the frame is a key frame (§4.3) */
    bool is_reference; /* other frames may build on this one (N is not set) */
    bool has_picture_id, has_tl0, has_temporal;
    bool is_sync;     /* Y: builds on the base layer alone */
    uint8_t temporal; /* layer, 0 to 3; 0 where it is not said */
    uint8_t tl0;      /* TL0PICIDX */
    uint16_t picture_id;
    uint16_t picture_id_mask;      /* 0x7f or 0x7fff; 0: there is none */
    uint8_t descriptor_length;     /* in bytes */
    uint8_t picture_id_at, tl0_at; /* offsets into the payload; 0: not there */
    uint16_t width, height;        /* of a key frame, in pixels; else 0 */
} CodecVp8;

/* False: malformed. The end of a frame is the RTP marker. */
bool codec_vp8_parse(const uint8_t *payload, size_t length, CodecVp8 *ret_vp8);

/* The descriptor with other numbers, of the same length: writes and returns vp8->descriptor_length
 * bytes. A number that the packet does not carry is not written; the picture id keeps its width. */
size_t codec_vp8_write_descriptor(const CodecVp8 *vp8, const uint8_t *payload, uint16_t picture_id,
                                  uint8_t tl0, uint8_t *ret_bytes);
