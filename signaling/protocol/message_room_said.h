/* What the server says of a room: structs of message_room.c. `type` is always 0, strings are
 * borrowed. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "signaling/protocol/room_words.h"

typedef struct RoomPersonInfo {
    char *session, *account, *display_name;
    int client; /* ClientKind */
    int role;   /* RoomRole */
    GStrv on, held;
    int64_t hand; /* place in the order of raising */
    bool has_hand;
    int64_t hand_at_us; /* wall clock */
    bool is_away;       /* the connection is lost, the place is kept */
    bool has_vote;
    bool is_guest; /* nobody knows who he is but by the name that he gives */
} RoomPersonInfo;

typedef struct RoomKnockInfo {
    char *session, *account, *display_name;
    int client; /* ClientKind */
    int role;   /* RoomRole that he will have */
    bool is_guest;
} RoomKnockInfo;

typedef struct RoomSaidInfo {
    int64_t message;
    char *session, *account, *display_name, *text;
    int64_t at_us; /* wall clock */
} RoomSaidInfo;

/* As RTCIceServer of WebRTC. */
typedef struct RoomTurnInfo {
    GStrv urls;
    char *username, *credential;
} RoomTurnInfo;

typedef struct RoomMessage {
    int type;
    int64_t re;
    bool has_re; /* false: admitted from the lobby */
    char *room;
    int kind; /* RoomKind */
    char *title;
    int role; /* RoomRole, own */
    bool locked;
    RoomSettings *settings;
    GPtrArray *people;  /* RoomPersonInfo */
    GPtrArray *lobby;   /* RoomKnockInfo; NULL: not for this reader */
    GPtrArray *said;    /* RoomSaidInfo */
    GPtrArray *votes;   /* VoteInfo */
    RoomTurnInfo *turn; /* NULL: none */
} RoomMessage;

typedef struct RoomWaitingMessage {
    int type;
    int64_t re;
    char *room;
} RoomWaitingMessage;

typedef struct RoomChangedMessage {
    int type;
    GPtrArray *joined, *changed; /* RoomPersonInfo */
    GStrv left;                  /* sessions */
    GPtrArray *lobby;            /* RoomKnockInfo, all; NULL: as before, or not for this reader */
    RoomSettings *settings;      /* NULL: as before */
    bool locked, has_locked;
} RoomChangedMessage;

typedef struct RoomSaidMessage {
    int type;
    RoomSaidInfo *said;
} RoomSaidMessage;

typedef struct RoomUnsaidMessage {
    int type;
    int64_t message;
} RoomUnsaidMessage;

typedef struct RoomRemovedMessage {
    int type;
    char *room;
    int why; /* RoomRemoval */
} RoomRemovedMessage;
