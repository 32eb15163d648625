#include "media/rtc/flow/layer_choice.h"

#include <glib.h>

/* Headers, repairs and what the measured rates do not show. */
#define FILL_PERCENT 95
/* A step up must fit so much more than measured: an over-use cuts the estimate to 85 %, which must
 * not cost what was just won. */
#define ROOM_PERCENT 120
/* … but any picture is better than none: a first one needs this, and not the reserve above. */
#define LEAST_ROOM_PERCENT 105
/* A layer of so much of the shown height is good enough. */
#define HEIGHT_PERCENT 80
#define FIRST_WAIT_US  INT64_C(2000000)
#define MAX_WAIT_US    INT64_C(8000000)
/* Going up was a mistake when it had to be taken back so soon. */
#define MISTAKE_US INT64_C(10000000)
#define MAX_STEPS  (LAYER_CHOICE_SPATIAL * LAYER_CHOICE_TEMPORAL)

typedef struct Step {
    LayerQuality quality;
    uint32_t bps;
} Step;

/* A stream while the estimate is shared out. */
typedef struct Share {
    LayerStream *stream;
    Step steps[MAX_STEPS]; /* rising in quality and in rate */
    int n_steps;
    int level;   /* of steps; -1: not sent */
    int current; /* the level of what is sent now, -1: none of the steps */
    bool is_done;
} Share;

/* A step that costs no less than a better one is none. */
static void add_step(Share *share, LayerQuality quality, uint32_t bps) {
    while (share->n_steps > 0 && share->steps[share->n_steps - 1].bps >= bps)
        share->n_steps--;
    share->steps[share->n_steps++] = (Step){quality, bps};
}

static int n_temporal(const LayerSource *layer) {
    int n = 0;
    while (n < LAYER_CHOICE_TEMPORAL && layer->bps[n] > 0)
        n++;
    return n;
}

/* Above the smallest layer, the thinnest temporal one is left out: it moves like slides, and costs
 * more than the layer below whole. */
static void list_steps(Share *share) {
    const LayerStream *stream = share->stream;
    bool is_enough = stream->shown_px == 0;
    for (int s = 0; s < LAYER_CHOICE_SPATIAL && !is_enough; s++) {
        const LayerSource *layer = &stream->layers[s];
        int n = n_temporal(layer);
        for (int t = share->n_steps > 0 && n > 1 ? 1 : 0; t < n; t++)
            add_step(share, (LayerQuality){(int8_t)s, (int8_t)t}, layer->bps[t]);
        is_enough = n > 0 && layer->height_px * 100 >= stream->shown_px * HEIGHT_PERCENT;
    }
    share->level = share->current = -1;
    for (int i = 0; i < share->n_steps; i++) {
        LayerQuality quality = share->steps[i].quality;
        if (quality.spatial < stream->current.spatial ||
            (quality.spatial == stream->current.spatial &&
             quality.temporal <= stream->current.temporal))
            share->current = i;
    }
}

static uint64_t bps_at(const Share *share, int level) {
    return level < 0 ? 0 : share->steps[level].bps;
}

/* What a step to `level` must find free. */
static uint64_t need_bps(const Share *share, int level, int64_t now_us) {
    const LayerStream *stream = share->stream;
    if (level <= share->current)
        return bps_at(share, level);
    if (stream->lowered_us && now_us - stream->lowered_us < stream->wait_us)
        return UINT64_MAX;
    return bps_at(share, level) * (level == 0 ? LEAST_ROOM_PERCENT : ROOM_PERCENT) / 100;
}

/* Everybody's least before anybody's more; then by priority; among equals whoever has least. */
static bool is_before(const Share *a, const Share *b) {
    if ((a->level < 0) != (b->level < 0))
        return a->level < 0;
    if (a->stream->priority != b->stream->priority)
        return a->stream->priority > b->stream->priority;
    return bps_at(a, a->level) < bps_at(b, b->level);
}

static Share *find_next(Share *shares, size_t n) {
    Share *next = NULL;
    for (size_t i = 0; i < n; i++) {
        Share *share = &shares[i];
        if (!share->is_done && share->level + 1 < share->n_steps &&
            (!next || is_before(share, next)))
            next = share;
    }
    return next;
}

