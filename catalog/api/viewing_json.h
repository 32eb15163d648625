/* Viewings and beats on the wire. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/json_table.h"
#include "catalog/viewing/viewing_types.h"

#define VIEWING_BEAT_EVERY_MS 10000

typedef struct ViewingWishJson {
    char *meeting_id, *lesson_id, *device; /* one of the first two */
    char *study_id;                        /* of a lesson on a screen; or NULL */
} ViewingWishJson;
extern const JsonTable VIEWING_WISH_TABLE;

typedef struct TvUrlJson {
    char *language, *url;
} TvUrlJson;

typedef struct ViewingJson {
    const char *id, *meeting_id, *lesson_id; /* ids may be NULL */
    char *expires_at;
    bool is_live;
    char *live_url, *phone_url, *base_url;
    GPtrArray *tv_urls; /* TvUrlJson */
    int64_t resume_ms, starts_wall_us, beat_every_ms;
} ViewingJson;
extern const JsonTable VIEWING_TABLE;

typedef struct BeatsJson {
    GPtrArray *beats;
} BeatsJson;
extern const JsonTable BEATS_TABLE;

/* The beats of a body as values; at most VIEWING_CALL_MAX_BEATS. Caller frees. */
ViewingBeat *viewing_json_beats(const BeatsJson *json);
