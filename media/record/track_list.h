/* tracks.json, the description of a recording: its version and its tracks in their order. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/types/media_track.h"

/* Caller frees. */
char *track_list_write(const MediaTrack *tracks, unsigned n_tracks);

/* `ret_tracks` has room for MEDIA_MAX_TRACKS. ERROR_CORRUPT, ERROR_NEWER. */
bool track_list_read(const char *text, size_t length, MediaTrack *ret_tracks,
                     unsigned *ret_n_tracks, GError **error);

/* ERROR_INVALID: none or too many, a name that is no file name, twice the same name. */
bool track_list_check(const MediaTrack *tracks, unsigned n_tracks, GError **error);
