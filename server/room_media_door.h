/* Pictures and sounds of people in rooms: their offers, wishes and holds go to the SFU, what it
 * tells goes back to the rooms. A room is a channel, whoever publishes has the name of his seat. It
 * knows which connections a seat has, and lives on the control thread. */
#pragma once

#include "base/worker.h"
#include "media/rtc/rtc.h"
#include "server/ice_servers.h"
#include "server/media_span.h"
#include "signaling/answers.h"
#include "signaling/ports/room_media.h"

typedef struct RoomMediaDoor RoomMediaDoor;

/* `control` is borrowed and must run until the SFU has stopped. */
RoomMediaDoor *room_media_door_new(Worker *control, Answers *answers);
/* After the SFU and the control worker have stopped. */
void room_media_door_free(RoomMediaDoor *door);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RoomMediaDoor, room_media_door_free)

/* Once, before the first offer; borrowed. NULL: there is no SFU, offers are ERROR_UNAVAILABLE. */
void room_media_door_set_rtc(RoomMediaDoor *door, Rtc *rtc);

/* Once, like the above: what people are told of TURN servers; NULL: there are none. What it names
 * is borrowed. */
void room_media_door_set_turn(RoomMediaDoor *door, const IceServers *servers);

/* Media that somebody in a room was sent, or sent himself, by one of his connections. Borrowed for
 * the call; a span may be empty. */
typedef struct RoomMediaHeard {
    const char *room, *person; /* account or screen */
    bool is_screen;
    MediaSpan picture, sound;
} RoomMediaHeard;

/* On the control thread, each second, at most RTC_DELIVERED_AT_ONCE rows. */
typedef void (*RoomMediaHeardFn)(const RoomMediaHeard *rows, unsigned n_rows, void *user);

/* Once, before the first offer. */
void room_media_door_set_listener(RoomMediaDoor *door, RoomMediaHeardFn fn, void *user);

/* On the control thread, for a RoomMediaPort whose user is the door. */
bool room_media_door_offer(const RoomMediaOffer *offer, void *door, GError **error);
bool room_media_door_show(const RoomMediaWishes *wishes, void *door, GError **error);
void room_media_door_hold(const char *room, const char *session, unsigned held, void *door);
void room_media_door_leave(const char *room, const char *session, const char *peer, void *door);
bool room_media_door_turn(const char *account, RoomMediaTurn *ret_turn, void *door);

/* For RtcOptions.events, with the door as user: on the SFU's threads. */
extern const RtcEvents ROOM_MEDIA_DOOR_EVENTS;
