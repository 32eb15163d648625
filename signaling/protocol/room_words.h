/* What rooms are made of in the protocol: limits, words, settings. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* With names of 192 bytes each, messages and votes a snapshot stays below a client's queue. */
#define ROOM_PEOPLE_MAX       200
#define ROOM_LOBBY_MAX        50
#define ROOM_CHAT_SHOWN       40
#define ROOM_CHAT_CHARS       300
#define ROOM_TITLE_CHARS      200
#define ROOM_LINK_CHARS       64 /* of a secret, at most */
#define ROOM_VOTES_MAX        3
#define ROOM_MESSAGE_MAX      INT64_C(1000000000) /* numbers of what was said */
#define ROOM_NAME_CHARS       192
#define ROOM_TURN_URLS_MAX    8
#define ROOM_TURN_URL_CHARS   300
#define ROOM_TURN_CHARS       63  /* name, password */
#define ROOM_LEFT_MAX         400 /* in one room.changed; more wait for the next */
#define ROOM_FEED_INTERVAL_MS 200

/* In the order of their words. */
typedef enum RoomKind { ROOM_GROUP, ROOM_TALK, ROOM_BROADCAST, ROOM_N_KINDS } RoomKind;
typedef enum RoomRole { ROOM_HOST, ROOM_SPEAKER, ROOM_SITE, ROOM_AUDIENCE, ROOM_N_ROLES } RoomRole;
typedef enum RoomChat { ROOM_CHAT_EVERYONE, ROOM_CHAT_HOSTS, ROOM_CHAT_NOBODY } RoomChat;
typedef enum RoomScreens { ROOM_SCREENS_ONE, ROOM_SCREENS_MANY } RoomScreens;
typedef enum RoomRemoval {
    ROOM_REMOVED,
    ROOM_BANNED,
    ROOM_ENDED,
    ROOM_MOVED,
    ROOM_REFUSED
} RoomRemoval;

/* Bits of what somebody has on, or of what a host holds off. */
enum { ROOM_MICROPHONE = 1 << 0, ROOM_CAMERA = 1 << 1, ROOM_SCREEN = 1 << 2 };
#define ROOM_ALL_SOURCES (ROOM_MICROPHONE | ROOM_CAMERA | ROOM_SCREEN)

typedef struct RoomSettings {
    int chat;    /* RoomChat */
    int screens; /* RoomScreens */
    bool lobby;  /* who comes waits for a host */
} RoomSettings;
