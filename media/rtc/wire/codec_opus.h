/* Opus in RTP (RFC 7587): silence is told by its size, nothing is decoded. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define CODEC_OPUS_HZ            48000 /* RFC 7587 §4.1: the RTP clock, whatever is coded */
#define CODEC_OPUS_DTX_MAX_BYTES 2u    /* a table of contents without a frame worth decoding */

/* Discontinuous transmission (RFC 7587 §3.1.3): the packet says that nothing is said. */
static inline bool codec_opus_is_silence(size_t payload_length) {
    return payload_length <= CODEC_OPUS_DTX_MAX_BYTES;
}
