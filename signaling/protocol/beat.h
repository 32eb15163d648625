/* One sign of life of a player, as the message "beat" brings it: a part of message.h. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define SEAT_BEATS_MAX          60 /* in one message */
#define SEAT_BEAT_MAX_SEEN      32
#define SEAT_BEAT_TOKEN_CHARS   1024
#define SEAT_BEAT_CONTACT_CHARS 20

/* In the order of BEAT_STATE_WORDS in message.c. */
typedef enum SeatBeatState {
    SEAT_BEAT_PLAYING,
    SEAT_BEAT_PAUSED,
    SEAT_BEAT_WAITING,
    SEAT_BEAT_HIDDEN,
    SEAT_BEAT_ENDED,
    SEAT_BEAT_N_STATES
} SeatBeatState;

/* Absolute media time in ms, half-open. */
typedef struct SeatBeatSeen {
    int64_t from_ms, to_ms;
} SeatBeatSeen;

typedef struct SeatBeat {
    int64_t sequence; /* from 1 */
    int state;        /* SeatBeatState */
    int64_t position_ms;
    double rate;
    char *language;
    int64_t latency_ms; /* -1: not live */
    GPtrArray *seen;    /* SeatBeatSeen */
    bool is_final;
    char *contact; /* of an answer to this viewing; or NULL */
    int64_t since_ms;
    bool has_since;
} SeatBeat;
