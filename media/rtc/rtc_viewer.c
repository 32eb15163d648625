#include "media/rtc/rtc_viewer.h"

#include "base/clock.h"
#include "media/rtc/rtc_allot.h"
#include "media/rtc/rtc_asking.h"
#include "media/rtc/rtc_chosen.h"
#include "media/rtc/rtc_delivered.h"
#include "media/rtc/rtc_turn.h"
#include "media/rtc/wire/rtcp_feedback.h"
#include "media/rtc/wire/rtcp_source.h"

#define REPORT_US       INT64_C(1000000)
#define RTCP_ROOM_BYTES 1200u
#define NACKS_AT_ONCE   256u
#define REPEATS_AT_ONCE 64u
#define FALL_PERCENT                                                                               \
    85 /* of the estimate that was shared out: pictures do not wait for the tick                   \
        */

/* ---- begin and end ---- */

static void init_place(RtcPlace *place, const RtcPlacePlan *plan) {
    place->kind = plan->section->kind;
    place->choice = *plan->choice;
    place->choice.n_rids = 0; /* borrowed from the offer */
    g_strlcpy(place->mid, plan->section->mid ? plan->section->mid : "", sizeof place->mid);
    place->ssrc = plan->ssrc;
    place->rtx_ssrc = plan->rtx_ssrc;
    place->stream = place->rtx_stream = -1;
    place->max_height_px = RTC_PLACE_TALL;
    place->rtx_sequence = (uint16_t)g_random_int();
    nack_answer_init(&place->nacks);
}

static void allot(RtcViewer *viewer, int64_t now_us) {
    rtc_allot(viewer, now_us);
    rtc_turn_pace(viewer);
}

static void on_keys(void *media) {
    RtcViewer *viewer = media;
    viewer->has_begun = true;
    for (unsigned i = 0; i < viewer->n_places; i++) {
        RtcPlace *place = &viewer->places[i];
        place->stream = srtp_sender_add(viewer->peer->sender, place->ssrc);
        if (place->rtx_ssrc != 0)
            place->rtx_stream = srtp_sender_add(viewer->peer->sender, place->rtx_ssrc);
        if (place->track)
            rtc_asking_key(place->wanted);
    }
    allot(viewer, rtc_core_now_us(viewer->peer->worker));
}

/* ---- what it reports ---- */

static RtcPlace *find_place(RtcViewer *viewer, uint32_t ssrc) {
    for (unsigned i = 0; i < viewer->n_places; i++)
        if (viewer->places[i].ssrc == ssrc)
            return &viewer->places[i];
    return NULL;
}

/* The rings by the number that Rewrite knows them by. */
static void answer_nacks(RtcViewer *viewer, RtcPlace *place, const RtcpBlock *block) {
    uint16_t sequences[NACKS_AT_ONCE];
    NackHit hits[REPEATS_AT_ONCE];
    const PacketRing *rings[RTC_PLACE_SOURCES] = {NULL};
    if (!place->track || place->rtx_stream < 0)
        return;
    for (unsigned i = 0; i < place->track->n_layers; i++)
        rings[place->first_source + i] = &place->track->layers[i].ring;
    const NackAsk ask = {.sequences = sequences,
                         .n = rtcp_feedback_get_nacks(block, NACKS_AT_ONCE, sequences),
                         .rewrite = &place->rewrite,
                         .rings = rings,
                         .n_rings = RTC_PLACE_SOURCES,
                         .now_us = rtc_core_now_us(viewer->peer->worker),
                         .round_trip_us = viewer->round_trip_us};
    unsigned n = nack_answer_find(&place->nacks, &ask, REPEATS_AT_ONCE, hits);
    for (unsigned i = 0; i < n; i++)
        rtc_turn_repeat(viewer, place, &hits[i]);
    send_batch_flush(viewer->peer->worker->batch);
}

static void ask_key(RtcPlace *place) {
    if (place && place->track)
        rtc_asking_key(place->layer ? place->layer : place->wanted);
}

