/* What playlists are made of besides tracks and rows. Plain data. */
#pragma once

#include <stdint.h>

typedef enum PlaylistProfile {
    PLAYLIST_LIVE,  /* parts of 0.32 s */
    PLAYLIST_PHONE, /* parts of 0.96 s */
    N_PLAYLIST_PROFILES
} PlaylistProfile;

#define PLAYLIST_PHONE_PARTS 3u

typedef struct PlaylistChapter { /* EXT-X-DATERANGE of an agenda item */
    char id[40];
    int64_t wall_us;
    char title[256]; /* UTF-8 without quotes and line ends */
} PlaylistChapter;
