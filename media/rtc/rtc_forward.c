#include "media/rtc/rtc_forward.h"

#include <string.h>

#include "media/rtc/rtc_asking.h"
#include "media/rtc/wire/codec_red.h"

#define EQUAL_MAX_BYTES 8 /* packets that differ by no more are padded to one size */
#define STEP_ITEMS      32u
/* A probe repeats the newest packet of at least so much payload; without one, padding. */
#define LARGE_BYTES     500u
#define PADDING_AT_ONCE 8u /* packets for one PacerItem */

/* ---- one packet to one viewer ---- */

typedef struct Outgoing {
    const PacketSlot *slot;
    uint8_t padding;
    uint16_t probe; /* BweProbe.number that it is part of */
    RewriteOut numbers;
} Outgoing;

static RtcLayer *layer_of(const RtcPlace *place, unsigned index) {
    return &place->track->layers[index];
}

/* `bytes` of RTP. The number that feedback names it by; 0 where the plan carries none. */
static uint16_t number_packet(RtcViewer *viewer, const RtpPlan *plan, size_t bytes,
                              uint16_t probe) {
    if (plan->transport_at == 0)
        return 0;
    return rtc_line_number(viewer->line, rtc_core_now_us(viewer->peer->worker),
                           (uint32_t)bytes + LAYER_RATE_PACKET_EXTRAS, probe);
}

/* The packet of sound before this one, to go along with it; NULL: the line does not need it, or it
 * is not there. */
static const PacketSlot *find_old(const RtcViewer *viewer, const RtcPlace *place,
                                  const PacketSlot *slot) {
    if (place->kind != SDP_AUDIO || place->codec->repair_type == 0 ||
        !rtc_line_is_lossy(viewer->line, rtc_core_now_us(viewer->peer->worker)))
        return NULL;
    const PacketSlot *old = packet_ring_find(&place->layer->ring, slot->number - 1);
    bool is_near = old && slot->rtp.timestamp - old->rtp.timestamp <= CODEC_RED_MAX_TICKS &&
                   old->rtp.payload_length <= CODEC_RED_MAX_LENGTH;
    return is_near && old->rtp.payload_length > 0 ? old : NULL;
}

static uint16_t put_old(const RtcPlace *place, const PacketSlot *old, const PacketSlot *slot,
                        uint8_t *ret_bytes) {
    const CodecRedBlock block = {.payload_type = place->codec->payload_type,
                                 .earlier_ticks =
                                     (uint16_t)(slot->rtp.timestamp - old->rtp.timestamp),
                                 .length = old->rtp.payload_length};
    return (uint16_t)codec_red_write_old(&block, old->bytes + old->rtp.payload_at, ret_bytes);
}

static void note_sent(RtcPlace *place, const PacketSlot *slot) {
    place->n_packets++;
    place->n_bytes += slot->rtp.payload_length;
    if (slot->rtp.payload_length < LARGE_BYTES)
        return;
    place->large_number = slot->number;
    place->large_layer = place->layer->index;
    place->has_large = true;
}

/* What is not sealed or has no room is lost on the way, as any packet may be. */
static void seal(RtcViewer *viewer, SrtpOutgoing *packet) {
    if (srtp_sender_seal(viewer->peer->sender, packet, 1) == 1)
        send_batch_commit(viewer->peer->worker->batch, packet->ret_length);
}

