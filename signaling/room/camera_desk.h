/* Telephones as camera and microphone of sets in rooms. A telephone has a seat of its own and is in
 * no room: what it publishes has the name of the set's seat, so that the room knows one person, and
 * the set is never sent it. Above the house: it asks rooms, they tell it by on_seat. Control
 * thread. */
#pragma once

#include "signaling/room/room_house.h"

typedef struct CameraDesk CameraDesk;

typedef struct CameraDeskOptions {
    TimerWheel *wheel; /* borrowed */
    RoomHouse *rooms;  /* borrowed */
    RoomMediaPort media;
    /* As in RoomHouseOptions. */
    void (*answer)(const SeatTicket *ticket, const JsonTable *table, void *message, void *user);
    void (*refuse)(const SeatTicket *ticket, const GError *error, void *user);
    void *user;
} CameraDeskOptions;

CameraDesk *camera_desk_new(const CameraDeskOptions *options);
void camera_desk_free(CameraDesk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraDesk, camera_desk_free)

/* Requests: they answer now or later; or fail, and the error is the answer. */
bool camera_desk_offer(CameraDesk *desk, const RoomCaller *set, GError **error);
bool camera_desk_take(CameraDesk *desk, const RoomCaller *phone, const char *secret,
                      GError **error);
/* `sources`: ROOM_MICROPHONE, ROOM_CAMERA: what the telephone has on. */
bool camera_desk_state(CameraDesk *desk, const RoomCaller *phone, unsigned sources, GError **error);
/* By either. `code_only`: a secret of the set that waits is withdrawn, nothing else. */
bool camera_desk_end(CameraDesk *desk, const RoomCaller *caller, bool code_only, GError **error);

/* Whether what this seat publishes is another one's: then the next two take its requests. */
bool camera_desk_is_phone(const CameraDesk *desk, const char *session);
bool camera_desk_publish(CameraDesk *desk, const RoomCaller *phone, RoomMediaOffer *offer,
                         GError **error);
bool camera_desk_close(CameraDesk *desk, const RoomCaller *phone, const char *peer, GError **error);

/* A seat says what it has on itself; with that of its telephone, if it has one. */
unsigned camera_desk_note_set(CameraDesk *desk, const char *session, unsigned sources);

/* The connection is lost, or the seat has ended (its Session is freed next). Others are ignored. */
void camera_desk_lose(CameraDesk *desk, const char *session);
void camera_desk_leave(CameraDesk *desk, const char *session);

/* For RoomHouseOptions.on_seat. */
void camera_desk_on_seat(CameraDesk *desk, const char *session, RoomSeatNews news);

/* What the media port says; false: it is not about a telephone. */
bool camera_desk_on_media(CameraDesk *desk, const RoomMediaAnswer *answer);
bool camera_desk_on_media_event(CameraDesk *desk, const RoomMediaEvent *event);
