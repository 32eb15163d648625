/* x264 for one rung: key frames at the cuts, none elsewhere; what comes out goes to its track. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include <libavutil/frame.h>

#include "media/course/plan.h"
#include "media/course/rung_writer.h"

/* Beside the plan's ceiling: as good as needed, no better. */
#define PICTURE_CODER_PRESET "veryfast"
#define PICTURE_CODER_CRF    "23"

typedef struct PictureCoderWish {
    const char *folder;
    const PlanRung *rung;
    unsigned rate_num, rate_den;
    const GArray *cuts;
} PictureCoderWish;

typedef struct PictureCoder PictureCoder;

/* NULL with `ret_is_done`: the rung is there already. */
PictureCoder *picture_coder_open(const PictureCoderWish *wish, bool *ret_is_done, GError **error);
void picture_coder_free(PictureCoder *coder); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PictureCoder, picture_coder_free)

unsigned picture_coder_segment(const PictureCoder *coder);
/* The rung's first frame will be that of this segment, no later than picture_coder_segment(). */
void picture_coder_begin(PictureCoder *coder, unsigned segment);
bool picture_coder_add(PictureCoder *coder, AVFrame *frame, GError **error);
/* Closes the track. `ret_bytes`: of its file. */
bool picture_coder_finish(PictureCoder *coder, uint64_t *ret_bytes, GError **error);
