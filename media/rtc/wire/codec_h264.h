/* The H.264 payload of one RTP packet (RFC 6184 §5): what a forwarder must know. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CODEC_H264_MAX_UNITS 64u /* of one STAP-A that are looked at; more: malformed */

typedef struct CodecH264 {
    bool has_sps, has_pps;
    bool has_idr;       /* a slice of an IDR picture, or a fragment of one */
    bool is_reference;  /* nal_ref_idc of a unit is not zero: others build on it */
    bool is_unit_start; /* a unit begins here: all but the later fragments of one */
    bool is_unit_end;
    /* A decoder can begin here: a parameter set (SPS) or an IDR slice begins. The sets and the
     * slice behind them share their RTP time stamp: one beginning, not two. The end of the picture
     * is the RTP marker. */
    bool is_key_start;
} CodecH264;

/* Single units, STAP-A and FU-A: packetization modes 0 and 1 (§6.2, §6.3). False: malformed, or a
 * kind of packet of the interleaved mode. */
bool codec_h264_parse(const uint8_t *payload, size_t length, CodecH264 *ret_h264);
