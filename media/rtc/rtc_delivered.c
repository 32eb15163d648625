#include "media/rtc/rtc_delivered.h"

#include "media/rtc/rtc_channel.h"

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

static void add(Batch *batch, RtcViewer *viewer) {
    RtcDeliveredNews row = {.channel = viewer->peer->who.channel,
                            .name = viewer->peer->who.name,
                            .picture_ms = rtc_delivery_tell_ms(&viewer->delivery, SDP_VIDEO),
                            .sound_ms = rtc_delivery_tell_ms(&viewer->delivery, SDP_AUDIO)};
    if (row.picture_ms == 0 && row.sound_ms == 0)
        return;
    rtc_core_write_id(viewer->peer->number, row.id);
    if (batch->n_rows == RTC_DELIVERED_AT_ONCE)
        flush(batch);
    batch->rows[batch->n_rows++] = row;
}

static void tell_all(const RtcWorker *worker) {
    Batch batch = {.worker = worker};
    GHashTableIter each;
    void *channel;
    g_hash_table_iter_init(&each, worker->channels);
    while (g_hash_table_iter_next(&each, NULL, &channel))
        for (RtcViewer *viewer = ((RtcChannel *)channel)->viewers; viewer; viewer = viewer->next)
            add(&batch, viewer);
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
    add(&batch, viewer);
    flush(&batch);
}

void rtc_delivered_stop(RtcWorker *worker) {
    event_loop_cancel_timer(worker->loop, &worker->delivered_timer);
}
