/* Poster and sprites of a picture, out of the key frames of its finished rungs. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/course/pass.h"
#include "media/course/plan.h"
#include "media/lesson/asset_manifest.h"

#define GLANCE_EVERY_MS 10000
/* Where the smallest rung is large, so that decoding its key frames costs more than copying it. */
#define GLANCE_EVERY_MS_LARGE 20000
#define GLANCE_LARGE_SIDE     360 /* the shorter one */
#define GLANCE_COLUMNS        10
#define GLANCE_ROWS           10
#define GLANCE_WIDTH          160

/* Fills in manifest->poster and ->sprites. */
bool glance_make(const char *folder, const PicturePlan *plan, Pass *pass, AssetManifest *manifest,
                 GError **error);
