/* What the makers of a picture's rungs work on. Borrowed. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/course/pass.h"
#include "media/course/plan.h"
#include "media/course/scan.h"
#include "media/course/source.h"

typedef struct PictureJob {
    Source *source;
    AVStream *stream;
    const PictureScan *scan;
    const PicturePlan *plan;
    const GArray *cuts; /* of all rungs */
    const char *folder; /* of the asset */
    Pass *pass;
} PictureJob;
