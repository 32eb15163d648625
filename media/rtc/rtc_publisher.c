#include "media/rtc/rtc_publisher.h"

#include <string.h>

#include "base/clock.h"
#include "media/rtc/rtc_asking.h"
#include "media/rtc/rtc_forward.h"
#include "media/rtc/wire/codec_h264.h"
#include "media/rtc/wire/rtcp_source.h"
#include "media/rtc/wire/sdp.h"

#define REPORT_US       INT64_C(1000000)
#define RTCP_ROOM_BYTES 1200u

/* ---- tracks ---- */

static void init_layer(RtcTrack *track, unsigned index, const char *rid) {
    RtcLayer *layer = &track->layers[index];
    bool is_video = track->kind == SDP_VIDEO;
    layer->track = track;
    layer->index = (uint8_t)index;
    g_strlcpy(layer->rid, rid, sizeof layer->rid);
    packet_ring_init(&layer->ring, is_video ? PACKET_RING_VIDEO_SLOTS : PACKET_RING_AUDIO_SLOTS);
    receive_stats_init(&layer->stats, track->clock_hz);
    nack_make_init(&layer->nack);
}

/* See RtcPictureSource. */
static RtcPictureSource find_source_of(const RtcPublisher *publisher, const RtcTrackPlan *plan) {
    if (plan->section->is_slides)
        return RTC_SCREEN;
    for (unsigned i = 0; i < publisher->n_tracks; i++)
        if (publisher->tracks[i].kind == plan->section->kind &&
            publisher->tracks[i].source == RTC_CAMERA)
            return RTC_SCREEN;
    return RTC_CAMERA;
}

static void init_track(RtcPublisher *publisher, const RtcTrackPlan *plan) {
    RtcTrack *track = &publisher->tracks[publisher->n_tracks];
    const SdpChosenCodec *codec = &plan->choice->codecs[0];
    track->publisher = publisher;
    track->source = find_source_of(publisher, plan);
    track->seat = -1;
    track->index = (uint8_t)publisher->n_tracks++;
    track->kind = plan->section->kind;
    track->codec = codec->kind;
    track->payload_type = codec->payload_type;
    track->repair_type = codec->repair_type;
    track->clock_hz = track->kind == SDP_VIDEO ? 90000 : 48000;
    g_strlcpy(track->mid, plan->section->mid ? plan->section->mid : "", sizeof track->mid);
    track->n_layers = CLAMP(plan->choice->n_rids, 1, RTC_MAX_LAYERS);
    track->layers = g_new0(RtcLayer, track->n_layers);
    for (unsigned i = 0; i < track->n_layers; i++)
        init_layer(track, i, i < plan->choice->n_rids ? plan->choice->rids[i] : "");
    if (track->n_layers > 1 || plan->section->n_ssrcs == 0)
        return;
    track->layers[0].ssrc = plan->section->ssrcs[0];
    track->layers[0].rtx_ssrc = sdp_rtx_of(plan->section, plan->section->ssrcs[0]);
}

/* ---- whose packet ---- */

static bool is_text(const uint8_t *bytes, RtpPiece piece, const char *text) {
    return piece.length > 0 && strlen(text) == piece.length &&
           memcmp(bytes + piece.at, text, piece.length) == 0;
}

/* By the SSRC of the offer, else by mid and rid (RFC 8852 §3, RFC 9143 §9.2), else by the payload
 * type, which names one section where mids are not sent. */
static bool fits(const RtcTrack *track, const uint8_t *bytes, const RtpPacket *rtp) {
    if (rtp->mid.length > 0 && track->mid[0])
        return is_text(bytes, rtp->mid, track->mid);
    return rtp->payload_type == track->payload_type || rtp->payload_type == track->repair_type;
}

static RtcSource find_in_track(RtcTrack *track, const uint8_t *bytes, const RtpPacket *rtp) {
    bool is_rtx = track->kind == SDP_VIDEO && rtp->payload_type == track->repair_type &&
                  track->repair_type != 0;
    RtpPiece rid = is_rtx ? rtp->repaired_rid : rtp->rid;
    for (unsigned i = 0; i < track->n_layers; i++) {
        RtcLayer *layer = &track->layers[i];
        if (track->n_layers == 1 || is_text(bytes, rid, layer->rid))
            return (RtcSource){layer, is_rtx};
    }
    return (RtcSource){NULL, is_rtx};
}

