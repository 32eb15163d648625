#include "media/rtc/rtc_place.h"

#include <string.h>

#include "media/rtc/rtc_asking.h"

#define LEAST_LINKS 8u

static const SdpChosenCodec *find_codec(const RtcPlace *place, const RtcTrack *track) {
    for (unsigned i = 0; i < place->choice.n_codecs; i++)
        if (place->choice.codecs[i].kind == track->codec)
            return &place->choice.codecs[i];
    return NULL;
}

static RtcPlace *find_free(RtcViewer *viewer, const RtcTrack *track) {
    for (unsigned i = 0; i < viewer->n_places; i++) {
        RtcPlace *place = &viewer->places[i];
        if (!place->track && place->kind == track->kind && find_codec(place, track))
            return place;
    }
    return NULL;
}

/* From the newest on, as a channel's viewers are walked along. */
static RtcLink *find_link(const RtcViewer *viewer, const RtcPublisher *publisher) {
    for (unsigned i = publisher->n_links; i-- > 0;)
        if (publisher->links[i].viewer == viewer)
            return &publisher->links[i];
    return NULL;
}

static RtcLink *make_link(RtcViewer *viewer, RtcPublisher *publisher) {
    if (publisher->n_links == publisher->max_links) {
        publisher->max_links = MAX(2 * publisher->max_links, LEAST_LINKS);
        publisher->links = g_renew(RtcLink, publisher->links, publisher->max_links);
    }
    RtcLink *link = &publisher->links[publisher->n_links++];
    *link = (RtcLink){.publisher = publisher, .viewer = viewer};
    return link;
}

/* Who reports every packet's arrival needs no send time. */
static RtpExtensionMap map_of(const RtcPlace *place) {
    RtpExtensionMap map;
    _Static_assert(RTP_N_EXTENSIONS == SDP_N_EXTENSIONS, "the same, in the same order");
    memcpy(map.ids, place->choice.extension_ids, sizeof map.ids);
    if (map.ids[RTP_EXTENSION_TRANSPORT] != 0)
        map.ids[RTP_EXTENSION_SEND_TIME] = 0;
    return map;
}

static void fill_plans(RtcPlace *place) {
    const RtpExtensionMap map = map_of(place);
    RtpPlanWish wish = {.ssrc = place->ssrc,
                        .payload_type = place->codec->payload_type,
                        .map = &map,
                        .mid = place->mid[0] ? place->mid : NULL};
    rtp_plan_init(&place->plan, &wish);
    if (place->kind == SDP_VIDEO)
        wish.ssrc = place->rtx_ssrc;
    wish.payload_type = place->codec->repair_type;
    rtp_plan_init(&place->rtx_plan, &wish);
}

/* The highest layer that comes; NULL: none does. A sender that is short of bandwidth or power stops
 * its upper layers (RFC 8853 §5.2). */
static RtcLayer *best_layer(RtcTrack *track, int64_t now_us) {
    for (unsigned i = track->n_layers; i-- > 0;)
        if (track->layers[i].heard_us != 0 &&
            now_us - track->layers[i].heard_us < RTC_LAYER_SILENCE_US)
            return &track->layers[i];
    return NULL;
}

void rtc_place_choose(RtcPlace *place, int64_t now_us) {
    if (place->kind == SDP_VIDEO)
        return;
    RtcLayer *best = place->track ? best_layer(place->track, now_us) : NULL;
    if (!best || best == place->wanted)
        return;
    place->wanted = best;
    if (best != place->layer)
        rtc_asking_key(best);
}

/* Sources go round, RTC_MAX_LAYERS at a time: long before one comes again its marks are gone. */
static uint8_t next_source(const RtcPlace *place) {
    unsigned next = place->first_source + RTC_MAX_LAYERS;
    return next + RTC_MAX_LAYERS <= RTC_PLACE_SOURCES ? (uint8_t)next : 0;
}

static void fill(RtcViewer *viewer, RtcPlace *place, RtcTrack *track) {
    place->track = track;
    place->codec = find_codec(place, track);
    place->first_source = next_source(place);
    place->filling++;
    place->layer = place->coming = NULL;
    place->temporal = place->wanted_temporal = UINT8_MAX;
    place->has_large = false;
    place->shared = NULL;
    place->wanted = best_layer(track, rtc_core_now_us(viewer->peer->worker));
    if (!place->wanted || rtc_line_is_paced(viewer->line))
        place->wanted = &track->layers[0];
    fill_plans(place);
    if (!place->has_rewrite)
        rewrite_init(&place->rewrite, place->marks,
                     track->kind == SDP_VIDEO ? REWRITE_VIDEO_MARKS : REWRITE_AUDIO_MARKS,
                     track->clock_hz, g_random_int(), (uint16_t)g_random_int());
    place->has_rewrite = true;
    if (viewer->has_begun)
        rtc_asking_key(place->wanted);
}

bool rtc_place_put(RtcViewer *viewer, RtcPlace *place, RtcTrack *track) {
    if (place->kind != track->kind || !find_codec(place, track))
        return false;
    RtcLink *link = find_link(viewer, track->publisher);
    if (!link)
        link = make_link(viewer, track->publisher);
    link->places[track->index] = place;
    fill(viewer, place, track);
    return true;
}

void rtc_place_bind(RtcViewer *viewer, RtcPublisher *publisher) {
    if (rtc_peer_is_same_person(publisher->peer, viewer->peer))
        return;
    const RtcLink *link = find_link(viewer, publisher);
    for (unsigned i = 0; i < publisher->n_tracks; i++) {
        RtcTrack *track = &publisher->tracks[i];
        RtcPlace *place = link && link->places[i] ? NULL : find_free(viewer, track);
        if (place && rtc_place_put(viewer, place, track))
            link = find_link(viewer, publisher);
    }
}

static void clear(RtcPlace *place) {
    place->track = NULL;
    place->layer = place->wanted = place->coming = NULL;
    place->shared = NULL;
}

bool rtc_place_unbind(RtcViewer *viewer, RtcPublisher *publisher) {
    RtcLink *link = find_link(viewer, publisher);
    if (!link)
        return false;
    for (unsigned i = 0; i < publisher->n_tracks; i++)
        if (link->places[i])
            clear(link->places[i]);
    *link = publisher->links[--publisher->n_links];
    return true;
}

void rtc_place_empty(RtcViewer *viewer, RtcPlace *place) {
    RtcTrack *track = place->track;
    if (!track)
        return;
    RtcLink *link = find_link(viewer, track->publisher);
    link->places[track->index] = NULL;
    clear(place);
    for (unsigned i = 0; i < RTC_MAX_TRACKS; i++)
        if (link->places[i])
            return;
    rtc_place_unbind(viewer, track->publisher);
}

void rtc_place_restart(RtcTrack *track) {
    const RtcPublisher *publisher = track->publisher;
    for (unsigned i = 0; i < publisher->n_links; i++) {
        const RtcLink *link = &publisher->links[i];
        RtcPlace *place = link->places[track->index];
        if (!place)
            continue;
        place->layer = place->coming = NULL;
        if (link->viewer->has_begun && !track->is_held)
            rtc_asking_key(place->wanted);
    }
}
