/* Both ports of rooms over lists: a directory that keeps facts and answers when it is told to,
 * media that only write down what they were asked. It outlives switchboards, as a database does. */
#pragma once

#include "signaling/room/room.h"
#include "tests/support/fake_clients.h"

#define FAKE_ROOM "01890a5d-ac96-774b-bcce-b302099a8005"

typedef struct FakeRooms {
    FakeClients *clients; /* whom to answer; borrowed */
    RoomKind kind;
    GHashTable *permits;  /* account → RoomPermit; not there: not_found */
    GPtrArray *facts;     /* RoomFact, kept */
    GPtrArray *questions; /* not yet answered */
    GPtrArray *commits;   /* likewise */
    GPtrArray *media; /* texts: "publish SESSION held 4", "hold SESSION 5", "leave SESSION" … */
    SeatTicket last_offer;
    bool refuses_commits, refuses_at_once;
} FakeRooms;

void fake_rooms_init(FakeRooms *rooms, RoomKind kind);
void fake_rooms_clear(FakeRooms *rooms);

/* A new switchboard that uses them, as after a start of the server. */
void fake_rooms_start(FakeRooms *rooms, FakeClients *clients);

/* `account` is one letter; see fake_rooms_account(). */
void fake_rooms_permit(FakeRooms *rooms, char account, RoomPermit permit);
const char *fake_rooms_account(char letter); /* static */

/* Answers all that waits, and what comes of it. */
void fake_rooms_settle(FakeRooms *rooms);

/* The kinds of the facts kept: "entered hand said". Caller frees. */
char *fake_rooms_kinds(const FakeRooms *rooms);
