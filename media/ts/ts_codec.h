/* Coded samples as a transport stream has them: H.264 as a byte stream (14496-10 annex B) with
 * delimiters and parameter sets, AAC with ADTS headers (14496-3 §1.A.2.2.1). Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/types/media_track.h"

#define TS_CODEC_ADTS_BYTES 7u

/* Appends the parameter sets of an avcC with start codes. False: it is damaged, or its NAL units
 * have no lengths of 4 bytes. */
bool ts_codec_append_sets(GByteArray *out, const uint8_t *config, unsigned length);

/* Appends delimiter, `sets` before a key frame that has none of its own, and the sample. False when
 * the lengths in it do not add up. */
bool ts_codec_append_picture(GByteArray *out, const MediaSample *sample, const GByteArray *sets);

/* False: the AudioSpecificConfig is damaged or not one that ADTS can say (AAC-LC and the like). */
bool ts_codec_append_sound(GByteArray *out, const MediaSample *sample, const uint8_t *config,
                           unsigned config_length);
