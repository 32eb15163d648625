/* The filters between the decoded picture and the rungs: upright, progressive, SDR, square pixels,
 * 4:2:0 with 8 bits, once for each rung's size. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include <libavutil/frame.h>

#include "media/course/plan.h"

typedef struct PictureSize {
    unsigned width, height;
} PictureSize;

typedef struct PictureGraphWish {
    bool deinterlaces, maps_tones;
    int quarter_turns;
    bool is_full_range; /* JPEG */
    const PictureSize *sizes;
    unsigned n_sizes;
} PictureGraphWish;

typedef struct PictureGraph PictureGraph;

/* For frames like `first`, whose times are in ticks. */
PictureGraph *picture_graph_new(const PictureGraphWish *wish, const AVFrame *first, GError **error);
void picture_graph_free(PictureGraph *graph); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PictureGraph, picture_graph_free)

/* False: the frame has another size or form, and needs another graph (this one is drained first).
 */
bool picture_graph_fits(const PictureGraph *graph, const AVFrame *frame);
/* NULL: the end. The frame's content stays the caller's. A number of libav. */
int picture_graph_put(PictureGraph *graph, AVFrame *frame);
/* 0, AVERROR(EAGAIN), AVERROR_EOF or another number; the frame's time is in ticks. */
int picture_graph_get(PictureGraph *graph, unsigned size, AVFrame *ret_frame);
