/* Who publishes under one name and who views it; it lives on one worker as long as somebody is in
 * it. Private to media/rtc/. */
#pragma once

#include "media/rtc/flow/round_wait.h"
#include "media/rtc/rtc_place.h"
#include "media/rtc/rtc_speakers.h"

struct RtcChannel {
    RtcWorker *worker;
    char *name;               /* owned */
    RtcPublisher *publishers; /* in the order of their coming */
    RtcPublisher **end;       /* of that list */
    RtcViewer *viewers;
    RtcSpeakers *speakers; /* owned */
    RtcChannel *next_to_fan;
    RtcPublisher *to_fan; /* publishers with packets of this round */
    unsigned n_fan;       /* packets of them all */
    RoundWait wait;
};

/* Made when it is not there. */
RtcChannel *rtc_channel_enter(RtcWorker *worker, const char *name);
void rtc_channel_add_publisher(RtcChannel *channel, RtcPublisher *publisher);
void rtc_channel_add_viewer(RtcChannel *channel, RtcViewer *viewer);
/* The publisher is connected: of its name it is the newest, in all places of chosen viewers. */
void rtc_channel_begin_publisher(RtcChannel *channel, RtcPublisher *publisher);
/* What a host takes and gives back: `holds` are RtcHold bits. */
void rtc_channel_hold(RtcChannel *channel, RtcPublisher *publisher, unsigned holds, bool is_held);
/* The channel is freed with the last of them. */
void rtc_channel_remove_publisher(RtcChannel *channel, RtcPublisher *publisher);
void rtc_channel_remove_viewer(RtcChannel *channel, RtcViewer *viewer);
