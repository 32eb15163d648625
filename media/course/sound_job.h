/* One sound of a source, and the asset that it becomes. All is borrowed. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "media/course/pass.h"
#include "media/course/source.h"

typedef struct SoundJob {
    Source *source;
    AVStream *stream;
    int64_t origin; /* ticks of the file that are our 0; AV_NOPTS_VALUE: where the sound begins */
    const GArray *cuts;
    const char *folder; /* of the asset */
    Pass *pass;
} SoundJob;
