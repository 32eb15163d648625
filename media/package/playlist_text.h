/* The lines of media playlists: a segment, its parts, the head, the end. For playlist.c. Clauses
 * are those of draft-pantos-hls-rfc8216bis. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/package/grid_index.h"
#include "media/package/playlist_types.h"

#define PLAYLIST_TARGET_SECONDS 2 /* round(1.92); never changes (§4.4.3.1) */
/* Parts are listed within three target durations from the end (§4.4.4.9) … */
#define PLAYLIST_PARTS_US INT64_C(6000000)
/* … and six from the end nothing may be skipped (§4.4.5.2, CAN-SKIP-UNTIL). */
#define PLAYLIST_SKIP_US INT64_C(12000000)

/* How a profile cuts a segment into parts. */
typedef struct PlaylistCut {
    unsigned grid_parts;                      /* of the grid in one part */
    const char *part_letter;                  /* "p" or "q" */
    const char *name;                         /* of the playlist */
    const char *part_target, *part_hold_back; /* seconds */
} PlaylistCut;

const PlaylistCut *playlist_text_cut(PlaylistProfile profile);
/* Parts of the profile that a segment has by now. */
unsigned playlist_text_n_parts(const PlaylistCut *cut, const GridSegment *segment);

/* What is known of one track's segment. */
typedef struct PlaylistPlace {
    const GridIndex *index;
    unsigned track;
    const GridSegment *segment;
    const GridSegment *before; /* the one listed before; NULL: this one is the first */
    bool is_cut;               /* a segment between the two is left out */
} PlaylistPlace;

/* Discontinuity, map and date, where they are due. */
void playlist_text_append_marks(GString *out, const PlaylistPlace *place);
void playlist_text_append_parts(GString *out, const PlaylistPlace *place, const PlaylistCut *cut);
/* EXT-X-GAP where nothing is there, EXTINF and URI. */
void playlist_text_append_segment(GString *out, const PlaylistPlace *place);

/* RFC 3339 with milliseconds. */
void playlist_text_append_date(GString *out, int64_t wall_us);
void playlist_text_append_chapter(GString *out, const PlaylistChapter *chapter);
