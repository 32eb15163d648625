/* The messages of pictures and sounds: offers and answers in SDP (RFC 8829), what a viewer shows,
 * what his line bears. A part of tongping.v1. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/json_table.h"
#include "signaling/protocol/message_head.h"

#define MEDIA_SDP_CHARS    15000 /* with its frame below MESSAGE_MAX_BYTES */
#define MEDIA_PEER_CHARS   64
#define MEDIA_WISHES_MAX   32
#define MEDIA_SPEAKERS_MAX 3
#define MEDIA_BPS_MAX      INT64_C(10000000000)

/* In the order of their words. */
typedef enum MediaSource { MEDIA_CAMERA, MEDIA_SCREEN } MediaSource;
typedef enum MediaLine {
    MEDIA_LINE_FULL,
    MEDIA_LINE_REDUCED,
    MEDIA_LINE_LOW,
    MEDIA_LINE_SOUND,
    MEDIA_LINE_GONE
} MediaLine;

/* ---- client to server ---- */

/* media.publish and media.view */
typedef struct MediaOfferMessage {
    MessageHead head;
    char *sdp;
} MediaOfferMessage;

typedef struct MediaWish {
    int64_t place;         /* 0…, pictures only, in the order of the offer */
    char *session;         /* whose */
    int source;            /* MediaSource */
    int64_t max_height_px; /* 0: nothing */
    int64_t priority;      /* higher goes first */
} MediaWish;

typedef struct MediaShowMessage {
    MessageHead head;
    char *peer;
    GPtrArray *wishes; /* MediaWish */
} MediaShowMessage;

typedef struct MediaCloseMessage {
    MessageHead head;
    char *peer;
} MediaCloseMessage;

extern const JsonTable MESSAGE_MEDIA_PUBLISH, MESSAGE_MEDIA_VIEW, MESSAGE_MEDIA_SHOW,
    MESSAGE_MEDIA_CLOSE;

/* ---- server to client ---- */

typedef struct MediaAnswerMessage {
    int type;
    int64_t re;
    char *peer, *sdp;
} MediaAnswerMessage;

typedef struct MediaSpeakersMessage {
    int type;
    GStrv sessions; /* the loudest first */
} MediaSpeakersMessage;

typedef struct MediaLineMessage {
    int type;
    char *peer;
    int state; /* MediaLine */
    int64_t bps;
} MediaLineMessage;

extern const JsonTable MESSAGE_MEDIA_ANSWER, MESSAGE_MEDIA_SPEAKERS, MESSAGE_MEDIA_LINE;
