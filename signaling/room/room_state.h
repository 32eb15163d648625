/* The inside of a room, for room*.c only. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "signaling/ports/room_fact.h"
#include "signaling/room/chat.h"

struct Room {
    char id[IDENTITY_ID_BYTES];
    char *title;
    RoomKind kind;
    RoomSettings settings;
    bool is_locked, has_ended;
    GPtrArray *people;    /* RoomPerson */
    GPtrArray *lobby;     /* RoomKnock */
    GPtrArray *votes;     /* Vote */
    GHashTable *admitted; /* set of accounts that have been in and may come again */
    GHashTable *banned;   /* set of accounts */
    GHashTable *roles;    /* account → RoomRole that a host gave */
    Chat *chat;
    int64_t last_hand;
};
