#include "media/rtc/rtc_forward.h"

#include "media/rtc/rtc_asking.h"

#define EQUAL_MAX_BYTES 8 /* packets that differ by no more are padded to one size */

/* ---- one packet to one viewer ---- */

typedef struct Outgoing {
    const PacketSlot *slot;
    uint8_t padding;
    RewriteOut numbers;
} Outgoing;

/* What is not sealed or has no room is lost on the way, as any packet may be. */
static void seal(RtcViewer *viewer, SrtpOutgoing *packet) {
    if (srtp_sender_seal(viewer->peer->sender, packet, 1) == 1)
        send_batch_commit(viewer->peer->worker->batch, packet->ret_length);
}

static void send_packet(RtcViewer *viewer, RtcPlace *place, const Outgoing *out) {
    RtcWorker *worker = viewer->peer->worker;
    const PacketSlot *slot = out->slot;
    const uint8_t *payload = slot->bytes + slot->rtp.payload_at;
    const RtpPlan *plan = &place->plan;
    uint16_t prefix = slot->vp8.descriptor_length;
    uint16_t length = (uint16_t)(slot->rtp.payload_length + out->padding);
    RtpStamp stamp = {.timestamp = out->numbers.timestamp,
                      .sequence = out->numbers.sequence,
                      .send_time = rtp_send_time(rtc_core_now_us(worker)),
                      .has_marker = slot->rtp.has_marker,
                      .has_padding = out->padding > 0,
                      .has_voice = slot->rtp.has_voice,
                      .audio_level = slot->rtp.audio_level};
    if (plan->length + length + SRTP_OVERHEAD_MAX > SEND_BATCH_PACKET_BYTES)
        return;
    uint8_t *room = send_batch_reserve(worker->batch, &viewer->peer->address,
                                       plan->length + length + SRTP_OVERHEAD_MAX);
    rtp_plan_stamp(plan, &stamp, room);
    if (prefix > 0)
        codec_vp8_write_descriptor(&slot->vp8, payload, out->numbers.picture_id, out->numbers.tl0,
                                   room + plan->length);
    SrtpOutgoing packet = {.packet = room,
                           .payload = payload + prefix,
                           .payload_length = (uint16_t)(length - prefix),
                           .head_length = plan->length,
                           .prefix_length = prefix,
                           .stream = (uint16_t)place->stream};
    seal(viewer, &packet);
    rtc_delivery_sent(&viewer->delivery, place->kind, rtc_core_now_us(worker));
    place->n_packets++;
    place->n_bytes += slot->rtp.payload_length;
    worker->stats.forwarded++;
}

/* ---- which packet ---- */

static RewriteIn describe(const RtcPlace *place, const PacketSlot *slot, unsigned layer) {
    return (RewriteIn){.number = slot->number,
                       .timestamp = slot->rtp.timestamp,
                       .arrived_us = slot->arrived_us,
                       .picture_id = slot->vp8.descriptor_length ? slot->vp8.picture_id : 0,
                       .tl0 = slot->vp8.descriptor_length ? slot->vp8.tl0 : 0,
                       .source = (uint8_t)(place->first_source + layer)};
}

static const RewriteClock *clock_of(const RtcLayer *layer) {
    return layer && layer->clock_us != 0 ? &layer->clock : NULL;
}

/* A picture begins with a key frame, sound with any packet. */
static bool may_switch(const RtcPlace *place, const PacketSlot *slot, const RtcLayer *layer) {
    return layer == place->wanted && place->layer != layer && slot->is_key_start;
}

static void forward(RtcViewer *viewer, RtcPlace *place, const RtcFanPacket *fan) {
    Outgoing out = {.slot = fan->slot, .padding = fan->padding};
    const RewriteIn in = describe(place, fan->slot, fan->layer->index);
    if (may_switch(place, fan->slot, fan->layer)) {
        rewrite_switch(&place->rewrite, &in, clock_of(place->layer), clock_of(fan->layer));
        place->layer = fan->layer;
    }
    if (place->layer != fan->layer)
        return;
    if (fan->slot->rtp.payload_length == 0) /* padding that probes the publisher's line */
        rewrite_drop(&place->rewrite, &in);
    else if (rewrite_map(&place->rewrite, &in, &out.numbers))
        send_packet(viewer, place, &out);
}

