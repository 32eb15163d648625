/* Pictures and sounds of the people in rooms, from their seats to whoever forwards them. Values
 * only, asked on the control thread without waiting; answers and events come by answers_room.h. The
 * channel is the room, a publisher's name is the session of its seat. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "signaling/ports/seat_beats.h"
#include "signaling/protocol/message_media.h"

/* An offer in SDP. All is borrowed for the call. */
typedef struct RoomMediaOffer {
    SeatTicket ticket;   /* where the answer goes */
    const char *session; /* whose it is: the ticket's seat, or the one that it is the camera of */
    const char *room;
    const char *person; /* account or screen of the seat */
    bool is_screen;
    bool is_view;  /* else it publishes */
    unsigned held; /* ROOM_MICROPHONE …: of a publisher, what is not forwarded at first */
    const char *sdp;
} RoomMediaOffer;

typedef struct RoomMediaAnswer {
    SeatTicket ticket;
    const GError *error;
    const char *room, *session, *peer, *sdp; /* borrowed; room and session as offered */
} RoomMediaAnswer;

typedef struct RoomMediaWishes {
    const char *room, *session, *peer;
    const GPtrArray *wishes; /* MediaWish */
} RoomMediaWishes;

/* TURN servers for one account, as RTCIceServer has them. */
#define ROOM_MEDIA_TURN_BYTES 64
typedef struct RoomMediaTurn {
    const char *const *urls; /* borrowed */
    char username[ROOM_MEDIA_TURN_BYTES], credential[ROOM_MEDIA_TURN_BYTES];
} RoomMediaTurn;

typedef enum RoomMediaEventKind {
    ROOM_MEDIA_GONE,     /* session, peer: the connection is no more */
    ROOM_MEDIA_LINE,     /* session, peer, line, bps */
    ROOM_MEDIA_SPEAKERS, /* speakers: sessions, the loudest first */
} RoomMediaEventKind;

typedef struct RoomMediaEvent {
    RoomMediaEventKind kind;
    const char *room, *session, *peer;
    MediaLine line;
    int64_t bps;
    const char *const *speakers;
} RoomMediaEvent;

typedef struct RoomMediaPort {
    /* NULL: no pictures here. */
    bool (*offer)(const RoomMediaOffer *offer, void *user, GError **error);
    bool (*show)(const RoomMediaWishes *wishes, void *user, GError **error);
    /* All that is not to be forwarded of a seat, from now on and for publishers to come. */
    void (*hold)(const char *room, const char *session, unsigned held, void *user);
    /* One peer of a seat, or with NULL all of them. */
    void (*leave)(const char *room, const char *session, const char *peer, void *user);
    /* False, or NULL: there are none. */
    bool (*turn)(const char *account, RoomMediaTurn *ret_turn, void *user);
    void *user;
} RoomMediaPort;
