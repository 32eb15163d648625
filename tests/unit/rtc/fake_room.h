/* A channel of the SFU without sockets and threads: publishers and viewers that are made of offers
 * alone, on a loop that nobody runs. */
#pragma once

#include "media/rtc/rtc_channel.h"
#include "media/rtc/rtc_publisher.h"
#include "media/rtc/rtc_viewer.h"

typedef struct FakeRoom {
    RtcWorker worker;
    RtcChannel *channel; /* as long as somebody is in it */
    GPtrArray *peers;    /* that are still there */
    uint64_t n_numbers;  /* given to peers */
} FakeRoom;

/* `events`: NULL: nobody listens. */
void fake_room_init(FakeRoom *room, const RtcEvents *events, void *user);
void fake_room_clear(FakeRoom *room); /* everybody leaves */

/* `sends`: a letter for each section: c a camera, s a screen (with a=content:slides), m a
 * microphone, n the screen's sound, v and a picture and sound without a word. Connected at once
 * with _publish(), by fake_room_connect() with _offer(). */
RtcPublisher *fake_room_offer(FakeRoom *room, const char *name, const char *sends);
void fake_room_connect(RtcPublisher *publisher);
RtcPublisher *fake_room_publish(FakeRoom *room, const char *name, const char *sends);

/* Connected. `is_chosen`: by rtc_viewer_show(). */
RtcViewer *fake_room_view(FakeRoom *room, const char *name, unsigned n_pictures, unsigned n_sounds);
RtcViewer *fake_room_choose(FakeRoom *room, const char *name, unsigned n_pictures,
                            unsigned n_sounds);
void fake_room_leave(FakeRoom *room, RtcPeer *peer);

/* What is in the places of this kind: name and letter of each track, "-" for an empty place, e.g.
 * "ann:c -". Caller frees. */
char *fake_room_describe(const RtcViewer *viewer, SdpKind kind);
