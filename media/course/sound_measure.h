/* One pass over a sound of the source that changes nothing: how loud it is, how its packets lie. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/course/sound_job.h"

typedef struct SoundMeasure {
    bool has_loudness; /* false: silence */
    int loudness_centi;
    bool is_same_twice;
    /* of the packets */
    bool is_steady; /* AAC frames follow each other without a hole */
    uint64_t bit_rate;
    int64_t begin, end; /* ticks of the file */
} SoundMeasure;

bool sound_measure_run(const SoundJob *job, SoundMeasure *ret_measure, GError **error);