static void take_feedback(RtcViewer *viewer, const RtcpBlock *block) {
    RtcpFeedback head;
    uint8_t counter;
    if (!rtcp_feedback_get(block, &head))
        return;
    RtcPlace *place = find_place(viewer, head.media);
    if (rtcp_feedback_is(block, RTCP_TRANSPORT, RTCP_TRANSPORT_NACK) && place)
        answer_nacks(viewer, place, block);
    else if (rtcp_feedback_is(block, RTCP_PAYLOAD, RTCP_PAYLOAD_PLI))
        ask_key(place);
    for (unsigned i = 0; i < rtcp_feedback_count_firs(block); i++)
        ask_key(find_place(viewer, rtcp_feedback_get_fir(block, i, &counter)));
    (void)rtcp_feedback_get_remb(block, &viewer->remb_bps);
}

static void take_reports(RtcViewer *viewer, const RtcpBlock *block, uint64_t ntp) {
    for (unsigned i = 0; i < rtcp_report_count(block); i++) {
        RtcpReport report = rtcp_report_get(block, i);
        int64_t round_trip_us = rtcp_report_round_trip_us(&report, ntp);
        RtcPlace *place = find_place(viewer, report.ssrc);
        if (!place)
            continue;
        if (round_trip_us >= 0)
            viewer->round_trip_us = round_trip_us;
        if (report.highest != place->told_highest)
            rtc_delivery_confirm(&viewer->delivery, place->kind, report.fraction_lost);
        place->told_highest = report.highest;
        place->told_lost = (uint32_t)MAX(report.lost, 0);
    }
}

/* Of all streams together, as one share of what was sent since their last reports. */
static void take_loss(RtcViewer *viewer, const RtcpBlock *block, int64_t now_us) {
    uint64_t n_expected = 0, n_lost = 0;
    for (unsigned i = 0; i < rtcp_report_count(block); i++) {
        RtcpReport report = rtcp_report_get(block, i);
        RtcPlace *place = find_place(viewer, report.ssrc);
        if (!place)
            continue;
        uint32_t n = report.highest - place->heard_highest;
        place->heard_highest = report.highest;
        if (n > UINT16_MAX) /* the first one, or nonsense */
            continue;
        n_expected += n;
        n_lost += (uint64_t)n * report.fraction_lost;
    }
    if (n_expected > 0)
        rtc_line_take_loss(viewer->line, now_us, (uint8_t)(n_lost / n_expected));
}

static void on_rtcp(void *media, const uint8_t *bytes, size_t length) {
    RtcViewer *viewer = media;
    RtcpWalk walk;
    RtcpBlock block;
    uint64_t ntp = rtcp_report_ntp(clock_wall_us());
    int64_t now_us = rtc_core_now_us(viewer->peer->worker);
    rtcp_walk_init(&walk, bytes, length);
    while (rtcp_walk_next(&walk, &block) == RTCP_STEP_BLOCK) {
        take_reports(viewer, &block, ntp);
        take_feedback(viewer, &block);
        take_loss(viewer, &block, now_us);
        rtc_line_take(viewer->line, now_us, &block);
    }
    bool has_fallen = rtc_line_estimate_bps(viewer->line) * 100 < viewer->shared_bps * FALL_PERCENT;
    if (has_fallen && viewer->has_begun)
        allot(viewer, now_us);
    rtc_turn_pace(viewer);
}

/* ---- what we report ---- */

/* Our wall clock and the time stamp of this moment, told by the publisher's own report, so that its
 * sound and picture stay together (RFC 3550 §6.4.1). */
static bool write_sender(const RtcPlace *place, RtcpWriter *writer, int64_t wall_us) {
    if (!place->track || !place->layer || place->n_packets == 0)
        return false;
    const RtcPublisher *publisher = place->track->publisher;
    const RtcLayer *layer = place->layer;
    if (layer->clock_us == 0)
        return false;
    int64_t since_us = wall_us - (layer->clock.at_us + publisher->clock_offset_us);
    uint32_t now = layer->clock.timestamp +
                   (uint32_t)(since_us * (int64_t)place->track->clock_hz / CLOCK_US_PER_S);
    const RtcpSender sender = {.ssrc = place->ssrc,
                               .ntp = rtcp_report_ntp(wall_us),
                               .timestamp = rewrite_timestamp(&place->rewrite, now),
                               .n_packets = place->n_packets,
                               .n_bytes = place->n_bytes};
    return rtcp_report_write_sender(writer, &sender, NULL, 0) &&
           rtcp_source_write_name(writer, place->ssrc, "tongping");
}

