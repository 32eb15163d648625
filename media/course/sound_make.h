/* One sound of an asset: measured, then copied or encoded; later a small one beside it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/course/problem.h"
#include "media/course/sound_job.h"
#include "media/lesson/asset_manifest.h"

#define SOUND_FULL "a" /* names of tracks */
#define SOUND_LOW  "low"

/* Fills in the manifest's tracks, loudness and duration of its own. What is finished is kept. */
bool sound_make(const SoundJob *job, AssetManifest *manifest, Warning *ret_warning, GError **error);
/* The economy sound, out of a full one whose loudness is as it shall be. */
bool sound_make_low(const SoundJob *job, GError **error);
/* Adds a track that is finished to the manifest; `folder` is the asset's. */
bool sound_make_describe(const char *folder, const char *name, unsigned channels,
                         AssetManifest *manifest, GError **error);
