#include "media/rtc/srtp/srtp_receiver.h"

#include "media/rtc/srtp/srtp_nonce.h"
#include "media/rtc/srtp/srtp_rtcp.h"
#include "media/rtc/srtp/srtp_rtp.h"
#include "media/rtc/srtp/srtp_streams.h"

struct SrtpReceiver {
    SrtpSuite suite;
    SrtpCipherKey *key; /* NULL until the first RTP packet */
    SrtpStreams rtp, rtcp;
    SrtpEngine *engine;
    SrtpKeys keys;
    SrtpCounts counts;
};

/* An index and the window it belongs to. */
typedef struct Place {
    SrtpStreams *streams;
    uint64_t index;
    uint32_t ssrc;
    int row; /* -1: the SSRC is new */
} Place;

static const SrtpWindow EMPTY;

SrtpReceiver *srtp_receiver_new(SrtpEngine *engine, const SrtpKeys *keys) {
    SrtpReceiver *receiver = g_new0(SrtpReceiver, 1);
    receiver->suite = *srtp_engine_suite(engine, keys->profile);
    receiver->engine = engine;
    receiver->keys = *keys;
    return receiver;
}

void srtp_receiver_free(SrtpReceiver *receiver) {
    if (!receiver)
        return;
    receiver->suite.cipher->key_free(receiver->suite.state, receiver->key);
    srtp_streams_clear(&receiver->rtp);
    srtp_streams_clear(&receiver->rtcp);
    srtp_keys_wipe(&receiver->keys);
    g_free(receiver);
}

static const SrtpWindow *place_window(const Place *place) {
    return place->row >= 0 ? &place->streams->rows[place->row].window : &EMPTY;
}

static SrtpVerdict find_place(SrtpStreams *streams, uint32_t ssrc, Place *ret_place) {
    *ret_place = (Place){.streams = streams, .ssrc = ssrc, .row = srtp_streams_find(streams, ssrc)};
    return ret_place->row < 0 && streams->n >= SRTP_RECEIVER_MAX_STREAMS ? SRTP_CROWDED : SRTP_OK;
}

/* For an authentic packet. */
static void mark_place(Place *place) {
    if (place->row < 0)
        place->row = srtp_streams_add(place->streams, place->ssrc);
    srtp_window_mark(&place->streams->rows[place->row].window, place->index);
}

/* Everything that needs no cipher. */
static SrtpVerdict check_rtp(SrtpReceiver *receiver, const uint8_t *packet, size_t length,
                             size_t *ret_head_length, Place *ret_place) {
    size_t tag_bytes = receiver->keys.profile->tag_bytes;
    if (length < SRTP_HEAD_BYTES + tag_bytes || length > UINT16_MAX)
        return SRTP_MALFORMED;
    *ret_head_length = srtp_rtp_head_length(packet, length - tag_bytes);
    if (*ret_head_length == 0)
        return SRTP_MALFORMED;
    SrtpVerdict verdict = find_place(&receiver->rtp, srtp_rtp_ssrc(packet), ret_place);
    if (verdict != SRTP_OK)
        return verdict;
    const SrtpWindow *window = place_window(ret_place);
    ret_place->index = srtp_window_guess(window, srtp_rtp_sequence(packet));
    if (ret_place->index == SRTP_INDEX_NONE)
        return SRTP_TOO_OLD;
    return ret_place->index > SRTP_INDEX_MAX ? SRTP_EXHAUSTED
                                             : srtp_window_check(window, ret_place->index);
}

static bool has_key(SrtpReceiver *receiver) {
    if (!receiver->key)
        receiver->key = srtp_engine_key_new(receiver->engine, receiver->keys.profile, SRTP_OPEN,
                                            &receiver->keys.rtp);
    return receiver->key != NULL;
}

static SrtpVerdict open_rtp(SrtpReceiver *receiver, uint8_t *packet, size_t length,
                            SrtpIncoming *ret_incoming) {
    const SrtpProfile *profile = receiver->keys.profile;
    size_t head_length;
    Place place;
    SrtpVerdict verdict = check_rtp(receiver, packet, length, &head_length, &place);
    if (verdict != SRTP_OK)
        return verdict;
    if (!has_key(receiver))
        return SRTP_FAILED;
    size_t text_length = length - profile->tag_bytes - head_length;
    SrtpPiece piece = {
        .head = packet,
        .in = packet + head_length,
        .out = packet + head_length,
        .tag = packet + length - profile->tag_bytes,
        .head_length = (uint32_t)head_length,
        .length = (uint32_t)text_length,
        .trailer = GUINT32_TO_BE((uint32_t)(place.index >> 16)),
        .tag_length = profile->tag_bytes,
    };
    srtp_nonce(profile, receiver->keys.rtp.salt, place.ssrc, place.index, piece.iv);
    verdict = receiver->suite.cipher->open(receiver->suite.state, receiver->key, &piece);
    if (verdict != SRTP_OK)
        return verdict;
    mark_place(&place);
    *ret_incoming = (SrtpIncoming){.index = place.index,
                                   .ssrc = place.ssrc,
                                   .head_length = (uint16_t)head_length,
                                   .length = (uint16_t)(head_length + text_length),
                                   .stream = (uint16_t)place.row};
    return SRTP_OK;
}

SrtpVerdict srtp_receiver_open(SrtpReceiver *receiver, uint8_t *packet, size_t length,
                               SrtpIncoming *ret_incoming) {
    SrtpVerdict verdict = open_rtp(receiver, packet, length, ret_incoming);
    receiver->counts.n[verdict]++;
    return verdict;
}

static SrtpVerdict open_rtcp(SrtpReceiver *receiver, uint8_t *packet, size_t length,
                             size_t *ret_length) {
    SrtcpFrame frame;
    SrtpPiece piece;
    Place place;
    if (length > UINT16_MAX)
        return SRTP_MALFORMED;
    SrtpVerdict verdict = srtp_rtcp_read(&frame, &receiver->keys, packet, length);
    if (verdict == SRTP_OK)
        verdict = find_place(&receiver->rtcp, frame.ssrc, &place);
    if (verdict != SRTP_OK)
        return verdict;
    place.index = frame.index;
    verdict = srtp_window_check(place_window(&place), place.index);
    if (verdict != SRTP_OK)
        return verdict;
    SrtpCipherKey *key = srtp_engine_lend_key(receiver->engine, receiver->keys.profile, SRTP_OPEN,
                                              &receiver->keys.rtcp);
    if (!key)
        return SRTP_FAILED;
    srtp_rtcp_piece(&frame, &receiver->keys, packet, &piece);
    verdict = receiver->suite.cipher->open(receiver->suite.state, key, &piece);
    if (verdict != SRTP_OK)
        return verdict;
    mark_place(&place);
    *ret_length = frame.length;
    return SRTP_OK;
}

SrtpVerdict srtp_receiver_open_rtcp(SrtpReceiver *receiver, uint8_t *packet, size_t length,
                                    size_t *ret_length) {
    *ret_length = 0;
    SrtpVerdict verdict = open_rtcp(receiver, packet, length, ret_length);
    receiver->counts.n[verdict]++;
    return verdict;
}

const SrtpCounts *srtp_receiver_counts(const SrtpReceiver *receiver) {
    return &receiver->counts;
}