void rtc_forward_repeat(RtcViewer *viewer, RtcPlace *place, const NackHit *hit) {
    RtcWorker *worker = viewer->peer->worker;
    const PacketSlot *slot = hit->slot;
    const uint8_t *payload = slot->bytes + slot->rtp.payload_at;
    const RewriteIn in = describe(place, slot, hit->source - place->first_source);
    const RtpPlan *plan = &place->rtx_plan;
    uint16_t descriptor = slot->vp8.descriptor_length;
    uint16_t head = plan->length;
    size_t room_bytes = head + RTP_RTX_BYTES + slot->rtp.payload_length + SRTP_OVERHEAD_MAX;
    RewriteOut numbers;
    if (room_bytes > SEND_BATCH_PACKET_BYTES || !rewrite_map(&place->rewrite, &in, &numbers))
        return;
    RtpStamp stamp = {.timestamp = numbers.timestamp,
                      .sequence = place->rtx_sequence++,
                      .send_time = rtp_send_time(rtc_core_now_us(worker)),
                      .has_marker = slot->rtp.has_marker};
    uint8_t *room = send_batch_reserve(worker->batch, &viewer->peer->address, room_bytes);
    rtp_plan_stamp_rtx(plan, &stamp, numbers.sequence, room);
    if (descriptor > 0)
        codec_vp8_write_descriptor(&slot->vp8, payload, numbers.picture_id, numbers.tl0,
                                   room + head + RTP_RTX_BYTES);
    SrtpOutgoing packet = {.packet = room,
                           .payload = payload + descriptor,
                           .payload_length = (uint16_t)(slot->rtp.payload_length - descriptor),
                           .head_length = head,
                           .prefix_length = (uint16_t)(RTP_RTX_BYTES + descriptor),
                           .stream = (uint16_t)place->rtx_stream};
    seal(viewer, &packet);
}

/* ---- one round ---- */

/* Encoders split frames into sizes that differ by a byte; equal ones are one message. The padding
 * is written behind the payload in the slot, once for all viewers. */
static void equalise(RtcPublisher *publisher) {
    unsigned longest = 0;
    for (unsigned i = 0; i < publisher->n_fan; i++)
        if (publisher->fan[i].layer->track->kind == SDP_VIDEO)
            longest = MAX(longest, publisher->fan[i].slot->rtp.payload_length);
    for (unsigned i = 0; i < publisher->n_fan; i++) {
        PacketSlot *slot = publisher->fan[i].slot;
        const RtpPacket *rtp = &slot->rtp;
        unsigned lacks = longest - MIN(longest, rtp->payload_length);
        bool is_near = publisher->fan[i].layer->track->kind == SDP_VIDEO && lacks > 0 &&
                       lacks <= EQUAL_MAX_BYTES;
        size_t end = (size_t)rtp->payload_at + rtp->payload_length;
        if (!is_near || end + lacks > PACKET_SLOT_BYTES)
            continue;
        rtp_plan_put_padding(slot->bytes + end, (uint8_t)lacks);
        publisher->fan[i].padding = (uint8_t)lacks;
    }
}

static void fan_kind(RtcPublisher *publisher, RtcLink *link, SdpKind kind) {
    for (unsigned i = 0; i < publisher->n_fan; i++) {
        const RtcFanPacket *fan = &publisher->fan[i];
        RtcPlace *place = link->places[fan->layer->track->index];
        if (place && fan->layer->track->kind == kind && place->stream >= 0)
            forward(link->viewer, place, fan);
    }
}

/* Pictures first: the sound's small packet may end their run. */
static void fan_out(RtcPublisher *publisher) {
    equalise(publisher);
    for (RtcLink *link = publisher->links; link; link = link->next) {
        if (!link->viewer->has_begun || !link->viewer->peer->has_address)
            continue;
        fan_kind(publisher, link, SDP_VIDEO);
        fan_kind(publisher, link, SDP_AUDIO);
    }
    publisher->n_fan = 0;
}

void rtc_forward_add(RtcPublisher *publisher, PacketSlot *slot, RtcLayer *layer) {
    RtcWorker *worker = publisher->peer->worker;
    publisher->fan[publisher->n_fan++] = (RtcFanPacket){slot, layer, 0};
    if (publisher->n_fan == RTC_FAN_PACKETS)
        fan_out(publisher);
    if (publisher->is_to_fan)
        return;
    publisher->is_to_fan = true;
    publisher->next_to_fan = worker->to_fan;
    worker->to_fan = publisher;
}

void rtc_forward_all(RtcWorker *worker) {
    RtcPublisher *publisher;
    while ((publisher = worker->to_fan)) {
        worker->to_fan = publisher->next_to_fan;
        publisher->is_to_fan = false;
        if (publisher->n_fan > 0)
            fan_out(publisher);
        rtc_asking_missing(publisher, rtc_core_now_us(worker));
    }
}

void rtc_forward_forget(RtcPublisher *publisher) {
    RtcPublisher **at = &publisher->peer->worker->to_fan;
    while (*at && *at != publisher)
        at = &(*at)->next_to_fan;
    if (*at)
        *at = publisher->next_to_fan;
}
