/* All rooms, and which seat is in which: a seat is in one at most. Asks the directory who may
 * enter, rebuilds a room from what the directory has kept of it. Control thread. */
#pragma once

#include "signaling/room/room_hall.h"
#include "signaling/session/session.h"

#define ROOM_HOUSE_MAX_ROOMS     2000
#define ROOM_HOUSE_ASK_TIMEOUT_S 10 /* then a seat may ask again */
#define ROOM_HOUSE_MAX_GUESTS    50 /* of one room, with those in its lobby */
#define ROOM_HOUSE_MAX_PEERS     4  /* of one seat */

typedef struct RoomHouse RoomHouse;

/* Of a seat that is, or was, a person in a room. */
typedef enum RoomSeatNews {
    ROOM_SEAT_CHANGED, /* what is held, its role, its connection */
    ROOM_SEAT_LEFT,    /* it is in no room now */
    ROOM_SEAT_OVER     /* likewise, for its room has ended */
} RoomSeatNews;

typedef struct RoomHouseOptions {
    TimerWheel *wheel;    /* borrowed */
    const Outlet *outlet; /* borrowed */
    RoomDirectoryPort directory;
    RoomMediaPort media;
    /* As in RoomHallOptions. */
    void (*answer)(const SeatTicket *ticket, const JsonTable *table, void *message, void *user);
    void (*refuse)(const SeatTicket *ticket, const GError *error, void *user);
    /* In the middle of an act: it must not begin another one. NULL: nobody wants to know. */
    void (*on_seat)(const char *session, RoomSeatNews news, void *user);
    void *user;
} RoomHouseOptions;

RoomHouse *room_house_new(const RoomHouseOptions *options);
void room_house_free(RoomHouse *house);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RoomHouse, room_house_free)

/* A request: the seat that makes it, and where its answer goes. */
typedef struct RoomCaller {
    const Session *session;
    SeatTicket ticket;
} RoomCaller;

typedef struct RoomEntry {
    const char *room;
    bool takes_over;
    const char *link; /* a secret that invites; or NULL */
} RoomEntry;

/* All of these answer by options.answer or options.refuse, now or later; or fail, and the error is
 * the answer. UNAVAILABLE: nobody keeps rooms, or forwards pictures, here. */
bool room_house_enter(RoomHouse *house, const RoomCaller *caller, const RoomEntry *entry,
                      GError **error);
/* `act` has all but actor and times; what it owns is taken in any case. */
bool room_house_act(RoomHouse *house, const RoomCaller *caller, RoomAct *act, GError **error);
bool room_house_offer(RoomHouse *house, const RoomCaller *caller, RoomMediaOffer *offer,
                      GError **error);
/* Its own peer, or ERROR_NOT_FOUND. */
bool room_house_show(RoomHouse *house, const RoomCaller *caller, RoomMediaWishes *wishes,
                     GError **error);
bool room_house_close(RoomHouse *house, const RoomCaller *caller, const char *peer, GError **error);

/* In which it is a person; NULL: in none. Borrowed until the next call. */
const Room *room_house_room(const RoomHouse *house, const char *session);

/* The seat's connection is lost; the seat has ended. Unknown ones are ignored. */
void room_house_lose(RoomHouse *house, const char *session);
void room_house_leave(RoomHouse *house, const char *session);

/* Asks the directory about those who are in this room, or with NULL in any. */
void room_house_review(RoomHouse *house, const char *room);

/* What the ports say. */
void room_house_on_look(RoomHouse *house, const RoomLookAnswer *answer);
void room_house_on_commit(RoomHouse *house, const RoomCommitAnswer *answer);
/* RoomStay elements: who may not stay is told `removed` and put out; what is over ends. */
void room_house_on_review(RoomHouse *house, const GArray *stays);
void room_house_on_media(RoomHouse *house, const RoomMediaAnswer *answer);
void room_house_on_media_event(RoomHouse *house, const RoomMediaEvent *event);

unsigned room_house_count(const RoomHouse *house);
