/* The multivariant playlist. For playlist.c. */
#pragma once

#include <glib.h>

#include "media/package/playlist_types.h"
#include "media/types/media_track.h"

/* A bit of `active` for each track; one without a codec yet is left out. */
void playlist_master_append(GString *out, const MediaTrack *tracks, unsigned n_tracks,
                            uint32_t active, PlaylistProfile profile);