static void on_tick(void *media, int64_t now_us) {
    RtcViewer *viewer = media;
    allot(viewer, now_us);
    viewer->playout_delay =
        rtp_playout_delay(rtc_line_wait_ms(viewer->line, now_us, viewer->round_trip_us));
    uint8_t room[RTCP_ROOM_BYTES + SRTCP_OVERHEAD_MAX];
    RtcpWriter writer = {.bytes = room, .size = RTCP_ROOM_BYTES};
    for (unsigned i = 0; i < viewer->n_places; i++)
        rtc_place_choose(&viewer->places[i], now_us);
    rtc_delivery_count(&viewer->delivery);
    if (now_us - viewer->reported_us < REPORT_US)
        return;
    viewer->reported_us = now_us;
    int64_t wall_us = clock_wall_us();
    for (unsigned i = 0; i < viewer->n_places; i++)
        write_sender(&viewer->places[i], &writer, wall_us);
    rtc_peer_send_rtcp(viewer->peer, room, writer.length);
}

/* ---- on its peer ---- */

static void on_end(void *media) {
    RtcViewer *viewer = media;
    rtc_delivered_tell(viewer);
    rtc_pace_remove(viewer->peer->worker->pace, &viewer->paced);
    rtc_channel_remove_viewer(viewer->channel, viewer);
    rtc_chosen_end(viewer);
    rtc_line_free(viewer->line);
    g_free(viewer->places);
    g_free(viewer);
}

static const RtcPeerMedia MEDIA = {on_keys, on_tick, NULL, on_rtcp, on_end};

static void on_line(RtcLineState state, uint64_t estimate_bps, void *user) {
    const RtcViewer *viewer = user;
    const RtcWorker *worker = viewer->peer->worker;
    RtcLineNews news = {.state = state, .estimate_bps = estimate_bps};
    if (!worker->events->on_line)
        return;
    rtc_core_write_id(viewer->peer->number, news.id);
    worker->events->on_line(&news, worker->events_user);
}

static void open_line(RtcViewer *viewer) {
    RtcLineOptions options = {.now_us = rtc_core_now_us(viewer->peer->worker),
                              .n_streams = viewer->n_places,
                              .fn = on_line,
                              .user = viewer};
    for (unsigned i = 0; i < viewer->n_places; i++) {
        const RtcPlace *place = &viewer->places[i];
        options.has_feedback |= place->choice.extension_ids[SDP_EXTENSION_TWCC] != 0 &&
                                place->choice.codecs[0].feedback & SDP_FEEDBACK_TWCC;
        options.has_padding |= place->rtx_ssrc != 0;
    }
    viewer->line = rtc_line_new(&options);
    rtc_turn_prepare(viewer);
}

RtcViewer *rtc_viewer_new(RtcPeer *peer, RtcChannel *channel, const RtcPlacePlan *plans,
                          unsigned n_plans) {
    g_assert(n_plans > 0 && n_plans <= RTC_MAX_PLACES);
    RtcViewer *viewer = g_new0(RtcViewer, 1);
    viewer->peer = peer;
    viewer->channel = channel;
    viewer->playout_delay = rtp_playout_delay(0);
    viewer->places = g_new0(RtcPlace, n_plans);
    for (unsigned i = 0; i < n_plans; i++)
        init_place(&viewer->places[viewer->n_places++], &plans[i]);
    if (peer->who.is_chosen)
        rtc_chosen_begin(viewer);
    open_line(viewer);
    peer->kind = &MEDIA;
    peer->media = viewer;
    rtc_channel_add_viewer(channel, viewer);
    return viewer;
}

RtcViewer *rtc_viewer_of(const RtcPeer *peer) {
    return peer->kind == &MEDIA ? peer->media : NULL;
}

void rtc_viewer_show(RtcViewer *viewer, const RtcWish *wishes, unsigned n_wishes) {
    if (!viewer->shows)
        return;
    rtc_chosen_wish(viewer, wishes, n_wishes);
    rtc_chosen_pictures(viewer, viewer->channel->publishers);
}
