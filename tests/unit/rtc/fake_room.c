#include "tests/unit/rtc/fake_room.h"

#include <string.h>

#define CHANNEL "room"

void fake_room_init(FakeRoom *room, const RtcEvents *events, void *user) {
    static const RtcEvents none;
    g_autoptr(GError) error = NULL;
    *room = (FakeRoom){.peers = g_ptr_array_new()};
    room->worker.events = events ? events : &none;
    room->worker.events_user = user;
    room->worker.channels = g_hash_table_new(g_str_hash, g_str_equal);
    room->worker.pool = packet_pool_new(64);
    room->worker.loop = event_loop_new(&error);
    g_assert_no_error(error);
    room->worker.pace = rtc_pace_new(&room->worker, &error);
    g_assert_no_error(error);
}

void fake_room_leave(FakeRoom *room, RtcPeer *peer) {
    g_assert_true(g_ptr_array_remove(room->peers, peer));
    peer->kind->on_end(peer->media);
    room->channel = g_hash_table_lookup(room->worker.channels, CHANNEL);
    g_free((char *)peer->who.name);
    g_free(peer);
}

void fake_room_clear(FakeRoom *room) {
    while (room->peers->len > 0)
        fake_room_leave(room, room->peers->pdata[room->peers->len - 1]);
    g_assert_cmpuint(g_hash_table_size(room->worker.channels), ==, 0);
    g_ptr_array_unref(room->peers);
    g_hash_table_unref(room->worker.channels);
    packet_pool_free(room->worker.pool);
    event_loop_free(room->worker.loop);
    rtc_pace_free(room->worker.pace);
}

static RtcPeer *make_peer(FakeRoom *room, RtcWho who) {
    RtcPeer *peer = g_new0(RtcPeer, 1);
    peer->worker = &room->worker;
    peer->number = ++room->n_numbers;
    peer->who = who;
    peer->who.channel = CHANNEL;
    peer->who.name = g_strdup(who.name);
    peer->name_hash = who.name ? g_str_hash(who.name) : 0;
    g_ptr_array_add(room->peers, peer);
    room->channel = rtc_channel_enter(&room->worker, CHANNEL);
    return peer;
}

static SdpChoice choose(SdpKind kind) {
    SdpChoice choice = {.n_codecs = 1};
    choice.codecs[0].kind = kind == SDP_VIDEO ? SDP_CODEC_VP8 : SDP_CODEC_OPUS;
    return choice;
}

/* ---- publishers ---- */

RtcPublisher *fake_room_offer(FakeRoom *room, const char *name, const char *sends) {
    RtcPeer *peer = make_peer(room, (RtcWho){.role = RTC_PUBLISH, .name = name});
    SdpSection sections[RTC_MAX_TRACKS] = {0};
    SdpChoice choices[RTC_MAX_TRACKS];
    RtcTrackPlan plans[RTC_MAX_TRACKS];
    unsigned n = 0;
    for (; sends[n]; n++) {
        sections[n].kind = strchr("csv", sends[n]) ? SDP_VIDEO : SDP_AUDIO;
        sections[n].is_slides = strchr("sn", sends[n]) != NULL;
        choices[n] = choose(sections[n].kind);
        plans[n] = (RtcTrackPlan){&sections[n], &choices[n]};
    }
    return rtc_publisher_new(peer, room->channel, plans, n);
}

void fake_room_connect(RtcPublisher *publisher) {
    publisher->peer->is_keyed = true;
    publisher->peer->kind->on_keys(publisher);
}

RtcPublisher *fake_room_publish(FakeRoom *room, const char *name, const char *sends) {
    RtcPublisher *publisher = fake_room_offer(room, name, sends);
    fake_room_connect(publisher);
    return publisher;
}

/* ---- viewers ---- */

static RtcViewer *view(FakeRoom *room, RtcWho who, unsigned n_pictures, unsigned n_sounds) {
    static const SdpSection sections[] = {{.kind = SDP_VIDEO}, {.kind = SDP_AUDIO}};
    RtcPeer *peer = make_peer(room, who);
    RtcPlacePlan plans[RTC_MAX_PLACES];
    SdpChoice choices[] = {choose(SDP_VIDEO), choose(SDP_AUDIO)};
    for (unsigned i = 0; i < n_pictures + n_sounds; i++)
        plans[i] = (RtcPlacePlan){.section = &sections[i >= n_pictures],
                                  .choice = &choices[i >= n_pictures],
                                  .ssrc = i + 1};
    RtcViewer *viewer = rtc_viewer_new(peer, room->channel, plans, n_pictures + n_sounds);
    peer->is_keyed = true;
    viewer->has_begun = true;
    return viewer;
}

RtcViewer *fake_room_view(FakeRoom *room, const char *name, unsigned n_pictures,
                          unsigned n_sounds) {
    return view(room, (RtcWho){.role = RTC_VIEW, .name = name}, n_pictures, n_sounds);
}

RtcViewer *fake_room_choose(FakeRoom *room, const char *name, unsigned n_pictures,
                            unsigned n_sounds) {
    return view(room, (RtcWho){.role = RTC_VIEW, .name = name, .is_chosen = true}, n_pictures,
                n_sounds);
}

char *fake_room_describe(const RtcViewer *viewer, SdpKind kind) {
    static const char LETTERS[2][2] = {[SDP_AUDIO] = {'m', 'n'}, [SDP_VIDEO] = {'c', 's'}};
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < viewer->n_places; i++) {
        const RtcTrack *track = viewer->places[i].track;
        if (viewer->places[i].kind != kind)
            continue;
        g_string_append(text, text->len > 0 ? " " : "");
        if (track)
            g_string_append_printf(text, "%s:%c", track->publisher->peer->who.name,
                                   LETTERS[kind][track->source]);
        else
            g_string_append_c(text, '-');
    }
    return g_string_free(text, FALSE);
}
