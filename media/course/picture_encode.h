/* The rungs of a picture that are encoded, in one pass over the source. */
#pragma once

#include "media/course/picture_job.h"

/* Begins at the first segment that one of them lacks. */
bool picture_encode_make(const PictureJob *job, GError **error);
