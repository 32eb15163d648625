/* Viewings and beats on the wire. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/json_table.h"
#include "base/token.h"
#include "catalog/viewing/viewing_types.h"

#define VIEWING_BEAT_EVERY_MS 10000

typedef struct ViewingWishJson {
    char *meeting_id, *lesson_id, *device; /* one of the first two */
    char *study_id;                        /* of a lesson on a screen; or NULL */
    int mode;                              /* 0: as it is; VIEWING_WISH_KEPT */
} ViewingWishJson;

#define VIEWING_WISH_KEPT 1 /* it was downloaded */

extern const JsonTable VIEWING_WISH_TABLE;

typedef struct TvUrlJson {
    char *language, *url;
} TvUrlJson;

typedef struct ViewingJson {
    const char *id, *meeting_id, *lesson_id; /* ids may be NULL */
    char *expires_at;
    bool is_live;
    char *live_url, *phone_url, *base_url;
    const char *contact;
    GPtrArray *tv_urls; /* TvUrlJson */
    int64_t resume_ms, starts_wall_us, beat_every_ms;
} ViewingJson;
extern const JsonTable VIEWING_TABLE;

typedef struct BeatsJson {
    GPtrArray *beats;
    char *token; /* of the viewing; or NULL */
} BeatsJson;
extern const JsonTable BEATS_TABLE;

typedef struct TakeJson {
    char *token; /* likewise */
} TakeJson;
extern const JsonTable TAKE_TABLE;

typedef struct BeatsAnswerJson {
    int64_t sequence;
    const char *contact;
    bool is_elsewhere;
    int64_t credited_ms;
    bool has_credited;
} BeatsAnswerJson;
extern const JsonTable BEATS_ANSWER_TABLE;

/* The beats of a body as values; at most VIEWING_CALL_MAX_BEATS. Caller frees. */
ViewingBeat *viewing_json_beats(const BeatsJson *json);