static RtcSource find_source(RtcPublisher *publisher, const uint8_t *bytes, const RtpPacket *rtp) {
    for (unsigned i = 0; i < publisher->n_tracks; i++) {
        RtcTrack *track = &publisher->tracks[i];
        for (unsigned k = 0; k < track->n_layers; k++) {
            if (track->layers[k].ssrc == rtp->ssrc)
                return (RtcSource){&track->layers[k], false};
            if (track->layers[k].rtx_ssrc == rtp->ssrc)
                return (RtcSource){&track->layers[k], true};
        }
    }
    for (unsigned i = 0; i < publisher->n_tracks; i++)
        if (fits(&publisher->tracks[i], bytes, rtp))
            return find_in_track(&publisher->tracks[i], bytes, rtp);
    return (RtcSource){NULL, false};
}

static RtcSource *source_of(RtcPublisher *publisher, const uint8_t *bytes, const RtpPacket *rtp,
                            unsigned stream) {
    RtcSource *source = &publisher->sources[stream];
    if (source->layer)
        return source;
    *source = find_source(publisher, bytes, rtp);
    if (source->layer && !source->is_rtx)
        source->layer->ssrc = rtp->ssrc;
    else if (source->layer)
        source->layer->rtx_ssrc = rtp->ssrc;
    else
        publisher->peer->worker->stats.unassigned++;
    return source;
}

/* ---- packets ---- */

/* Writes its number; false: it is not to be used. */
static bool number_packet(const RtcSource *source, const uint8_t *bytes, RtpPacket *rtp,
                          int64_t now_us, uint32_t *ret_number) {
    RtcLayer *layer = source->layer;
    if (source->is_rtx)
        return rtp_unwrap_rtx(rtp, bytes, layer->ssrc, layer->track->payload_type) &&
               receive_stats_number(&layer->stats, rtp->sequence, ret_number);
    return receive_stats_take(&layer->stats, rtp->sequence, rtp->timestamp, now_us, ret_number) !=
           RECEIVE_STRAY;
}

static void inspect(const RtcTrack *track, PacketSlot *slot) {
    const uint8_t *payload = slot->bytes + slot->rtp.payload_at;
    CodecH264 h264;
    slot->is_key_start = track->kind == SDP_AUDIO;
    slot->vp8 = (CodecVp8){0};
    if (track->codec == SDP_CODEC_VP8 &&
        codec_vp8_parse(payload, slot->rtp.payload_length, &slot->vp8))
        slot->is_key_start = slot->vp8.is_start && slot->vp8.is_key;
    else if (track->codec == SDP_CODEC_H264 &&
             codec_h264_parse(payload, slot->rtp.payload_length, &h264))
        slot->is_key_start = h264.is_key_start;
}

static PacketSlot *keep(RtcLayer *layer, const uint8_t *bytes, size_t length, const RtpPacket *rtp,
                        uint32_t number) {
    RtcWorker *worker = layer->track->publisher->peer->worker;
    PacketSlot *slot = length <= PACKET_SLOT_BYTES ? packet_pool_take(worker->pool) : NULL;
    if (!slot)
        return NULL;
    slot->arrived_us = rtc_core_now_us(worker);
    slot->number = number;
    slot->length = (uint16_t)length;
    slot->rtp = *rtp;
    memcpy(slot->bytes, bytes, length);
    inspect(layer->track, slot);
    PacketSlot *back = packet_ring_put(&layer->ring, slot);
    packet_pool_give(worker->pool, back);
    return back == slot ? NULL : slot;
}

