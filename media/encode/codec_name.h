/* RFC 6381 names of what the encoders give. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/types/media_track.h"

/* Fills in codec and config of a track: an avcC (ISO/IEC 14496-15 §5.3.3.1) with 4-byte lengths, or
 * an AudioSpecificConfig (14496-3 §1.6.2.1) of AAC-LC. False when it is neither, or too long. */
bool codec_name_describe(MediaTrack *track, const uint8_t *config, size_t length);
