/* HLS version 3 texts for televisions of 2015-2019: transport streams, picture and sound muxed, no
 * tag that such a set could stumble over (no PROGRAM-DATE-TIME, INDEPENDENT-SEGMENTS, PART, MAP,
 * MEDIA). One thread; the texts are immutable.
 *
 * A segment `t{msn}.ts` is named by its first segment of the grid: it holds msn and msn + 1 when
 * msn is even and both belong to one generation, else msn alone (1.92 s). EXT-X-MEDIA-SEQUENCE is
 * msn / 2 plus the number of such split pairs before, so it grows by one from entry to entry and is
 * the same in all renditions. After a restart splits that were trimmed away are not counted: the
 * numbers may then be lower by as many. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate_buffer.h"
#include "media/package/grid_index.h"
#include "media/types/media_track.h"

#define TS_PLAYLIST_TARGET_S    4u
#define TS_PLAYLIST_LIVE_WINDOW 10u /* entries of a live list: 38 s */

typedef struct TsPlaylist TsPlaylist;

/* `index` is borrowed. */
TsPlaylist *ts_playlist_new(const GridIndex *index);
void ts_playlist_free(TsPlaylist *playlist);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TsPlaylist, ts_playlist_free)

/* From now on only entries wholly within [from_msn, end_msn) are named: a recording is trimmed. */
void ts_playlist_show(TsPlaylist *playlist, uint64_t from_msn, uint64_t end_msn);
/* Whether all of `n_segments` from `msn` on may be seen. */
bool ts_playlist_shows(const TsPlaylist *playlist, uint64_t msn, unsigned n_segments);

/* `tv/{language}/{track}.m3u8`, URIs `{track}/t{msn}.ts`. Only finished segments. At most `window`
 * entries (0: all) while the meeting runs, beginning behind the last withdrawn one; when it has
 * ended all that are not withdrawn, with EXT-X-ENDLIST. NULL: there is none yet. Caller unrefs. */
GateBuffer *ts_playlist_media(TsPlaylist *playlist, const char *track, unsigned window);

/* `tv/{language}.m3u8`: the pictures of `tracks` with their bit set in `active`, those of at most
 * `max_height` lines, 720 lines first, the low one only when there is no other, each with the sound
 * `language`; NULL when there is no such sound or no picture. URIs `{language}/{track}.m3u8`. */
typedef struct TsPlaylistChoice {
    const MediaTrack *tracks;
    unsigned n_tracks;
    uint32_t active;
    const char *language;
    unsigned max_height;
} TsPlaylistChoice;
GateBuffer *ts_playlist_master(const TsPlaylistChoice *choice);

/* What is behind a name `t{msn}.ts`: how many segments of the grid (1 or 2); 0: there is no such
 * name, it is withdrawn, or not finished. */
unsigned ts_playlist_find(const GridIndex *index, uint64_t msn);
