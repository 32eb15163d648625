/* Samples for tracks of assets: made up, but consecutive, and a folder of their own. */
#pragma once

#include "media/types/media_track.h"

#define LESSON_FIXTURE_SAMPLES 5u /* of a segment */

MediaTrack lesson_fixture_track(MediaKind kind, const char *name);
/* Samples of segment `number`; their bytes are the fixture's until the next call. */
unsigned lesson_fixture_samples(MediaKind kind, unsigned number,
                                MediaSample ret_samples[LESSON_FIXTURE_SAMPLES]);
/* A new folder for each call; caller frees the name. */
char *lesson_fixture_folder(void);
void lesson_fixture_remove(const char *folder);
