#include "media/rtc/rtc_delivered.h"

#include "media/rtc/rtc_channel.h"
#include "media/rtc/rtc_track.h"

#define TELL_US INT64_C(1000000)

typedef struct Batch {
    const RtcWorker *worker;
    unsigned n_rows;
    RtcDeliveredNews rows[RTC_DELIVERED_AT_ONCE];
} Batch;

static void flush(Batch *batch) {
    if (batch->n_rows > 0)
        batch->worker->events->on_delivered(batch->rows, batch->n_rows, batch->worker->events_user);
    batch->n_rows = 0;
}

static void add(Batch *batch, const RtcPeer *peer, uint32_t picture_ms, uint32_t sound_ms) {
    if (picture_ms == 0 && sound_ms == 0)
        return;
    if (batch->n_rows == RTC_DELIVERED_AT_ONCE)
        flush(batch);
    RtcDeliveredNews *row = &batch->rows[batch->n_rows++];
    *row = (RtcDeliveredNews){.channel = peer->who.channel,
                              .name = peer->who.name,
                              .role = peer->who.role,
                              .picture_ms = picture_ms,
                              .sound_ms = sound_ms};
    rtc_core_write_id(peer->number, row->id);
}

static void add_viewer(Batch *batch, RtcViewer *viewer) {
    uint32_t picture_ms = rtc_delivery_tell_ms(&viewer->delivery, SDP_VIDEO);
    add(batch, viewer->peer, picture_ms, rtc_delivery_tell_ms(&viewer->delivery, SDP_AUDIO));
}

static uint64_t count_packets(const RtcPublisher *publisher, SdpKind kind) {
    uint64_t n = 0;
    for (unsigned i = 0; i < publisher->n_tracks; i++)
        for (unsigned k = 0; k < publisher->tracks[i].n_layers; k++)
            if (publisher->tracks[i].kind == kind)
                n += publisher->tracks[i].layers[k].stats.n_packets;
    return n;
}

static uint32_t arrived_ms(RtcPublisher *publisher, SdpKind kind, int64_t now_us) {
    return rtc_delivery_arrived_ms(&publisher->arrival, kind, count_packets(publisher, kind),
                                   now_us);
}

static void add_publisher(Batch *batch, RtcPublisher *publisher, int64_t now_us) {
    uint32_t picture_ms = arrived_ms(publisher, SDP_VIDEO, now_us);
    add(batch, publisher->peer, picture_ms, arrived_ms(publisher, SDP_AUDIO, now_us));
}

static void tell_all(const RtcWorker *worker) {
    Batch batch = {.worker = worker};
    int64_t now_us = rtc_core_now_us(worker);
    GHashTableIter each;
    void *entry;
    g_hash_table_iter_init(&each, worker->channels);
    while (g_hash_table_iter_next(&each, NULL, &entry)) {
        const RtcChannel *channel = entry;
        for (RtcViewer *viewer = channel->viewers; viewer; viewer = viewer->next)
            add_viewer(&batch, viewer);
        for (RtcPublisher *one = channel->publishers; one; one = one->next)
            add_publisher(&batch, one, now_us);
    }
    flush(&batch);
}

static void on_second(Timer *timer, void *user) {
    RtcWorker *worker = (RtcWorker *)(void *)((char *)timer - offsetof(RtcWorker, delivered_timer));
    tell_all(worker);
    event_loop_set_timer(worker->loop, timer, rtc_core_now_us(worker) + TELL_US, on_second);
}

void rtc_delivered_start(RtcWorker *worker) {
    if (worker->events->on_delivered)
        event_loop_set_timer(worker->loop, &worker->delivered_timer,
                             rtc_core_now_us(worker) + TELL_US, on_second);
}

void rtc_delivered_tell(RtcViewer *viewer) {
    Batch batch = {.worker = viewer->peer->worker};
    if (!batch.worker->events->on_delivered)
        return;
    add_viewer(&batch, viewer);
    flush(&batch);
}

void rtc_delivered_stop(RtcWorker *worker) {
    event_loop_cancel_timer(worker->loop, &worker->delivered_timer);
}
