/* A meeting whose rows are there without media, for the tests of its playlists. */
#pragma once

#include "media/package/playlist.h"

typedef struct PlaylistFixture {
    GridIndex *index;
    PlaylistWriter *writer;
    uint64_t msn; /* of the next row */
    unsigned part;
    unsigned generation;
    uint64_t offset;
} PlaylistFixture;

#define FIXTURE_WALL_US INT64_C(1700000000000000) /* 2023-11-14T22:13:20Z, at msn 0 */
#define FIXTURE_TRACKS  3u /* v720, a-zh, a-bo; the last one is a gap in every part of msn 7 */

void playlist_fixture_set_up(PlaylistFixture *fixture, uint64_t first_msn);
void playlist_fixture_tear_down(PlaylistFixture *fixture);
void playlist_fixture_add(PlaylistFixture *fixture, unsigned n_rows);
/* The child died: the next row begins a segment. */
void playlist_fixture_restart(PlaylistFixture *fixture);

/* As text; fails unless the gzip member says the same. Caller frees. */
char *playlist_fixture_text(const PlaylistText *text);
char *playlist_fixture_full(PlaylistFixture *fixture, unsigned track, PlaylistProfile profile);
/* NULL: there is none. */
char *playlist_fixture_delta(PlaylistFixture *fixture, unsigned track, PlaylistProfile profile);
void playlist_fixture_clear(PlaylistSet *set);
