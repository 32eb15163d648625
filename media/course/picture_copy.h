/* The rung of a picture that is a copy of the source. */
#pragma once

#include "media/course/picture_job.h"

/* What is there is kept. */
bool picture_copy_make(const PictureJob *job, GError **error);