static void send_packet(RtcViewer *viewer, RtcPlace *place, const Outgoing *out) {
    RtcWorker *worker = viewer->peer->worker;
    const PacketSlot *slot = out->slot;
    const uint8_t *payload = slot->bytes + slot->rtp.payload_at;
    const PacketSlot *old = find_old(viewer, place, slot);
    const RtpPlan *plan = old ? &place->rtx_plan : &place->plan;
    uint16_t descriptor = slot->vp8.descriptor_length, prefix = descriptor;
    uint16_t length = (uint16_t)(slot->rtp.payload_length + out->padding);
    RtpStamp stamp = {.timestamp = out->numbers.timestamp,
                      .sequence = out->numbers.sequence,
                      .send_time = rtp_send_time(rtc_core_now_us(worker)),
                      .has_marker = slot->rtp.has_marker,
                      .has_padding = out->padding > 0,
                      .has_voice = slot->rtp.has_voice,
                      .audio_level = slot->rtp.audio_level};
    size_t bytes = (size_t)plan->length + length;
    if (old)
        bytes += CODEC_RED_HEAD_BYTES + old->rtp.payload_length;
    if (bytes + SRTP_OVERHEAD_MAX > SEND_BATCH_PACKET_BYTES)
        return;
    uint8_t *room =
        send_batch_reserve(worker->batch, &viewer->peer->address, bytes + SRTP_OVERHEAD_MAX);
    stamp.transport_sequence = number_packet(viewer, plan, bytes, out->probe);
    rtp_plan_stamp(plan, &stamp, room);
    if (old)
        prefix = put_old(place, old, slot, room + plan->length);
    if (descriptor > 0)
        codec_vp8_write_descriptor(&slot->vp8, payload, out->numbers.picture_id, out->numbers.tl0,
                                   room + plan->length);
    SrtpOutgoing packet = {.packet = room,
                           .payload = payload + descriptor,
                           .payload_length = (uint16_t)(length - descriptor),
                           .head_length = plan->length,
                           .prefix_length = prefix,
                           .stream = (uint16_t)place->stream};
    seal(viewer, &packet);
    note_sent(place, slot);
    worker->stats.forwarded++;
}

/* ---- which packet ---- */

static RewriteIn describe(const PacketSlot *slot, const RtcLayer *layer) {
    return (RewriteIn){.number = slot->number,
                       .timestamp = slot->rtp.timestamp,
                       .arrived_us = slot->arrived_us,
                       .picture_id = slot->vp8.descriptor_length ? slot->vp8.picture_id : 0,
                       .tl0 = slot->vp8.descriptor_length ? slot->vp8.tl0 : 0,
                       .source = layer->index};
}

static const RewriteClock *clock_of(const RtcLayer *layer) {
    return layer && layer->clock_us != 0 ? &layer->clock : NULL;
}

/* A picture begins with a key frame, sound with any packet. */
static bool may_switch(const RtcPlace *place, const PacketSlot *slot, const RtcLayer *layer) {
    return layer == place->wanted && place->layer != layer && slot->is_key_start;
}

/* Frames of temporal layers that are not sent; up again with one that needs only the base (RFC 7741
 * §4.2: Y). */
static bool is_thinned(RtcPlace *place, const PacketSlot *slot) {
    uint8_t temporal = slot->vp8.temporal;
    if (temporal <= place->temporal)
        return false;
    if (temporal > place->wanted_temporal || !slot->vp8.is_start || !slot->vp8.is_sync)
        return true;
    place->temporal = temporal;
    return false;
}

static void forward(RtcViewer *viewer, RtcPlace *place, const RtcFanPacket *fan, uint16_t probe) {
    Outgoing out = {.slot = fan->slot, .padding = fan->padding, .probe = probe};
    const RewriteIn in = describe(fan->slot, fan->layer);
    if (may_switch(place, fan->slot, fan->layer)) {
        rewrite_switch(&place->rewrite, &in, clock_of(place->layer), clock_of(fan->layer));
        place->layer = fan->layer;
        place->coming = NULL;
        place->temporal = place->wanted_temporal;
    }
    if (place->layer != fan->layer)
        return;
    /* The former: padding that probes the publisher's line. */
    if (fan->slot->rtp.payload_length == 0 || is_thinned(place, fan->slot))
        rewrite_drop(&place->rewrite, &in);
    else if (rewrite_map(&place->rewrite, &in, &out.numbers))
        send_packet(viewer, place, &out);
}

/* ---- a narrow line ---- */

/* A packet that waits in the pacer: it stays in its ring. */
typedef struct Tag {
    uint32_t number; /* PacketSlot.number */
    uint8_t place, layer, padding;
    uint8_t filling; /* RtcPlace.filling */
} Tag;

