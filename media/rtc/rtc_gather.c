#include "media/rtc/rtc_gather.h"

#include "media/rtc/rtc_publisher.h"
#include "media/rtc/rtc_viewer.h"

static void add_layer(RtcPeerFigures *row, const ReceiveStats *stats) {
    row->packets += stats->n_packets;
    row->bytes += stats->n_bytes;
    uint64_t expected = stats->is_started ? (uint64_t)stats->highest - stats->first + 1 : 0;
    if (expected > stats->n_packets)
        row->lost += expected - stats->n_packets;
}

static void add_publisher(RtcPeerFigures *row, const RtcPublisher *publisher) {
    for (unsigned i = 0; i < publisher->n_tracks; i++)
        for (unsigned k = 0; k < publisher->tracks[i].n_layers; k++)
            add_layer(row, &publisher->tracks[i].layers[k].stats);
}

static void add_viewer(RtcPeerFigures *row, const RtcViewer *viewer) {
    for (unsigned i = 0; i < viewer->n_places; i++) {
        row->packets += viewer->places[i].n_packets;
        row->bytes += viewer->places[i].n_bytes;
        row->lost += viewer->places[i].told_lost;
    }
    if (viewer->round_trip_us > 0)
        row->round_trip_us = viewer->round_trip_us;
}

static void describe(RtcPeerFigures *row, const RtcPeer *peer) {
    const RtcPublisher *publisher = rtc_publisher_of(peer);
    const RtcViewer *viewer = rtc_viewer_of(peer);
    *row = (RtcPeerFigures){.channel = peer->who.channel,
                            .name = peer->who.name,
                            .role = peer->who.role,
                            .is_connected = peer->is_keyed,
                            .round_trip_us = -1};
    rtc_core_write_id(peer->number, row->id);
    if (publisher)
        add_publisher(row, publisher);
    if (viewer)
        add_viewer(row, viewer);
}

void rtc_gather_figures(const RtcWorker *worker, RtcFiguresFn fn, void *user) {
    g_autofree RtcPeerFigures *rows = g_new(RtcPeerFigures, MAX(worker->n_peers, 1));
    RtcFigures stats = {.worker = worker->index, .totals = worker->stats, .peers = rows};
    for (unsigned i = 0; i < RTC_WORKER_MAX_PEERS; i++)
        if (worker->peers[i])
            describe(&rows[stats.n_peers++], worker->peers[i]);
    fn(&stats, user);
}
