/* Tells those in one room what changes: gathered, one message each 200 ms at most, encoded once for
 * those who see the lobby and once for the others. What is said goes at once. Control thread. */
#pragma once

#include "base/timer_wheel.h"
#include "signaling/room/room.h"
#include "signaling/session/outlet.h"

typedef struct RoomFeed RoomFeed;

/* All are borrowed; `lines`: session → WsId *, of those who are connected. */
RoomFeed *room_feed_new(TimerWheel *wheel, const Outlet *outlet, const Room *room,
                        GHashTable *lines);
void room_feed_free(RoomFeed *feed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RoomFeed, room_feed_free)

/* After it was applied. */
void room_feed_note(RoomFeed *feed, const RoomFact *fact);
/* Somebody's line has broken, or is back. */
void room_feed_note_line(RoomFeed *feed, const char *session);

/* At once, to all who are connected. */
void room_feed_tell(RoomFeed *feed, const JsonTable *table, const void *message);
