#include "media/rtc/rtc_asking.h"

#include "media/rtc/wire/rtcp_feedback.h"

#define RTCP_ROOM_BYTES 1200u
#define NACKS_AT_ONCE   128u

static void send_pli(RtcLayer *layer) {
    RtcPublisher *publisher = layer->track->publisher;
    uint8_t room[64 + SRTCP_OVERHEAD_MAX];
    RtcpWriter writer = {.bytes = room, .size = 64};
    const RtcpFeedback head = {publisher->ssrc, layer->ssrc};
    if (layer->ssrc != 0 && rtcp_feedback_write_pli(&writer, &head))
        rtc_peer_send_rtcp(publisher->peer, room, writer.length);
}

void rtc_asking_key(RtcLayer *layer) {
    if (layer && layer->track->kind == SDP_VIDEO &&
        keyframe_economy_ask(&layer->keys, rtc_core_now_us(layer->track->publisher->peer->worker)))
        send_pli(layer);
}

/* What was given up breaks the picture until the next key frame. */
static void ask_layer(RtcLayer *layer, RtcpWriter *writer, int64_t now_us) {
    uint16_t sequences[NACKS_AT_ONCE];
    const RtcpFeedback head = {layer->track->publisher->ssrc, layer->ssrc};
    unsigned n = nack_make_due(&layer->nack, now_us, 0, NACKS_AT_ONCE, sequences);
    if (n > 0)
        rtcp_feedback_write_nacks(writer, &head, sequences, n);
    if (nack_make_take_given_up(&layer->nack) > 0)
        rtc_asking_key(layer);
}

void rtc_asking_missing(RtcPublisher *publisher, int64_t now_us) {
    uint8_t room[RTCP_ROOM_BYTES + SRTCP_OVERHEAD_MAX];
    RtcpWriter writer = {.bytes = room, .size = RTCP_ROOM_BYTES};
    for (unsigned i = 0; i < publisher->n_tracks; i++) {
        RtcTrack *track = &publisher->tracks[i];
        for (unsigned k = 0; k < track->n_layers && track->kind == SDP_VIDEO; k++)
            if (track->repair_type != 0 && track->layers[k].ssrc != 0)
                ask_layer(&track->layers[k], &writer, now_us);
    }
    rtc_peer_send_rtcp(publisher->peer, room, writer.length);
}

void rtc_asking_keys_again(RtcPublisher *publisher, int64_t now_us) {
    for (unsigned i = 0; i < publisher->n_tracks; i++)
        for (unsigned k = 0; k < publisher->tracks[i].n_layers; k++)
            if (keyframe_economy_tick(&publisher->tracks[i].layers[k].keys, now_us))
                send_pli(&publisher->tracks[i].layers[k]);
}
