/* What players and the gate tell of a viewing, as values. Media times are ms since the meeting's
 * media time 0, intervals are half-open. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"

#define VIEWING_LANGUAGE_BYTES  36 /* BCP 47 and NUL */
#define VIEWING_BEAT_MAX_SEEN   32 /* intervals of one beat: more seeks in ten seconds are joined */
#define VIEWING_CALL_MAX_BEATS  60
#define VIEWING_MAX_SEQUENCE    INT64_C(1000000)
#define VIEWING_MEDIA_MAX_MS    (INT64_C(7) * 24 * 3600 * 1000)
#define VIEWING_LATENCY_MAX_MS  INT64_C(86400000)
#define VIEWING_SINCE_MAX_MS    (INT64_C(400) * 24 * 3600 * 1000)
#define VIEWING_RATE_MAX_MILLI  4000
#define VIEWING_DEVICE_MAX_CHAR 120
#define VIEWING_CONTACT_BYTES   21 /* viewing_contact.h */

typedef enum ViewingState {
    VIEWING_PLAYING,
    VIEWING_PAUSED,
    VIEWING_WAITING, /* for data */
    VIEWING_HIDDEN,  /* plays unseen: a locked screen, another tab */
    VIEWING_ENDED,
    VIEWING_N_STATES
} ViewingState;

typedef struct ViewingInterval {
    int64_t from_ms, to_ms;
} ViewingInterval;

typedef struct ViewingBeat {
    int64_t sequence; /* from 1 */
    ViewingState state;
    int64_t position_ms;
    int64_t rate_milli; /* 1000: as recorded */
    int64_t latency_ms; /* -1: not live */
    char language[VIEWING_LANGUAGE_BYTES];
    bool is_final;
    char contact[VIEWING_CONTACT_BYTES]; /* as the player said it, "": not; read: contact_us */
    int64_t contact_us; /* moment of the newest answer that it had when `seen` began; 0: not said */
    int64_t since_ms;   /* from its reception to this beat, by a monotonic clock; -1: not said */
    unsigned n_seen;
    ViewingInterval seen[VIEWING_BEAT_MAX_SEEN]; /* since the beat before; ordered, disjoint */
} ViewingBeat;

typedef enum ViewingTrack {
    VIEWING_TRACK_VIDEO,
    VIEWING_TRACK_AUDIO,
    VIEWING_TRACK_BOTH, /* MPEG-TS, MP4 */
    VIEWING_N_TRACKS
} ViewingTrack;

#define VIEWING_ID_BINARY_BYTES 16

/* What the gate has sent for one viewing. */
typedef struct ViewingDelivery {
    uint8_t viewing_id[VIEWING_ID_BINARY_BYTES];
    ViewingTrack track;
    int64_t from_ms, to_ms;
    int64_t bytes;
} ViewingDelivery;

typedef enum ViewingWho {
    VIEWING_ANONYMOUS,
    VIEWING_ACCOUNT,
    VIEWING_SCREEN,
    VIEWING_N_WHO
} ViewingWho;