static PacerAnswer offer(RtcViewer *viewer, const RtcPlace *place, const RtcFanPacket *fan,
                         PacerItem *item) {
    const Tag tag = {.number = fan->slot->number,
                     .place = (uint8_t)(place - viewer->places),
                     .layer = fan->layer->index,
                     .padding = fan->padding,
                     .filling = place->filling};
    _Static_assert(sizeof tag == sizeof item->tag, "a tag has 64 bits");
    memcpy(&item->tag, &tag, sizeof tag);
    item->bytes = place->plan.length + fan->slot->rtp.payload_length + fan->padding +
                  LAYER_RATE_PACKET_EXTRAS;
    PacerAnswer answer = rtc_line_offer(viewer->line, rtc_core_now_us(viewer->peer->worker), item);
    if (answer == PACER_QUEUED)
        rtc_forward_pace(viewer);
    return answer;
}

/* Of what is not sent now nor will be, nothing waits. */
static bool is_of_use(RtcPlace *place, const RtcFanPacket *fan) {
    if (place->wanted == fan->layer && fan->slot->is_key_start)
        place->coming = fan->layer;
    return fan->layer == place->layer || fan->layer == place->coming;
}

/* What is sent later is numbered later: what is given up meanwhile leaves no hole. */
static void forward_or_wait(RtcViewer *viewer, RtcPlace *place, const RtcFanPacket *fan) {
    PacerItem item = {.lane = place->kind == SDP_AUDIO ? PACER_AUDIO : PACER_VIDEO};
    if (!rtc_line_is_paced(viewer->line))
        forward(viewer, place, fan, 0);
    else if (is_of_use(place, fan) && offer(viewer, place, fan, &item) == PACER_SEND)
        forward(viewer, place, fan, item.probe);
}

/* Returns the bytes of RTP that were sent. */
static size_t repeat(RtcViewer *viewer, RtcPlace *place, const RtcFanPacket *fan, uint16_t probe) {
    RtcWorker *worker = viewer->peer->worker;
    const PacketSlot *slot = fan->slot;
    const uint8_t *payload = slot->bytes + slot->rtp.payload_at;
    const RewriteIn in = describe(slot, fan->layer);
    const RtpPlan *plan = &place->rtx_plan;
    uint16_t descriptor = slot->vp8.descriptor_length;
    uint16_t head = plan->length;
    size_t bytes = head + RTP_RTX_BYTES + slot->rtp.payload_length;
    RewriteOut numbers;
    if (bytes + SRTP_OVERHEAD_MAX > SEND_BATCH_PACKET_BYTES ||
        !rewrite_map(&place->rewrite, &in, &numbers))
        return 0;
    RtpStamp stamp = {.timestamp = numbers.timestamp,
                      .sequence = place->rtx_sequence++,
                      .transport_sequence = number_packet(viewer, plan, bytes, probe),
                      .send_time = rtp_send_time(rtc_core_now_us(worker)),
                      .has_marker = slot->rtp.has_marker};
    uint8_t *room =
        send_batch_reserve(worker->batch, &viewer->peer->address, bytes + SRTP_OVERHEAD_MAX);
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
    return bytes;
}

/* Where much is lost and there is room, a repeat that is lost too costs more than a second one. */
static unsigned n_copies(const RtcViewer *viewer) {
    return rtc_line_is_lossy(viewer->line, rtc_core_now_us(viewer->peer->worker)) ? 2 : 1;
}

void rtc_forward_repeat(RtcViewer *viewer, RtcPlace *place, const NackHit *hit) {
    const RtcFanPacket fan = {(PacketSlot *)hit->slot, layer_of(place, hit->source), 0};
    PacerItem item = {.lane = PACER_RTX};
    bool is_paced = rtc_line_is_paced(viewer->line);
    for (unsigned i = is_paced ? 0 : n_copies(viewer); i > 0; i--)
        repeat(viewer, place, &fan, 0);
    if (is_paced && offer(viewer, place, &fan, &item) == PACER_SEND)
        repeat(viewer, place, &fan, item.probe);
}

