/* What the media side must know of one meeting: a complete value, sent anew whenever anything of it
 * changes. Plain data with a copy and a free. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/deliver/shelf.h"
#include "media/link/link_text.h"

typedef enum LiveState {
    LIVE_CLOSED,    /* no programme; its stream keys are refused with closed_reason */
    LIVE_REHEARSAL, /* the studio sees the picture, nobody else sees anything */
    LIVE_OPEN,      /* everybody sees the slate */
    LIVE_ON_AIR,
    LIVE_ENDED,     /* the recording rests; going on is possible */
    LIVE_PUBLISHED, /* the recording may be watched, trimmed */
} LiveState;

typedef struct LiveLanguage {
    char tag[MEDIA_LANGUAGE_BYTES];
    bool is_floor;
    int64_t offset_ms;
} LiveLanguage;

typedef enum LiveInputKind {
    LIVE_INPUT_PUSH, /* RTMP or SRT with `key` */
    LIVE_INPUT_RTSP,
    LIVE_INPUT_UDP,
    LIVE_INPUT_FILE,
    LIVE_INPUT_TEST,
} LiveInputKind;

typedef struct LiveInput {
    char id[SHELF_ID_BYTES];
    LiveInputKind kind;
    char *uri;
    char language[MEDIA_LANGUAGE_BYTES]; /* "": picture and floor */
    int64_t priority;
    char *key, *passphrase;
} LiveInput;

typedef struct LiveMark { /* an agenda item that has begun */
    char id[SHELF_ID_BYTES];
    char *title;
    int64_t at_us; /* media time */
} LiveMark;

typedef struct LiveCut { /* withdrawn, half-open, media time */
    int64_t from_us, to_us;
} LiveCut;

typedef struct LiveOrder {
    char id[SHELF_ID_BYTES];
    char alias[SHELF_ID_BYTES]; /* a second name in addresses, or "" */
    char *title, *line;         /* on the slate */
    char *closed_reason;
    LiveState state;
    ShelfAccess access;
    bool is_slate, is_recorded;
    bool allows_download;             /* whoever may watch the recording may take it home */
    bool is_on_demand;                /* the programme runs only while somebody watches or sends */
    int64_t keep_us;                  /* while it runs only the newest so much; 0: by is_recorded */
    int64_t live_at_us;               /* wall clock, 0: not yet */
    int64_t trim_from_us, trim_to_us; /* media time; 0: none */
    GArray *languages;                /* LiveLanguage */
    GArray *inputs;                   /* LiveInput */
    GArray *marks;                    /* LiveMark */
    GArray *cuts;                     /* LiveCut */
} LiveOrder;

LiveOrder *live_order_new(const char *id);
LiveOrder *live_order_copy(const LiveOrder *order);
void live_order_free(LiveOrder *order); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LiveOrder, live_order_free)

/* The same media time may be seen: nothing that was made of it is stale. */
bool live_order_shows_same(const LiveOrder *order, const LiveOrder *other);
bool live_order_runs(const LiveOrder *order); /* there is a programme */
/* How much of it is kept while it runs, 0: all. `unrecorded_us`: of meetings that leave nothing. */
int64_t live_order_window_us(const LiveOrder *order, int64_t unrecorded_us);
