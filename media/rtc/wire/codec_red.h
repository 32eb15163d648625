/* Redundant audio (RFC 2198 §3): several blocks in one payload, the last is the packet's own. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CODEC_RED_MAX_BLOCKS 9u /* browsers send up to 8 old ones; more: malformed */

typedef struct CodecRedBlock {
    uint8_t payload_type;
    uint16_t
        earlier_ticks;   /* how long before the packet's time stamp, 14 bits; 0: the packet's own */
    uint16_t at, length; /* within the payload */
} CodecRedBlock;

#define CODEC_RED_HEAD_BYTES 5u     /* of a payload with one old block and its own */
#define CODEC_RED_MAX_TICKS  16383u /* of an old block … */
#define CODEC_RED_MAX_LENGTH 1023u  /* … and its bytes */

/* What stands before the packet's own block when it carries one old block of the same type: heads
 * and the old block's bytes. Writes and returns CODEC_RED_HEAD_BYTES + old->length; `old` within
 * the bounds above, old->at counts from `old_payload`. */
size_t codec_red_write_old(const CodecRedBlock *old, const uint8_t *old_payload,
                           uint8_t *ret_bytes);

/* Writes up to CODEC_RED_MAX_BLOCKS blocks, oldest first, the packet's own last, and returns their
 * number; 0: malformed. A block may be empty. */
unsigned codec_red_parse(const uint8_t *payload, size_t length,
                         CodecRedBlock ret_blocks[CODEC_RED_MAX_BLOCKS]);
