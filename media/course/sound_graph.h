/* The filters of a sound: 48 kHz, holes filled with silence, its beginning at 0, a gain, one or two
 * channels. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include <libavutil/frame.h>

#include "media/course/source.h"

typedef struct SoundGraphWish {
    int gain_centi;
    int64_t begin;     /* samples of 48 kHz: what is before is cut off, or filled up to */
    unsigned channels; /* 1 or 2 */
} SoundGraphWish;

typedef struct SoundGraph SoundGraph;

SoundGraph *sound_graph_new(const SoundGraphWish *wish, const AVFrame *first, GError **error);
void sound_graph_free(SoundGraph *graph); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SoundGraph, sound_graph_free)

bool sound_graph_fits(const SoundGraph *graph, const AVFrame *frame);
/* Times in samples of the frame's own rate; NULL: the end. A number of libav. */
int sound_graph_put(SoundGraph *graph, AVFrame *frame);
/* Frames of 1024 samples, planar floats; the last one may have fewer. */
int sound_graph_get(SoundGraph *graph, AVFrame *ret_frame);
