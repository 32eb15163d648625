/* One sound of an asset: measured, then copied or encoded, with a small one beside it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/course/problem.h"
#include "media/course/sound_run.h"
#include "media/lesson/asset_manifest.h"

/* Fills in the manifest's tracks, loudness and duration of its own. What is finished is kept. */
bool sound_make(const SoundJob *job, AssetManifest *manifest, Warning *ret_warning, GError **error);
