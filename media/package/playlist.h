/* HLS texts (draft-pantos-hls-rfc8216bis, low-latency profile of its appendix B.1), rendered and
 * compressed once for all who wait. Pure.
 *
 * URIs are relative to the playlist: master.m3u8 and phone.m3u8 name `{track}/live.m3u8` and
 * `{track}/phone.m3u8`; those name `init{generation}.mp4`, `s{msn}.m4s`, `p{msn}.{part}.m4s` and,
 * in the phone profile, `q{msn}.{half}.m4s` (three parts of the grid as one of 0.96 s). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate_buffer.h"
#include "media/package/grid_index.h"
#include "media/package/playlist_types.h"
#include "media/types/media_track.h"

/* The same text plain and as one gzip member. References are the owner's. */
typedef struct PlaylistText {
    GateBuffer *plain, *gzip;
} PlaylistText;
void playlist_text_clear(PlaylistText *text);

typedef struct PlaylistSet {
    PlaylistText full, delta; /* delta is empty while nothing can be skipped */
} PlaylistSet;

/* Renders one meeting's playlists; keeps what cannot change any more ready-made, so that a meeting
 * of many hours costs no more per part than one of minutes. */
typedef struct PlaylistWriter PlaylistWriter;

PlaylistWriter *playlist_writer_new(const MediaTrack *tracks, unsigned n_tracks,
                                    const GridIndex *index);
void playlist_writer_free(PlaylistWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlaylistWriter, playlist_writer_free)

/* The track's codec is known now, or its encoder has begun again with another one. */
void playlist_writer_set_track(PlaylistWriter *writer, unsigned track, const MediaTrack *info);

/* What was ready-made is stale: segments were withdrawn. */
void playlist_writer_forget(PlaylistWriter *writer);

/* The agenda; copied. Characters that a quoted string cannot have are left out. */
void playlist_writer_set_chapters(PlaylistWriter *writer, const PlaylistChapter *chapters,
                                  unsigned n_chapters);

/* Media playlist of one track as the index stands now. */
void playlist_writer_media(PlaylistWriter *writer, unsigned track, PlaylistProfile profile,
                           PlaylistSet *ret_set);

/* Multivariant playlist with the active tracks (bit of each); BANDWIDTH is the largest sum of any
 * playable combination, names of languages are their autonyms. */
void playlist_writer_master(PlaylistWriter *writer, uint32_t active, PlaylistProfile profile,
                            PlaylistText *ret_text);

/* A finished or DVR presentation of the segments [first_msn, end_msn): EXT-X-PLAYLIST-TYPE:VOD with
 * EXT-X-ENDLIST, no low-latency tags; URIs as above. Withdrawn segments are left out with a
 * discontinuity, which every player plays through; many sets show a gap as a fault. */
void playlist_writer_vod(PlaylistWriter *writer, unsigned track, uint64_t first_msn,
                         uint64_t end_msn, PlaylistText *ret_text);
