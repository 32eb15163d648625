/* The segments of one track that cannot change any more, as text and as deflate blocks. Both are
 * made when a run of segments is old enough, never again, unless the oldest are trimmed. For
 * playlist.c. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "media/package/grid_index.h"
#include "media/package/playlist_gzip.h"

typedef struct PlaylistFrozen PlaylistFrozen;

PlaylistFrozen *playlist_frozen_new(unsigned track);
void playlist_frozen_free(PlaylistFrozen *frozen);
void playlist_frozen_forget(PlaylistFrozen *frozen);

/* Takes in whole runs of the segments at positions before `end`. */
void playlist_frozen_update(PlaylistFrozen *frozen, const GridIndex *index, PlaylistGzip *gzip,
                            unsigned end);

/* Segments of the index, from the oldest on, that the text holds. */
unsigned playlist_frozen_count(const PlaylistFrozen *frozen);
const GByteArray *playlist_frozen_text(const PlaylistFrozen *frozen);
const GByteArray *playlist_frozen_deflated(const PlaylistFrozen *frozen);
const PlaylistSum *playlist_frozen_sum(const PlaylistFrozen *frozen);
