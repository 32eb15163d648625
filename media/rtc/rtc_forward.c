#include "media/rtc/rtc_forward.h"

#include "media/rtc/flow/run_sizes.h"
#include "media/rtc/rtc_asking.h"
#include "media/rtc/rtc_turn.h"

#define FETCH_LINKS_AHEAD 6u

/* ---- the packets of a round ---- */

static bool is_picture(const RtcFanPacket *fan) {
    return fan->layer->track->kind == SDP_VIDEO;
}

/* The padding is written behind the payload in the slot, once for all viewers. */
static void pad(RtcFanPacket *fan, uint8_t lacks) {
    const RtpPacket *rtp = &fan->slot->rtp;
    size_t end = (size_t)rtp->payload_at + rtp->payload_length;
    if (lacks == 0 || end + lacks > PACKET_SLOT_BYTES)
        return;
    rtp_plan_put_padding(fan->slot->bytes + end, lacks);
    fan->padding = lacks;
}

static void equalise(RtcChannel *channel) {
    uint16_t lengths[RUN_SIZES_MAX_PACKETS];
    uint8_t lacks[RUN_SIZES_MAX_PACKETS];
    unsigned n = 0, at = 0;
    for (RtcPublisher *from = channel->to_fan; from; from = from->next_to_fan)
        for (unsigned i = 0; i < from->n_fan; i++)
            lengths[n++] = is_picture(&from->fan[i]) ? from->fan[i].slot->rtp.payload_length : 0;
    run_sizes_fill(lengths, n, lacks);
    for (RtcPublisher *from = channel->to_fan; from; from = from->next_to_fan)
        for (unsigned i = 0; i < from->n_fan; i++)
            pad(&from->fan[i], lacks[at++]);
}

static unsigned longest_of(const RtcPublisher *publisher) {
    unsigned longest = 0;
    for (unsigned i = 0; i < publisher->n_fan; i++) {
        const RtcFanPacket *fan = &publisher->fan[i];
        if (is_picture(fan))
            longest = MAX(longest, fan->slot->rtp.payload_length + (unsigned)fan->padding);
    }
    return longest;
}

/* Equal sizes side by side, whoever sends them. */
static void sort(RtcChannel *channel) {
    RtcPublisher *sorted = NULL, *from;
    while ((from = channel->to_fan)) {
        RtcPublisher **at = &sorted;
        channel->to_fan = from->next_to_fan;
        while (*at && longest_of(*at) > longest_of(from))
            at = &(*at)->next_to_fan;
        from->next_to_fan = *at;
        *at = from;
    }
    channel->to_fan = sorted;
}

/* ---- viewer by viewer ---- */

/* With hundreds of viewers nothing of one is in the nearest cache when its turn comes: it is
 * fetched while those before it are looked at. */
static void fetch_viewer(const RtcPublisher *publisher, unsigned i) {
    if (i < publisher->n_links)
        __builtin_prefetch(publisher->links[i].viewer, 1);
}

/* Its viewers' part in the round; those that are new to it stand behind *end. */
static RtcViewer **line_up_of(const RtcPublisher *publisher, RtcViewer **end) {
    for (unsigned i = 0; i < publisher->n_links; i++) {
        RtcLink *link = &publisher->links[i];
        RtcViewer *viewer = link->viewer;
        fetch_viewer(publisher, i + FETCH_LINKS_AHEAD);
        if (!viewer->has_begun)
            continue;
        link->next_in_round = NULL;
        if (viewer->round) {
            viewer->round_last->next_in_round = link;
        } else {
            viewer->round = link;
            viewer->next_in_round = NULL;
            *end = viewer;
            end = &viewer->next_in_round;
        }
        viewer->round_last = link;
    }
    return end;
}

/* Which viewers get something, and of whom. */
static RtcViewer *line_up(const RtcChannel *channel) {
    RtcViewer *first = NULL, **end = &first;
    for (const RtcPublisher *from = channel->to_fan; from; from = from->next_to_fan)
        end = line_up_of(from, end);
    return first;
}

/* As fetch_viewer(), first what points on. */
static void fetch_first(const RtcViewer *viewer) {
    __builtin_prefetch(&viewer->peer->address);
    __builtin_prefetch(&viewer->peer->sender);
    rtc_line_fetch(viewer->line);
    for (unsigned i = 0; i < RTC_MAX_TRACKS && i < viewer->n_places; i++)
        rtc_place_fetch(&viewer->places[i]);
}

static void fetch_ahead(const RtcViewer *viewer) {
    const RtcViewer *first = viewer->next_in_round;
    const RtcViewer *second = first ? first->next_in_round : NULL;
    const RtcViewer *third = second ? second->next_in_round : NULL;
    if (first)
        srtp_sender_fetch_key(first->peer->sender);
    if (second)
        srtp_sender_fetch(second->peer->sender);
    if (third)
        fetch_first(third);
}