static void measure(RtcLayer *layer, const PacketSlot *slot) {
    bool is_video = layer->track->kind == SDP_VIDEO;
    const LayerRateIn in = {.now_us = slot->arrived_us,
                            .timestamp = slot->rtp.timestamp,
                            .bytes = slot->length,
                            .temporal = slot->vp8.temporal,
                            .is_key_start = is_video && slot->is_key_start};
    layer_rate_add(&layer->rate, &in);
    if (slot->vp8.height > 0)
        layer->height_px = slot->vp8.height;
}

static void on_rtp(void *media, const uint8_t *bytes, const SrtpIncoming *incoming) {
    RtcPublisher *publisher = media;
    RtcWorker *worker = publisher->peer->worker;
    int64_t now_us = rtc_core_now_us(worker);
    RtpPacket rtp;
    uint32_t number;
    if (!rtp_parse(bytes, incoming->length, &publisher->map, &rtp)) {
        worker->stats.malformed++;
        return;
    }
    if (rtp_has(&rtp, RTP_EXTENSION_TRANSPORT))
        twcc_make_take(&publisher->twcc, rtp.transport_sequence, now_us);
    const RtcSource *source = source_of(publisher, bytes, &rtp, incoming->stream);
    if (!source->layer || !number_packet(source, bytes, &rtp, now_us, &number))
        return;
    RtcLayer *layer = source->layer;
    publisher->heard_ssrc = layer->ssrc;
    nack_make_take(&layer->nack, number, now_us);
    if (!source->is_rtx)
        receive_stats_add_bytes(&layer->stats, rtp.payload_length);
    if (layer->track->is_held)
        return; /* as if it had stopped */
    layer->heard_us = now_us;
    if (layer->track->kind == SDP_AUDIO)
        rtc_speakers_hear(publisher->channel->speakers, layer->track, &rtp, now_us);
    PacketSlot *slot = keep(layer, bytes, incoming->length, &rtp, number);
    if (!slot)
        return;
    worker->stats.received++;
    measure(layer, slot);
    if (slot->is_key_start && layer->track->kind == SDP_VIDEO) {
        keyframe_economy_arrived(&layer->keys);
        nack_make_forget_before(&layer->nack, number);
    }
    rtc_forward_add(publisher, slot, layer);
}

/* ---- reports ---- */

static RtcLayer *find_layer(RtcPublisher *publisher, uint32_t ssrc) {
    for (unsigned i = 0; i < publisher->n_tracks; i++)
        for (unsigned k = 0; k < publisher->tracks[i].n_layers; k++)
            if (publisher->tracks[i].layers[k].ssrc == ssrc && ssrc != 0)
                return &publisher->tracks[i].layers[k];
    return NULL;
}

static void take_sender(RtcPublisher *publisher, const RtcpSender *sender) {
    RtcLayer *layer = find_layer(publisher, sender->ssrc);
    if (!layer || sender->ntp == 0)
        return;
    layer->clock = (RewriteClock){rtcp_report_time_us(sender->ntp), sender->timestamp};
    layer->clock_us = rtc_core_now_us(publisher->peer->worker);
    receive_stats_take_sender(&layer->stats, sender->ntp, layer->clock_us);
    if (!publisher->has_clock)
        publisher->clock_offset_us = clock_wall_us() - layer->clock.at_us;
    publisher->has_clock = true;
}

static void on_rtcp(void *media, const uint8_t *bytes, size_t length) {
    RtcPublisher *publisher = media;
    RtcpWalk walk;
    RtcpBlock block;
    RtcpSender sender;
    rtcp_walk_init(&walk, bytes, length);
    while (rtcp_walk_next(&walk, &block) == RTCP_STEP_BLOCK)
        if (rtcp_report_get_sender(&block, &sender))
            take_sender(publisher, &sender);
}

static RtcpWriter begin_rtcp(uint8_t *room) {
    return (RtcpWriter){.bytes = room, .size = RTCP_ROOM_BYTES};
}

