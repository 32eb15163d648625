#include "media/rtc/rtc_channel.h"

RtcChannel *rtc_channel_enter(RtcWorker *worker, const char *name) {
    RtcChannel *channel = g_hash_table_lookup(worker->channels, name);
    if (channel)
        return channel;
    channel = g_new0(RtcChannel, 1);
    channel->worker = worker;
    channel->name = g_strdup(name);
    g_hash_table_insert(worker->channels, channel->name, channel);
    return channel;
}

static void free_empty(RtcChannel *channel) {
    if (channel->publishers || channel->viewers)
        return;
    g_hash_table_remove(channel->worker->channels, channel->name);
    g_free(channel->name);
    g_free(channel);
}

void rtc_channel_add_publisher(RtcChannel *channel, RtcPublisher *publisher) {
    RtcPublisher **end = &channel->publishers;
    while (*end)
        end = &(*end)->next;
    *end = publisher;
    for (RtcViewer *viewer = channel->viewers; viewer; viewer = viewer->next)
        rtc_place_bind(viewer, publisher);
}

void rtc_channel_add_viewer(RtcChannel *channel, RtcViewer *viewer) {
    viewer->next = channel->viewers;
    channel->viewers = viewer;
    for (RtcPublisher *publisher = channel->publishers; publisher; publisher = publisher->next)
        rtc_place_bind(viewer, publisher);
}

/* Viewers go on with whoever is still there and had no place yet. */
void rtc_channel_remove_publisher(RtcChannel *channel, RtcPublisher *publisher) {
    RtcPublisher **at = &channel->publishers;
    while (*at != publisher)
        at = &(*at)->next;
    *at = publisher->next;
    for (RtcViewer *viewer = channel->viewers; viewer; viewer = viewer->next) {
        rtc_place_unbind(viewer, publisher);
        for (RtcPublisher *other = channel->publishers; other; other = other->next)
            rtc_place_bind(viewer, other);
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