static uint64_t less(uint64_t bps, uint64_t by_bps) {
    return bps > by_bps ? bps - by_bps : 0;
}

static uint64_t share_out(Share *shares, size_t n, const LayerBudget *budget) {
    uint64_t used_bps = 0;
    uint64_t first_bps = less(MAX(budget->estimate_bps, budget->first_bps), budget->audio_bps);
    uint64_t all_bps = less(budget->estimate_bps, budget->audio_bps);
    uint64_t fill_bps = less(budget->estimate_bps * FILL_PERCENT / 100, budget->audio_bps);
    Share *share;
    while ((share = find_next(shares, n))) {
        uint64_t without_bps = used_bps - bps_at(share, share->level);
        uint64_t need = need_bps(share, share->level + 1, budget->now_us);
        uint64_t least_bps = used_bps == 0 ? first_bps : all_bps;
        uint64_t available_bps = share->level < 0 ? least_bps : fill_bps;
        if (need > available_bps || without_bps + need > available_bps) {
            share->is_done = true;
            continue;
        }
        share->level++;
        used_bps = without_bps + bps_at(share, share->level);
    }
    return used_bps;
}

static LayerLimit limit_of(const Share *share) {
    const LayerStream *stream = share->stream;
    if (stream->shown_px == 0)
        return LAYER_LIMIT_HIDDEN;
    if (share->n_steps == 0)
        return LAYER_LIMIT_SOURCE;
    if (share->level + 1 < share->n_steps)
        return LAYER_LIMIT_LINE;
    for (int s = share->steps[share->level].quality.spatial + 1; s < LAYER_CHOICE_SPATIAL; s++)
        if (stream->layers[s].bps[0] > 0)
            return LAYER_LIMIT_SCREEN;
    return LAYER_LIMIT_NONE;
}

static void remember(const Share *share, int64_t now_us) {
    LayerStream *stream = share->stream;
    if (share->level > share->current) {
        stream->raised_us = now_us;
    } else if (share->level < share->current && stream->limit == LAYER_LIMIT_LINE) {
        bool is_mistake = stream->raised_us && now_us - stream->raised_us < MISTAKE_US;
        stream->wait_us =
            is_mistake ? CLAMP(stream->wait_us * 2, FIRST_WAIT_US, MAX_WAIT_US) : FIRST_WAIT_US;
        stream->lowered_us = now_us;
    }
}

static void conclude(Share *share, int64_t now_us, LayerSum *sum) {
    LayerStream *stream = share->stream;
    stream->chosen = share->level < 0 ? (LayerQuality){LAYER_NOT_SENT, LAYER_NOT_SENT}
                                      : share->steps[share->level].quality;
    stream->limit = limit_of(share);
    stream->needs_key_frame =
        share->level >= 0 && stream->chosen.spatial != stream->current.spatial;
    remember(share, now_us);
    sum->wanted_bps += bps_at(share, share->n_steps - 1);
    sum->n_lowered += stream->limit == LAYER_LIMIT_LINE;
    sum->n_off += stream->limit == LAYER_LIMIT_LINE && share->level < 0;
}

LayerSum layer_choice_run(LayerStream *streams, size_t n, const LayerBudget *budget) {
    Share shares[LAYER_CHOICE_MAX_STREAMS] = {0};
    LayerSum sum = {.used_bps = budget->audio_bps, .wanted_bps = budget->audio_bps};
    size_t n_shared = MIN(n, LAYER_CHOICE_MAX_STREAMS);
    for (size_t i = 0; i < n_shared; i++) {
        shares[i].stream = &streams[i];
        list_steps(&shares[i]);
    }
    for (size_t i = n_shared; i < n; i++) {
        streams[i].chosen = (LayerQuality){LAYER_NOT_SENT, LAYER_NOT_SENT};
        streams[i].limit = LAYER_LIMIT_HIDDEN;
        streams[i].needs_key_frame = false;
    }
    sum.used_bps += share_out(shares, n_shared, budget);
    for (size_t i = 0; i < n_shared; i++)
        conclude(&shares[i], budget->now_us, &sum);
    sum.wanted_bps = sum.wanted_bps * ROOM_PERCENT / FILL_PERCENT;
    return sum;
}
