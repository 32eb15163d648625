/* One finished track of an asset, opened for reading: its index, its file, its initialization
 * section. Immutable. Opening blocks. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/gate/gate_buffer.h"
#include "media/lesson/asset_index.h"
#include "media/types/media_track.h"

typedef struct AssetMedia {
    AssetIndex *index;
    GateFile *file; /* T.m4s, as long as the index says */
    GateBuffer *init;
    MediaTrack track; /* name, kind, codec and config; the rest is the manifest's */
} AssetMedia;

/* ERROR_NOT_FOUND: there is no such track, or it is not finished. ERROR_CORRUPT, ERROR_NEWER,
 * ERROR_IO. One sentence. */
AssetMedia *asset_track_open(const char *folder, const char *name, GError **error);
void asset_track_free(AssetMedia *media); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssetMedia, asset_track_free)
