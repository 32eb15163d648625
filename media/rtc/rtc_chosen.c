#include "media/rtc/rtc_chosen.h"

#include <string.h>

/* ---- wishes ---- */

void rtc_chosen_begin(RtcViewer *viewer) {
    viewer->shows = g_new0(RtcShow, viewer->n_places);
}

static void forget(RtcViewer *viewer) {
    for (unsigned i = 0; i < viewer->n_places; i++) {
        g_free(viewer->shows[i].name);
        viewer->shows[i] = (RtcShow){0};
    }
}

void rtc_chosen_end(RtcViewer *viewer) {
    if (!viewer->shows)
        return;
    forget(viewer);
    g_free(viewer->shows);
}

/* The show of a picture place; NULL: there are not so many. */
static RtcShow *find_show(const RtcViewer *viewer, unsigned picture) {
    for (unsigned i = 0; i < viewer->n_places; i++)
        if (viewer->places[i].kind == SDP_VIDEO && picture-- == 0)
            return &viewer->shows[i];
    return NULL;
}

void rtc_chosen_wish(RtcViewer *viewer, const RtcWish *wishes, unsigned n_wishes) {
    forget(viewer);
    for (unsigned i = 0; i < n_wishes; i++) {
        const RtcWish *wish = &wishes[i];
        RtcShow *show = find_show(viewer, wish->place);
        if (!show || show->name || wish->max_height_px == 0)
            continue;
        *show = (RtcShow){.name = g_strdup(wish->name),
                          .name_hash = g_str_hash(wish->name),
                          .source = wish->source,
                          .max_height_px = (uint16_t)MIN(wish->max_height_px, RTC_PLACE_TALL),
                          .priority = (uint8_t)MIN(wish->priority, UINT8_MAX)};
    }
}

/* ---- what may be sent ---- */

static bool may_receive(const RtcViewer *viewer, const RtcTrack *track) {
    const RtcPeer *from = track->publisher->peer;
    return from->is_keyed && !track->is_superseded && !rtc_peer_is_same_person(viewer->peer, from);
}

static RtcPlace *find_place(const RtcViewer *viewer, const RtcTrack *track) {
    for (unsigned i = 0; i < viewer->n_places; i++)
        if (viewer->places[i].track == track)
            return &viewer->places[i];
    return NULL;
}

/* ---- pictures ---- */

/* A room of fifty compares some ten thousand names when somebody comes: hashes first. */
static bool is_meant(const RtcShow *show, const RtcPeer *peer) {
    return peer->who.name && peer->name_hash == show->name_hash &&
           strcmp(peer->who.name, show->name) == 0;
}

static RtcTrack *find_track(const RtcViewer *viewer, const RtcShow *show,
                            RtcPublisher *publishers) {
    for (RtcPublisher *publisher = publishers; publisher; publisher = publisher->next)
        for (unsigned i = 0; is_meant(show, publisher->peer) && i < publisher->n_tracks; i++) {
            RtcTrack *track = &publisher->tracks[i];
            if (track->kind == SDP_VIDEO && track->source == show->source &&
                may_receive(viewer, track))
                return track;
        }
    return NULL;
}

static bool has(RtcTrack *const *tracks, unsigned n, const RtcTrack *track) {
    for (unsigned i = 0; i < n; i++)
        if (tracks[i] == track)
            return true;
    return false;
}

void rtc_chosen_pictures(RtcViewer *viewer, RtcPublisher *publishers) {
    RtcTrack *tracks[RTC_MAX_PLACES] = {NULL};
    for (unsigned i = 0; i < viewer->n_places; i++) {
        RtcPlace *place = &viewer->places[i];
        const RtcShow *show = &viewer->shows[i];
        if (place->kind != SDP_VIDEO)
            continue;
        RtcTrack *track = show->name ? find_track(viewer, show, publishers) : NULL;
        tracks[i] = track && !has(tracks, i, track) ? track : NULL;
        if (place->track != tracks[i])
            rtc_place_empty(viewer, place);
    }
    for (unsigned i = 0; i < viewer->n_places; i++) {
        RtcPlace *place = &viewer->places[i];
        if (!tracks[i])
            continue;
        place->max_height_px = viewer->shows[i].max_height_px;
        place->priority = viewer->shows[i].priority;
        if (!place->track)
            rtc_place_put(viewer, place, tracks[i]);
    }
}

/* ---- sound ---- */

/* A free place, else that of who has been quiet for the longest time; NULL: all are loud. */
static RtcPlace *find_quietest(const RtcViewer *viewer) {
    RtcPlace *quietest = NULL;
    for (unsigned i = 0; i < viewer->n_places; i++) {
        RtcPlace *place = &viewer->places[i];
        if (place->kind != SDP_AUDIO || (place->track && place->track->is_loud))
            continue;
        if (!place->track)
            return place;
        if (!quietest || place->track->loud_us < quietest->track->loud_us)
            quietest = place;
    }
    return quietest;
}

/* Who has no place: a loud one first, then who was loud last; NULL: nobody. */
static RtcTrack *find_next(const RtcViewer *viewer, RtcPublisher *publishers) {
    RtcTrack *next = NULL;
    for (RtcPublisher *publisher = publishers; publisher; publisher = publisher->next)
        for (unsigned i = 0; i < publisher->n_tracks; i++) {
            RtcTrack *track = &publisher->tracks[i];
            bool is_better = !next || track->is_loud > next->is_loud ||
                             (track->is_loud == next->is_loud && track->loud_us > next->loud_us);
            if (track->kind == SDP_AUDIO && !track->is_held && is_better &&
                may_receive(viewer, track) && !find_place(viewer, track))
                next = track;
        }
    return next;
}

void rtc_chosen_sounds(RtcViewer *viewer, RtcPublisher *publishers) {
    RtcTrack *next;
    for (unsigned i = 0; i < viewer->n_places; i++) {
        RtcPlace *place = &viewer->places[i];
        if (place->kind == SDP_AUDIO && place->track &&
            (place->track->is_held || !may_receive(viewer, place->track)))
            rtc_place_empty(viewer, place);
    }
    while ((next = find_next(viewer, publishers))) {
        RtcPlace *place = find_quietest(viewer);
        if (!place || (place->track && !next->is_loud))
            return;
        rtc_place_empty(viewer, place);
        if (!rtc_place_put(viewer, place, next))
            return; /* Opus is all there is */
    }
}
