/* One room at work: acts are decided one after the other, what must be kept is committed before it
 * is answered, then it is told. Control thread. */
#pragma once

#include "base/timer_wheel.h"
#include "signaling/ports/room_directory.h"
#include "signaling/ports/room_media.h"
#include "signaling/room/room.h"
#include "signaling/session/outlet.h"

#define ROOM_HALL_QUEUE_MAX        256 /* acts that wait for their turn */
#define ROOM_HALL_COMMIT_TIMEOUT_S 10  /* an answer that was lost on its way */

typedef struct RoomHall RoomHall;

/* What all halls share; borrowed for their lives. */
typedef struct RoomHallOptions {
    TimerWheel *wheel;
    const Outlet *outlet;
    RoomDirectoryPort directory;
    RoomMediaPort media;
    uint64_t *last_ticket;
    /* To one request; nothing when its seat is gone by then. */
    void (*answer)(const SeatTicket *ticket, const JsonTable *table, void *message, void *user);
    void (*refuse)(const SeatTicket *ticket, const GError *error, void *user);
    void (*on_gone)(const char *session, RoomHall *hall, void *user); /* a seat is in it no more */
    void (*on_changed)(const char *session, void *user); /* RoomSeatNews of one in it */
    void *user;
} RoomHallOptions;

/* `past` (RoomFact) may be NULL. */
RoomHall *room_hall_new(const RoomHallOptions *options, const RoomStart *start,
                        const GPtrArray *past);
void room_hall_free(RoomHall *hall);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RoomHall, room_hall_free)

const Room *room_hall_room(const RoomHall *hall);
/* Nobody is in it, nothing is going on: it may be forgotten. */
bool room_hall_is_idle(const RoomHall *hall);

/* Takes what `act` owns, in any case. `ticket` NULL: nobody waits for an answer. On success the
 * answer comes later, or has come. ERROR_OVERLOADED. */
bool room_hall_do(RoomHall *hall, RoomAct *act, const SeatTicket *ticket, GError **error);
void room_hall_act_clear(RoomAct *act);

/* Of a commit of this hall; others are ignored. */
void room_hall_on_commit(RoomHall *hall, const RoomCommitAnswer *answer);

/* The connection of a seat is lost: its place is kept for ROOM_KEEP_S. */
void room_hall_break(RoomHall *hall, const char *session);

/* Is somebody's line, for those in it and in the lobby; 0: none. */
WsId room_hall_line(const RoomHall *hall, const char *session);
/* To all in it who are connected. */
void room_hall_tell(RoomHall *hall, const JsonTable *table, const void *message);