static void write_reports(RtcPublisher *publisher, RtcpWriter *writer, int64_t now_us) {
    RtcpReport reports[RTC_MAX_TRACKS * RTC_MAX_LAYERS];
    unsigned n = 0;
    for (unsigned i = 0; i < publisher->n_tracks; i++)
        for (unsigned k = 0; k < publisher->tracks[i].n_layers; k++) {
            RtcLayer *layer = &publisher->tracks[i].layers[k];
            if (layer->ssrc != 0 &&
                receive_stats_report(&layer->stats, layer->ssrc, now_us, &reports[n]))
                n++;
        }
    rtcp_report_write_receiver(writer, publisher->ssrc, reports, n);
    rtcp_source_write_name(writer, publisher->ssrc, "tongping");
}

static void on_tick(void *media, int64_t now_us) {
    RtcPublisher *publisher = media;
    uint8_t room[RTCP_ROOM_BYTES + SRTCP_OVERHEAD_MAX];
    RtcpWriter writer = begin_rtcp(room);
    if (now_us - publisher->reported_us >= REPORT_US) {
        publisher->reported_us = now_us;
        write_reports(publisher, &writer, now_us);
    }
    if (publisher->has_twcc && publisher->heard_ssrc != 0 && twcc_make_has_news(&publisher->twcc))
        twcc_make_write(&publisher->twcc, &writer, publisher->ssrc, publisher->heard_ssrc);
    rtc_peer_send_rtcp(publisher->peer, room, writer.length);
    rtc_asking_missing(publisher, now_us);
    rtc_asking_keys_again(publisher, now_us);
}

/* ---- on its peer ---- */

static void on_keys(void *media) {
    RtcPublisher *publisher = media;
    rtc_channel_begin_publisher(publisher->channel, publisher);
}

static void on_end(void *media) {
    RtcPublisher *publisher = media;
    rtc_forward_forget(publisher);
    rtc_channel_remove_publisher(publisher->channel, publisher);
    for (unsigned i = 0; i < publisher->n_tracks; i++) {
        RtcTrack *track = &publisher->tracks[i];
        for (unsigned k = 0; k < track->n_layers; k++)
            packet_ring_clear(&track->layers[k].ring, publisher->peer->worker->pool);
        g_free(track->layers);
    }
    g_free(publisher->tracks);
    g_free(publisher->links);
    g_free(publisher);
}

static const RtcPeerMedia MEDIA = {on_keys, on_tick, on_rtp, on_rtcp, on_end};

/* Sections of one transport use an id for one thing (RFC 9143 §9.1), but not each of them all:
 * layers are named in pictures only, levels in sound only. */
static void take_extensions(RtpExtensionMap *map, const RtcTrackPlan *plans, unsigned n_plans) {
    _Static_assert(RTP_N_EXTENSIONS == SDP_N_EXTENSIONS, "the same, in the same order");
    for (unsigned i = 0; i < n_plans; i++)
        for (unsigned k = 0; k < RTP_N_EXTENSIONS; k++)
            if (map->ids[k] == 0)
                map->ids[k] = plans[i].choice->extension_ids[k];
}

RtcPublisher *rtc_publisher_new(RtcPeer *peer, RtcChannel *channel, const RtcTrackPlan *plans,
                                unsigned n_plans) {
    RtcPublisher *publisher = g_new0(RtcPublisher, 1);
    g_assert(n_plans > 0 && n_plans <= RTC_MAX_TRACKS);
    publisher->peer = peer;
    publisher->channel = channel;
    publisher->ssrc = g_random_int();
    take_extensions(&publisher->map, plans, n_plans);
    publisher->has_twcc = publisher->map.ids[RTP_EXTENSION_TRANSPORT] != 0;
    twcc_make_init(&publisher->twcc);
    publisher->tracks = g_new0(RtcTrack, n_plans);
    for (unsigned i = 0; i < n_plans; i++)
        init_track(publisher, &plans[i]);
    peer->kind = &MEDIA;
    peer->media = publisher;
    rtc_channel_add_publisher(channel, publisher);
    return publisher;
}

RtcPublisher *rtc_publisher_of(const RtcPeer *peer) {
    return peer->kind == &MEDIA ? peer->media : NULL;
}

void rtc_publisher_hold(RtcPublisher *publisher, unsigned holds, bool is_held) {
    rtc_channel_hold(publisher->channel, publisher, holds, is_held);
}
