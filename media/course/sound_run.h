/* One pass over a sound of the source: decoded and encoded. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/course/aac_track.h"
#include "media/course/sound_graph.h"
#include "media/course/sound_job.h"

bool sound_run(const SoundJob *job, const SoundGraphWish *wish, AacTrack *track, GError **error);
