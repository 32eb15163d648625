/* The mirror of cmaf_append_init, for sections that we wrote ourselves. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/types/media_track.h"

/* Fills in the codec and config of `track`, whose kind says what to look for; false (and nothing
 * changed) when there is none. */
bool cmaf_init_read(const uint8_t *bytes, size_t length, MediaTrack *track);
