/* The messages of rooms: who is in, what hosts do, what is said. A part of tongping.v1; a
 * seat is in one room at most, so only `room.enter` names it. Strings of what the server says are
 * borrowed. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/json_table.h"
#include "signaling/protocol/message_head.h"
#include "signaling/protocol/room_words.h"

/* ---- client to server ---- */

typedef struct RoomEnterMessage {
    MessageHead head;
    char *room;     /* the meeting's id */
    bool take_over; /* of the account's other seat */
    char *link;     /* the secret of one that invites; NULL: none */
} RoomEnterMessage;

/* room.hand, room.lock: whether it is so from now on. */
typedef struct RoomSwitchMessage {
    MessageHead head;
    bool is_on;
} RoomSwitchMessage;

/* room.lower, room.admit, room.mute, room.remove and room.role: what a host does to somebody. */
typedef struct RoomTargetMessage {
    MessageHead head;
    char *session; /* NULL where allowed: all of them */
    bool is_on;    /* admitted, held, banned */
    GStrv sources; /* room.mute */
    int role;      /* RoomRole, room.role */
} RoomTargetMessage;

typedef struct RoomStateMessage {
    MessageHead head;
    GStrv on;
} RoomStateMessage;

typedef struct RoomChatMessage {
    MessageHead head;
    char *text;
} RoomChatMessage;

typedef struct RoomChatRemoveMessage {
    MessageHead head;
    int64_t message;
} RoomChatRemoveMessage;

typedef struct RoomSettingsMessage {
    MessageHead head;
    RoomSettings settings;
} RoomSettingsMessage;

extern const JsonTable MESSAGE_ROOM_ENTER, MESSAGE_ROOM_LEAVE, MESSAGE_ROOM_HAND,
    MESSAGE_ROOM_LOWER, MESSAGE_ROOM_ADMIT, MESSAGE_ROOM_MUTE, MESSAGE_ROOM_REMOVE,
    MESSAGE_ROOM_LOCK, MESSAGE_ROOM_ROLE, MESSAGE_ROOM_END, MESSAGE_ROOM_STATE, MESSAGE_ROOM_CHAT,
    MESSAGE_ROOM_CHAT_REMOVE, MESSAGE_ROOM_SETTINGS;

/* Bits of the words of room.state and room.mute, and back: the words are static. */
unsigned message_room_sources(const char *const *words);
GStrv message_room_source_words(unsigned sources);

/* ---- server to client: structs in message_room_said.h ---- */

/* A part of other messages: RoomTurnInfo. */
extern const JsonTable MESSAGE_ROOM_TURN;

extern const JsonTable MESSAGE_ROOM, MESSAGE_ROOM_WAITING, MESSAGE_ROOM_CHANGED, MESSAGE_ROOM_SAID,
    MESSAGE_ROOM_UNSAID, MESSAGE_ROOM_REMOVED;
