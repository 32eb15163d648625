/* Really encoded tracks on the grid, made by ffmpeg when a test runs: H.264 with a key frame at
 * each segment, AAC-LC of 48 kHz. */
#pragma once

#include <glib.h>

#include "media/types/grid_row.h"

typedef struct EncodedTrack {
    MediaTrack track;   /* with codec configuration */
    GByteArray *chunks; /* CMAF chunks, one of each part */
    GArray *spans;      /* GridSpan of each part in `chunks` */
} EncodedTrack;

/* `width` × `height` of a moving test picture. */
EncodedTrack *encoded_media_picture(const char *name, unsigned width, unsigned height,
                                    uint64_t first_msn, unsigned n_segments);
/* A tone in two channels. */
EncodedTrack *encoded_media_sound(const char *name, const char *language, uint64_t first_msn,
                                  unsigned n_segments);
void encoded_media_free(EncodedTrack *track);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EncodedTrack, encoded_media_free)

/* Runs a program; asserts that it succeeds and says nothing on its error output. Its output, which
 * the caller frees. */
char *encoded_media_run(const char *const *argv, size_t *ret_length);
