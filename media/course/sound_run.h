/* One pass over a sound of the source: decoded, measured where asked for, and encoded to tracks. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/course/aac_track.h"
#include "media/course/pass.h"
#include "media/course/sound_graph.h"
#include "media/course/source.h"

typedef struct SoundJob {
    Source *source;
    AVStream *stream;
    int64_t origin; /* ticks of the file that are our 0; AV_NOPTS_VALUE: where the sound begins */
    const GArray *cuts;
    const char *folder; /* of the asset */
    Pass *pass;
} SoundJob;

typedef struct SoundMeasure {
    bool has_loudness; /* false: silence */
    int loudness_centi;
    bool is_same_twice;
    /* of the packets */
    bool is_steady; /* AAC frames follow each other without a hole */
    uint64_t bit_rate;
    int64_t begin, end; /* ticks of the file */
} SoundMeasure;

/* `tracks` as many as wish->n_out. `ret_measure` when wish->measures. */
bool sound_run(const SoundJob *job, const SoundGraphWish *wish, AacTrack *const *tracks,
               SoundMeasure *ret_measure, GError **error);
