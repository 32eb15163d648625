/* Which frames of a source are encoded, and when they are shown. Two ways: a steady rate, to which
 * frames are repeated or left out; or, beside a copied rung, the times of the source itself, of
 * which each n-th is kept and the one at a cut always. Pure but for references to frames. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include <libavutil/frame.h>

/* Takes a frame with its time in ticks. Negative: stop. */
typedef int (*ChosenFn)(AVFrame *frame, void *user);

typedef struct FrameChoiceWish {
    const GArray *cuts;
    unsigned segment;            /* begins with this one's first frame */
    unsigned rate_num, rate_den; /* steady */
    unsigned keeps_each;         /* 0: steady */
    ChosenFn on_frame;
    void *user;
} FrameChoiceWish;

typedef struct FrameChoice FrameChoice;

FrameChoice *frame_choice_new(const FrameChoiceWish *wish);
void frame_choice_free(FrameChoice *choice); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FrameChoice, frame_choice_free)

/* Frames in the order of showing, pts in ticks. What `on_frame` returned. */
int frame_choice_put(FrameChoice *choice, AVFrame *frame);
/* The end: what is still to be shown until the last cut. */
int frame_choice_end(FrameChoice *choice);