/* A packet of RTX that repeats nothing (RFC 4588 §4 knows none, receivers pass over it). */
static size_t send_padding(RtcViewer *viewer, RtcPlace *place, uint16_t probe) {
    RtcWorker *worker = viewer->peer->worker;
    const RtpPlan *plan = &place->rtx_plan;
    size_t bytes = (size_t)plan->length + RTP_MAX_PADDING;
    uint8_t *room =
        send_batch_reserve(worker->batch, &viewer->peer->address, bytes + SRTP_OVERHEAD_MAX);
    const RtpStamp stamp = {.timestamp = place->rewrite.last_timestamp,
                            .sequence = place->rtx_sequence++,
                            .transport_sequence = number_packet(viewer, plan, bytes, probe),
                            .send_time = rtp_send_time(rtc_core_now_us(worker)),
                            .has_padding = true};
    rtp_plan_stamp(plan, &stamp, room);
    rtp_plan_put_padding(room + plan->length, RTP_MAX_PADDING);
    SrtpOutgoing packet = {.packet = room,
                           .payload = room + plan->length,
                           .payload_length = RTP_MAX_PADDING,
                           .head_length = plan->length,
                           .stream = (uint16_t)place->rtx_stream};
    seal(viewer, &packet);
    return bytes;
}

/* What the viewer may have missed anyway is better than nothing at all. */
static size_t probe_once(RtcViewer *viewer, RtcPlace *place, uint16_t probe) {
    if (place->track && place->has_large) {
        RtcLayer *layer = layer_of(place, place->large_layer);
        const PacketSlot *slot = packet_ring_find(&layer->ring, place->large_number);
        const RtcFanPacket fan = {(PacketSlot *)slot, layer, 0};
        size_t bytes = slot ? repeat(viewer, place, &fan, probe) : 0;
        if (bytes > 0)
            return bytes;
    }
    return send_padding(viewer, place, probe);
}

/* A place whose header for repeats is laid out, best one that sends. */
static RtcPlace *find_probed(const RtcViewer *viewer) {
    RtcPlace *found = NULL;
    for (unsigned i = 0; i < viewer->n_places; i++) {
        RtcPlace *place = &viewer->places[i];
        if (place->kind == SDP_VIDEO && place->rtx_stream >= 0 && place->has_rewrite &&
            place->codec->repair_type != 0 && (!found || (place->layer && !found->layer)))
            found = place;
    }
    return found;
}

static void send_probe(RtcViewer *viewer, const PacerItem *item) {
    RtcPlace *place = find_probed(viewer);
    size_t sent = 0;
    for (unsigned i = 0; place && i < PADDING_AT_ONCE && sent < item->bytes; i++)
        sent += probe_once(viewer, place, item->probe) + LAYER_RATE_PACKET_EXTRAS;
}

static void send_kept(RtcViewer *viewer, const PacerItem *item) {
    Tag tag;
    memcpy(&tag, &item->tag, sizeof tag);
    RtcPlace *place = &viewer->places[tag.place];
    if (!place->track || place->filling != tag.filling)
        return;
    RtcLayer *layer = layer_of(place, tag.layer);
    const PacketSlot *slot = packet_ring_find(&layer->ring, tag.number);
    const RtcFanPacket fan = {(PacketSlot *)slot, layer, tag.padding};
    if (!slot)
        return; /* it waited for too long */
    if (item->lane == PACER_VIDEO)
        forward(viewer, place, &fan, item->probe);
    else
        repeat(viewer, place, &fan, item->probe);
}

static bool on_step(RtcPaced *paced, int64_t now_us) {
    RtcViewer *viewer = (RtcViewer *)(void *)((char *)paced - offsetof(RtcViewer, paced));
    PacerItem items[STEP_ITEMS];
    size_t n = rtc_line_step(viewer->line, now_us, items, STEP_ITEMS);
    for (size_t i = 0; i < n && viewer->has_begun && viewer->peer->has_address; i++)
        if (items[i].lane == PACER_PROBE)
            send_probe(viewer, &items[i]);
        else
            send_kept(viewer, &items[i]);
    return rtc_line_is_busy(viewer->line);
}

void rtc_forward_prepare(RtcViewer *viewer) {
    viewer->paced.fn = on_step;
}

void rtc_forward_pace(RtcViewer *viewer) {
    if (rtc_line_is_busy(viewer->line))
        rtc_pace_add(viewer->peer->worker->pace, &viewer->paced);
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
            forward_or_wait(link->viewer, place, fan);
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
