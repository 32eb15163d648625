#include "media/rtc/rtc_channel.h"

#include "media/rtc/rtc_chosen.h"

/* ---- who is sent what ---- */

static void on_loud(void *user) {
    RtcChannel *channel = user;
    for (RtcViewer *viewer = channel->viewers; viewer; viewer = viewer->next)
        if (viewer->shows)
            rtc_chosen_sounds(viewer, channel->publishers);
}

static void fill(RtcChannel *channel, RtcViewer *viewer) {
    if (viewer->shows) {
        rtc_chosen_pictures(viewer, channel->publishers);
        rtc_chosen_sounds(viewer, channel->publishers);
        return;
    }
    for (RtcPublisher *publisher = channel->publishers; publisher; publisher = publisher->next)
        rtc_place_bind(viewer, publisher);
}

static void fill_chosen(RtcChannel *channel) {
    for (RtcViewer *viewer = channel->viewers; viewer; viewer = viewer->next)
        if (viewer->shows)
            fill(channel, viewer);
}

/* ---- one name, several publishers ---- */

static bool sends_same(const RtcPublisher *newer, const RtcTrack *track) {
    for (unsigned i = 0; i < newer->n_tracks; i++)
        if (newer->tracks[i].kind == track->kind && newer->tracks[i].source == track->source)
            return true;
    return false;
}

/* A newer one that is connected and of the same person sends the same. */
static bool is_superseded(const RtcTrack *track) {
    const RtcPublisher *own = track->publisher;
    for (const RtcPublisher *newer = own->next; newer; newer = newer->next)
        if (newer->peer->is_keyed && rtc_peer_is_same_person(newer->peer, own->peer) &&
            sends_same(newer, track))
            return true;
    return false;
}

static void seat(RtcChannel *channel, RtcTrack *track) {
    bool is_heard = track->publisher->peer->is_keyed && !track->is_superseded && !track->is_held;
    if (track->kind == SDP_AUDIO && is_heard)
        rtc_speakers_enter(channel->speakers, track);
    else
        rtc_speakers_leave(channel->speakers, track);
}

/* Whoever comes or goes concerns the publishers of that person alone. */
static void settle(RtcChannel *channel, const RtcPeer *whose) {
    for (RtcPublisher *publisher = channel->publishers; publisher; publisher = publisher->next)
        for (unsigned i = 0;
             i < publisher->n_tracks && rtc_peer_is_same_person(publisher->peer, whose); i++) {
            publisher->tracks[i].is_superseded = is_superseded(&publisher->tracks[i]);
            seat(channel, &publisher->tracks[i]);
        }
}

void rtc_channel_begin_publisher(RtcChannel *channel, RtcPublisher *publisher) {
    g_assert(publisher->channel == channel);
    settle(channel, publisher->peer);
    fill_chosen(channel);
}

static bool is_meant(const RtcTrack *track, unsigned holds) {
    RtcHold own = track->source == RTC_SCREEN ? RTC_HOLD_SCREEN
                  : track->kind == SDP_AUDIO  ? RTC_HOLD_MICROPHONE
                                              : RTC_HOLD_CAMERA;
    return holds & own;
}

void rtc_channel_hold(RtcChannel *channel, RtcPublisher *publisher, unsigned holds, bool is_held) {
    for (unsigned i = 0; i < publisher->n_tracks; i++) {
        RtcTrack *track = &publisher->tracks[i];
        if (track->is_held == is_held || !is_meant(track, holds))
            continue;
        track->is_held = is_held;
        rtc_place_restart(track);
        seat(channel, track);
    }
    fill_chosen(channel);
}

/* ---- coming and going ---- */

RtcChannel *rtc_channel_enter(RtcWorker *worker, const char *name) {
    RtcChannel *channel = g_hash_table_lookup(worker->channels, name);
    if (channel)
        return channel;
    channel = g_new0(RtcChannel, 1);
    channel->worker = worker;
    channel->end = &channel->publishers;
    channel->name = g_strdup(name);
    channel->speakers = rtc_speakers_new(&(RtcSpeakersOptions){
        .worker = worker, .channel = channel->name, .on_loud = on_loud, .user = channel});
    g_hash_table_insert(worker->channels, channel->name, channel);
    return channel;
}

static void free_empty(RtcChannel *channel) {
    if (channel->publishers || channel->viewers)
        return;
    g_hash_table_remove(channel->worker->channels, channel->name);
    rtc_speakers_free(channel->speakers);
    g_free(channel->name);
    g_free(channel);
}

void rtc_channel_add_publisher(RtcChannel *channel, RtcPublisher *publisher) {
    *channel->end = publisher;
    channel->end = &publisher->next;
    for (RtcViewer *viewer = channel->viewers; viewer; viewer = viewer->next)
        if (!viewer->shows)
            rtc_place_bind(viewer, publisher);
}

void rtc_channel_add_viewer(RtcChannel *channel, RtcViewer *viewer) {
    viewer->next = channel->viewers;
    channel->viewers = viewer;
    fill(channel, viewer);
}

/* Viewers go on with whoever is still there and had no place yet. Who never was connected leaves
 * little to do: a thousand of them may go at once. */
void rtc_channel_remove_publisher(RtcChannel *channel, RtcPublisher *publisher) {
    bool was_here = publisher->peer->is_keyed;
    RtcPublisher **at = &channel->publishers;
    while (*at != publisher)
        at = &(*at)->next;
    *at = publisher->next;
    if (!*at)
        channel->end = at;
    for (unsigned i = 0; i < publisher->n_tracks; i++)
        rtc_speakers_leave(channel->speakers, &publisher->tracks[i]);
    if (was_here)
        settle(channel, publisher->peer);
    for (RtcViewer *viewer = channel->viewers; viewer; viewer = viewer->next) {
        bool had_place = rtc_place_unbind(viewer, publisher);
        if (viewer->shows ? was_here : had_place)
            fill(channel, viewer);
    }
    free_empty(channel);
}

void rtc_channel_remove_viewer(RtcChannel *channel, RtcViewer *viewer) {
    RtcViewer **at = &channel->viewers;
    while (*at != viewer)
        at = &(*at)->next;
    *at = viewer->next;
    for (RtcPublisher *other = channel->publishers; other; other = other->next)
        rtc_place_unbind(viewer, other);
    free_empty(channel);
}
