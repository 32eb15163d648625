#include "media/rtc/rtc_turn.h"

#include <string.h>

#include "media/rtc/rtc_send.h"

#define STEP_ITEMS      32u
#define PADDING_AT_ONCE 8u /* packets for one PacerItem */

/* ---- which packet ---- */

static RtcLayer *layer_of(const RtcPlace *place, unsigned index) {
    return &place->track->layers[index];
}

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
    RtcOutgoing out = {.slot = fan->slot, .padding = fan->padding, .probe = probe};
    const RewriteIn in = describe(place, fan->slot, fan->layer->index);
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
        rtc_send_packet(viewer, place, &out);
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
        rtc_turn_pace(viewer);
    return answer;
}

/* Of what is not sent now nor will be, nothing waits. */
static bool is_of_use(RtcPlace *place, const RtcFanPacket *fan) {
    if (place->wanted == fan->layer && fan->slot->is_key_start)
        place->coming = fan->layer;
    return fan->layer == place->layer || fan->layer == place->coming;
}

/* What is sent later is numbered later: what is given up meanwhile leaves no hole. */
void rtc_turn_take(RtcViewer *viewer, RtcPlace *place, const RtcFanPacket *fan) {
    PacerItem item = {.lane = place->kind == SDP_AUDIO ? PACER_AUDIO : PACER_VIDEO};
    if (!rtc_line_is_paced(viewer->line))
        forward(viewer, place, fan, 0);
    else if (is_of_use(place, fan) && offer(viewer, place, fan, &item) == PACER_SEND)
        forward(viewer, place, fan, item.probe);
}

/* ---- by RTX ---- */

static size_t repeat(RtcViewer *viewer, RtcPlace *place, const RtcFanPacket *fan, uint16_t probe) {
    RtcOutgoing out = {.slot = fan->slot, .probe = probe};
    const RewriteIn in = describe(place, fan->slot, fan->layer->index);
    return rewrite_map(&place->rewrite, &in, &out.numbers) ? rtc_send_again(viewer, place, &out)
                                                           : 0;
}

/* Where much is lost and there is room, a repeat that is lost too costs more than a second one. */
static unsigned n_copies(const RtcViewer *viewer) {
    return rtc_line_is_lossy(viewer->line, rtc_core_now_us(viewer->peer->worker)) ? 2 : 1;
}

void rtc_turn_repeat(RtcViewer *viewer, RtcPlace *place, const NackHit *hit) {
    RtcLayer *layer = layer_of(place, hit->source - place->first_source);
    const RtcFanPacket fan = {(PacketSlot *)hit->slot, layer, 0};
    PacerItem item = {.lane = PACER_RTX};
    bool is_paced = rtc_line_is_paced(viewer->line);
    for (unsigned i = is_paced ? 0 : n_copies(viewer); i > 0; i--)
        repeat(viewer, place, &fan, 0);
    if (is_paced && offer(viewer, place, &fan, &item) == PACER_SEND)
        repeat(viewer, place, &fan, item.probe);
}

/* ---- probes ---- */

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
    return rtc_send_padding(viewer, place, probe);
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

/* ---- step by step ---- */

static void send_kept(RtcViewer *viewer, const PacerItem *item) {
    Tag tag;
    memcpy(&tag, &item->tag, sizeof tag);
    RtcPlace *place = &viewer->places[tag.place];
    if (!place->track || place->track->is_held || place->filling != tag.filling)
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

void rtc_turn_prepare(RtcViewer *viewer) {
    viewer->paced.fn = on_step;
}

void rtc_turn_pace(RtcViewer *viewer) {
    if (rtc_line_is_busy(viewer->line))
        rtc_pace_add(viewer->peer->worker->pace, &viewer->paced);
}
