/* How a meeting's media fare at this moment: plain data for the studio's page. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/deliver/shelf.h"
#include "media/ingest/ingest.h"
#include "media/link/link_text.h"

#define LIVE_HEALTH_MAX_REFUSED 8u

typedef enum LiveInputState {
    LIVE_FEED_OFF,
    LIVE_FEED_CONNECTING,
    LIVE_FEED_LIVE,
    LIVE_FEED_SILENT,
    LIVE_FEED_LOST,
    LIVE_FEED_REFUSED,
} LiveInputState;

typedef struct LiveInputHealth {
    char input_id[SHELF_ID_BYTES];
    LiveInputState state;
    char peer[64], encoder[128];
    char video_codec[32], audio_codec[32];
    unsigned width, height;
    double frame_rate;
    bool is_interlaced;
    uint64_t bit_rate, dropped_frames;
    int64_t av_offset_ms, key_frame_age_ms;
    bool has_spare;
    unsigned rtt_ms;
    uint64_t lost_packets;
    char message[256];
} LiveInputHealth;

typedef struct LiveLevel { /* LUFS, dBFS; -100: silence */
    char language[MEDIA_LANGUAGE_BYTES];
    double momentary, short_term, peak;
} LiveLevel;

typedef struct LiveRung {
    char name[MEDIA_NAME_BYTES];
    unsigned height, bit_rate;
    bool is_active;
    unsigned dropped_frames; /* within the last second */
} LiveRung;

typedef struct LiveRefused {
    int64_t at_us; /* wall clock */
    char peer[64];
    char reason[INGEST_REASON_BYTES];
} LiveRefused;

typedef struct LiveHealth {
    bool is_running, is_recording_stopped;
    unsigned restarts;
    int64_t media_us;
    uint64_t recorded_bytes, free_bytes;
    GArray *inputs;  /* LiveInputHealth */
    GArray *levels;  /* LiveLevel */
    GArray *rungs;   /* LiveRung */
    GArray *refused; /* LiveRefused, newest last */
} LiveHealth;

LiveHealth *live_health_new(void);
typedef struct LiveRungs {
    const MediaTrack *tracks;
    unsigned n_tracks;
    uint32_t active;         /* a bit for each track */
    const unsigned *dropped; /* frames of each track within the last second */
} LiveRungs;

/* The pictures among the tracks, in their order. */
void live_health_add_rungs(LiveHealth *health, const LiveRungs *rungs);
/* Keeps the newest of each language in `levels`, an array of LiveLevel. */
void live_health_note_levels(GArray *levels, const LinkLevels *news);
/* Keeps the newest LIVE_HEALTH_MAX_REFUSED in `list`, an array of LiveRefused. */
void live_health_note_refused(GArray *list, const LiveRefused *refused);
void live_health_free(LiveHealth *health); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LiveHealth, live_health_free)
