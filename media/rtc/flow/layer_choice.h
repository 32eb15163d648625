/* What of a subscriber's estimate goes to which stream: sound first, then every picture it shows at
 * its least, then better ones by priority, none better than its place on the screen; when not even
 * the least fits, sound alone. Pure; the caller keeps the streams. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LAYER_CHOICE_SPATIAL     3
#define LAYER_CHOICE_TEMPORAL    3
#define LAYER_CHOICE_MAX_STREAMS 64
#define LAYER_NOT_SENT           (-1)

typedef struct LayerQuality {
    int8_t spatial; /* LAYER_NOT_SENT: nothing is sent */
    int8_t temporal;
} LayerQuality;

/* One simulcast layer (RFC 8853), or the only one there is. */
typedef struct LayerSource {
    uint16_t height_px;
    uint32_t
        bps[LAYER_CHOICE_TEMPORAL]; /* measured, up to and with each temporal layer; 0: not there */
} LayerSource;

/* Why it is not better: what the page says beside the picture. */
typedef enum LayerLimit {
    LAYER_LIMIT_NONE,   /* the best there is */
    LAYER_LIMIT_SCREEN, /* better would not be seen */
    LAYER_LIMIT_LINE,   /* the estimate */
    LAYER_LIMIT_SOURCE, /* nothing comes from the publisher */
    LAYER_LIMIT_HIDDEN, /* not shown */
} LayerLimit;

typedef struct LayerStream {
    /* in */
    uint16_t shown_px; /* height on the subscriber's screen, in its own pixels; 0: not shown */
    uint8_t priority;  /* higher is served first */
    LayerSource layers[LAYER_CHOICE_SPATIAL]; /* from small to large */
    LayerQuality current;                     /* what is sent now */
    /* out */
    LayerQuality chosen;
    LayerLimit limit;
    bool needs_key_frame; /* of chosen.spatial, before it can be sent (once asked: keyframe_economy)
                           */
    /* private; zeroed for a new stream */
    int64_t raised_us, lowered_us, wait_us;
} LayerStream;

typedef struct LayerBudget {
    int64_t now_us;
    uint64_t estimate_bps;
    uint64_t audio_bps; /* of all sound that is sent: never given away */
    uint64_t first_bps; /* what one picture at its least, and sound, may cost although the estimate
                           is lower: it is a guess yet; 0: nothing more */
} LayerBudget;

typedef struct LayerSum {
    uint64_t used_bps;   /* sound and what was chosen */
    uint64_t wanted_bps; /* the same with every stream at its best: for bwe_set_wanted() */
    unsigned n_lowered;  /* streams limited by the line */
    unsigned n_off;      /* of these, not sent at all */
} LayerSum;

/* After each change of the estimate, of what is shown, of what there is; at most
 * LAYER_CHOICE_MAX_STREAMS, the rest is not sent. Down at once; up again only with room to spare
 * and some time after, longer each time that going up was a mistake. */
LayerSum layer_choice_run(LayerStream *streams, size_t n, const LayerBudget *budget);
