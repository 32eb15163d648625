#include "media/rtc/rtc_forward.h"

#include "media/rtc/rtc_asking.h"
#include "media/rtc/rtc_turn.h"

#define EQUAL_MAX_BYTES 8 /* packets that differ by no more are padded to one size */

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
            rtc_turn_take(link->viewer, place, fan);
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