static void send_kind(RtcLink *link, SdpKind kind) {
    const RtcPublisher *publisher = link->publisher;
    for (unsigned i = 0; i < publisher->n_fan; i++) {
        const RtcFanPacket *fan = &publisher->fan[i];
        RtcPlace *place = link->places[fan->layer->track->index];
        if (place && fan->layer->track->kind == kind && place->stream >= 0)
            rtc_turn_take(link->viewer, place, fan);
    }
}

/* Pictures first: the sound's small packet may end their run. */
static void serve(RtcViewer *viewer) {
    static const SdpKind KINDS[] = {SDP_VIDEO, SDP_AUDIO};
    for (unsigned k = 0; k < G_N_ELEMENTS(KINDS) && viewer->peer->has_address; k++)
        for (RtcLink *link = viewer->round; link; link = link->next_in_round)
            send_kind(link, KINDS[k]);
    viewer->round = viewer->round_last = NULL;
}

/* The publishers stay in the round, without packets. */
static void fan_out(RtcChannel *channel) {
    equalise(channel);
    if (channel->to_fan->next_to_fan)
        sort(channel);
    for (RtcViewer *viewer = line_up(channel); viewer; viewer = viewer->next_in_round) {
        fetch_ahead(viewer);
        serve(viewer);
    }
    for (RtcPublisher *from = channel->to_fan; from; from = from->next_to_fan)
        from->n_fan = 0;
    channel->n_fan = 0;
}

/* ---- rounds ---- */

static void enter(RtcPublisher *publisher) {
    RtcChannel *channel = publisher->channel;
    if (publisher->is_to_fan)
        return;
    if (!channel->to_fan) {
        channel->next_to_fan = channel->worker->to_fan;
        channel->worker->to_fan = channel;
    }
    publisher->is_to_fan = true;
    publisher->next_to_fan = channel->to_fan;
    channel->to_fan = publisher;
}

void rtc_forward_add(RtcPublisher *publisher, PacketSlot *slot, RtcLayer *layer) {
    RtcChannel *channel = publisher->channel;
    enter(publisher);
    publisher->fan[publisher->n_fan++] = (RtcFanPacket){slot, layer, 0};
    if (layer->track->kind == SDP_VIDEO)
        publisher->is_within_picture = !slot->rtp.has_marker;
    channel->n_fan++;
    if (publisher->n_fan == RTC_FAN_PACKETS || channel->n_fan == RUN_SIZES_MAX_PACKETS)
        fan_out(channel);
}

/* Who sends nothing to anybody is not waited for. */
static bool is_whole(const RtcChannel *channel) {
    for (const RtcPublisher *from = channel->publishers; from; from = from->next)
        if (from->n_links > 0 && (!from->is_to_fan || from->is_within_picture))
            return false;
    return true;
}

static bool is_over(RtcChannel *channel) {
    RoundState state = {.now_us = rtc_core_now_us(channel->worker),
                        .n_packets = channel->n_fan,
                        .is_whole = is_whole(channel)};
    for (const RtcPublisher *from = channel->to_fan; from; from = from->next_to_fan)
        state.n_viewers = MAX(state.n_viewers, from->n_links);
    return round_wait_is_over(&channel->wait, &state);
}

static void end_round(RtcChannel *channel) {
    RtcPublisher *publisher;
    if (channel->n_fan > 0)
        fan_out(channel);
    while ((publisher = channel->to_fan)) {
        channel->to_fan = publisher->next_to_fan;
        publisher->is_to_fan = false;
        rtc_asking_missing(publisher, rtc_core_now_us(channel->worker));
    }
}

int64_t rtc_forward_all(RtcWorker *worker) {
    int64_t until_us = 0;
    for (RtcChannel **at = &worker->to_fan; *at;) {
        RtcChannel *channel = *at;
        if (!is_over(channel)) {
            int64_t own_us = channel->wait.until_us;
            until_us = until_us == 0 ? own_us : MIN(until_us, own_us);
            at = &channel->next_to_fan;
            continue;
        }
        *at = channel->next_to_fan;
        end_round(channel);
    }
    return until_us;
}

void rtc_forward_forget(RtcPublisher *publisher) {
    RtcChannel *channel = publisher->channel;
    RtcPublisher **at = &channel->to_fan;
    RtcChannel **in = &channel->worker->to_fan;
    if (!publisher->is_to_fan)
        return;
    while (*at != publisher)
        at = &(*at)->next_to_fan;
    *at = publisher->next_to_fan;
    channel->n_fan -= publisher->n_fan;
    if (channel->to_fan)
        return;
    while (*in != channel)
        in = &(*in)->next_to_fan;
    *in = channel->next_to_fan;
    channel->wait.until_us = 0;
}
