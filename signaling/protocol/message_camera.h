/* The messages of a telephone that is camera and microphone of a set's seat in a room. A part of
 * tongping.v1. Strings of what the server says are borrowed. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/json_table.h"
#include "signaling/protocol/message_head.h"
#include "signaling/protocol/message_room_said.h"

#define CAMERA_SECRET_CHARS 22  /* 16 bytes in base64url: the code stays coarse enough for 3 m */
#define CAMERA_OFFER_S      300 /* a secret that nobody has used */

/* In the order of their words. */
typedef enum CameraState {
    CAMERA_NONE, /* no telephone is the set's camera */
    CAMERA_HERE,
    CAMERA_LOST /* it may come back for a while */
} CameraState;
typedef enum CameraEnd {
    CAMERA_END_ENDED, /* by a key of the set, or its time is over */
    CAMERA_END_MOVED, /* another telephone has come, or another page of this one */
    CAMERA_END_LEFT,  /* the set is not in the room any more */
    CAMERA_END_OVER   /* the room has ended */
} CameraEnd;

/* ---- client to server ---- */

typedef struct CameraTakeMessage {
    MessageHead head;
    char *secret;
} CameraTakeMessage;

typedef struct CameraStateMessage {
    MessageHead head;
    GStrv on;
} CameraStateMessage;

typedef struct CameraEndMessage {
    MessageHead head;
    bool code_only; /* of a set: a secret that waits is withdrawn, who is its camera stays */
} CameraEndMessage;

extern const JsonTable MESSAGE_CAMERA_OFFER, MESSAGE_CAMERA_TAKE, MESSAGE_CAMERA_STATE,
    MESSAGE_CAMERA_END;

/* ---- server to client ---- */

typedef struct CameraOfferedMessage {
    int type;
    int64_t re;
    char *secret;
    int64_t valid_s;
} CameraOfferedMessage;

/* To the telephone. */
typedef struct CameraMessage {
    int type;
    int64_t re;
    bool has_re; /* false: something is different now */
    char *room, *title, *display_name;
    bool is_away; /* the set's connection is lost: nothing can be sent until it is back */
    GStrv held;
    RoomTurnInfo *turn; /* NULL: none */
} CameraMessage;

/* To the set. */
typedef struct CameraChangedMessage {
    int type;
    int state;          /* CameraState */
    bool waiting;       /* a secret is good that nobody has used */
    char *display_name; /* whose telephone; NULL: none is or was here */
    GStrv on;
} CameraChangedMessage;

typedef struct CameraEndedMessage {
    int type;
    int why; /* CameraEnd */
} CameraEndedMessage;

extern const JsonTable MESSAGE_CAMERA_OFFERED, MESSAGE_CAMERA, MESSAGE_CAMERA_CHANGED,
    MESSAGE_CAMERA_ENDED;
