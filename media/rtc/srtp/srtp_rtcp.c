#include "media/rtc/srtp/srtp_rtcp.h"

#include <string.h>

#include <arpa/inet.h>

#include "media/rtc/srtp/srtp_nonce.h"
#include "media/rtc/srtp/srtp_rtp.h"
#include "media/rtc/srtp/srtp_window.h"

#define ENCRYPTED_FLAG (1u << 31)

bool srtp_rtcp_is_sound(const uint8_t *packet, size_t length) {
    return length >= SRTCP_HEAD_BYTES && packet[0] >> 6 == 2;
}

static size_t overhead(const SrtpProfile *profile) {
    return (size_t)profile->rtcp_tag_bytes + SRTCP_WORD_BYTES;
}

/* Where E ‖ index lies behind `length` bytes of RTCP. */
static size_t word_position(const SrtpProfile *profile, size_t length) {
    return length + (profile->is_gcm ? profile->rtcp_tag_bytes : 0u);
}

static void fill(SrtcpFrame *frame, const SrtpProfile *profile, const uint8_t *packet,
                 size_t length) {
    const uint8_t *word = packet + word_position(profile, length);
    memcpy(frame->head, packet, SRTCP_HEAD_BYTES);
    memcpy(frame->head + SRTCP_HEAD_BYTES, word, SRTCP_WORD_BYTES);
    frame->ssrc = srtp_rtp_read32(packet + 4);
    frame->index = srtp_rtp_read32(word) & SRTCP_INDEX_MAX;
    frame->length = length;
    frame->protected_length = length + overhead(profile);
}

void srtp_rtcp_close(SrtcpFrame *ret_frame, const SrtpKeys *keys, uint8_t *packet, size_t length,
                     uint32_t index) {
    uint32_t word = htonl(ENCRYPTED_FLAG | index);
    memcpy(packet + word_position(keys->profile, length), &word, sizeof word);
    fill(ret_frame, keys->profile, packet, length);
}

SrtpVerdict srtp_rtcp_read(SrtcpFrame *ret_frame, const SrtpKeys *keys, const uint8_t *packet,
                           size_t protected_length) {
    size_t extra = overhead(keys->profile);
    if (protected_length < SRTCP_HEAD_BYTES + extra ||
        !srtp_rtcp_is_sound(packet, protected_length))
        return SRTP_MALFORMED;
    fill(ret_frame, keys->profile, packet, protected_length - extra);
    return ret_frame->head[SRTCP_HEAD_BYTES] & 0x80 ? SRTP_OK : SRTP_CLEAR;
}

void srtp_rtcp_piece(const SrtcpFrame *frame, const SrtpKeys *keys, uint8_t *packet,
                     SrtpPiece *ret_piece) {
    const SrtpProfile *profile = keys->profile;
    uint8_t *body = packet + SRTCP_HEAD_BYTES;
    *ret_piece = (SrtpPiece){
        .head = profile->is_gcm ? frame->head : packet,
        .in = body,
        .out = body,
        .tag = packet + frame->length + (profile->is_gcm ? 0u : SRTCP_WORD_BYTES),
        .head_length = profile->is_gcm ? sizeof frame->head : SRTCP_HEAD_BYTES,
        .length = (uint32_t)(frame->length - SRTCP_HEAD_BYTES),
        .trailer = htonl(ENCRYPTED_FLAG | frame->index),
        .tag_length = profile->rtcp_tag_bytes,
    };
    srtp_nonce(profile, keys->rtcp.salt, frame->ssrc, frame->index, ret_piece->iv);
}
