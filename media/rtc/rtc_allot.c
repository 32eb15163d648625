#include "media/rtc/rtc_allot.h"

#include <string.h>

#include "media/rtc/rtc_asking.h"

/* Of a layer that comes and is not measured yet; of sound. */
static const uint32_t GUESSED_BPS[RTC_MAX_LAYERS] = {150000, 500000, 1500000};
#define GUESSED_SOUND_BPS 48000u
#define GUESSED_TOP_PX    720 /* of a picture whose key frames do not tell; each layer below: half */
/* A layer that costs so much more than the line bears is not sent until the key frame of a smaller
 * one comes: what it would queue up delays the sound. */
#define TOO_MUCH_PERCENT 150
/* A key frame that was given up in the pacer is asked for again. */
#define ASK_AGAIN_US INT64_C(1500000)

/* ---- what there is ---- */

static uint32_t guess_bps(const RtcLayer *layer) {
    return GUESSED_BPS[layer->track->n_layers > 1 ? layer->index : 1];
}

static LayerSource describe(const RtcLayer *layer, int64_t now_us) {
    LayerSource source = {.height_px = layer->height_px};
    if (layer->track->is_held || layer->heard_us == 0 ||
        now_us - layer->heard_us >= RTC_LAYER_SILENCE_US)
        return (LayerSource){0};
    if (source.height_px == 0)
        source.height_px =
            (uint16_t)(GUESSED_TOP_PX >> (layer->track->n_layers - 1 - layer->index));
    _Static_assert(LAYER_RATE_TEMPORAL == LAYER_CHOICE_TEMPORAL, "the same");
    if (layer->rate.bps[0] > 0)
        memcpy(source.bps, layer->rate.bps, sizeof source.bps);
    else
        source.bps[0] = guess_bps(layer);
    return source;
}

static void prepare(RtcViewer *viewer, unsigned i, int64_t now_us) {
    RtcPlace *place = &viewer->places[i];
    if (place->shared != place->track)
        rtc_line_reset_stream(viewer->line, i);
    place->shared = place->track;
    LayerStream *stream = rtc_line_stream(viewer->line, i);
    bool is_picture = place->track && place->kind == SDP_VIDEO;
    stream->shown_px = is_picture ? place->max_height_px : 0;
    stream->priority = place->priority;
    for (unsigned k = 0; k < RTC_MAX_LAYERS; k++)
        stream->layers[k] = place->track && k < place->track->n_layers
                                ? describe(&place->track->layers[k], now_us)
                                : (LayerSource){0};
}

static uint64_t sound_bps(const RtcViewer *viewer, int64_t now_us) {
    uint64_t bps = 0;
    for (unsigned i = 0; i < viewer->n_places; i++) {
        const RtcPlace *place = &viewer->places[i];
        if (place->kind != SDP_AUDIO || !place->track)
            continue;
        uint32_t measured = layer_rate_bps(&place->track->layers[0].rate);
        bps += measured > 0 ? measured : GUESSED_SOUND_BPS;
    }
    return rtc_line_is_lossy(viewer->line, now_us) ? 2 * bps : bps;
}

/* ---- what is sent ---- */

static void stop(RtcPlace *place) {
    place->layer = place->wanted = place->coming = NULL;
}

static bool is_too_much(const RtcLayer *layer, uint64_t estimate_bps) {
    return (uint64_t)layer_rate_bps(&layer->rate) * 100 > estimate_bps * TOO_MUCH_PERCENT;
}

static uint8_t temporal_of(const LayerStream *stream) {
    const uint32_t *bps = stream->layers[stream->chosen.spatial].bps;
    int next = stream->chosen.temporal + 1;
    bool is_whole = next == LAYER_CHOICE_TEMPORAL || bps[next] == 0;
    return is_whole ? UINT8_MAX : (uint8_t)stream->chosen.temporal;
}

/* Nothing comes of the publisher: what will come is waited for. */
static void obey(RtcViewer *viewer, unsigned i, int64_t now_us) {
    RtcPlace *place = &viewer->places[i];
    const LayerStream *stream = rtc_line_stream(viewer->line, i);
    if (stream->chosen.spatial == LAYER_NOT_SENT) {
        if (stream->limit != LAYER_LIMIT_SOURCE)
            stop(place);
        return;
    }
    RtcLayer *layer = &place->track->layers[stream->chosen.spatial];
    place->wanted_temporal = temporal_of(stream);
    place->temporal = MIN(place->temporal, place->wanted_temporal);
    if (layer != place->wanted)
        place->asked_us = 0;
    place->wanted = layer;
    if (layer == place->layer || now_us - place->asked_us < ASK_AGAIN_US)
        return;
    place->coming = NULL;
    place->asked_us = now_us;
    if (place->layer && layer->index < place->layer->index &&
        is_too_much(place->layer, viewer->shared_bps))
        place->layer = NULL;
    rtc_asking_key(layer);
}

void rtc_allot(RtcViewer *viewer, int64_t now_us) {
    for (unsigned i = 0; i < viewer->n_places; i++)
        prepare(viewer, i, now_us);
    viewer->shared_bps = rtc_line_estimate_bps(viewer->line);
    rtc_line_share(viewer->line, now_us, sound_bps(viewer, now_us));
    for (unsigned i = 0; i < viewer->n_places; i++)
        if (viewer->places[i].track && viewer->places[i].kind == SDP_VIDEO)
            obey(viewer, i, now_us);
}
