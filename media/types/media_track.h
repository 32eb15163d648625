/* What all stages say of a track and of one coded access unit. Plain data. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/types/media_grid.h"

#define MEDIA_MAX_TRACKS       20u /* of one programme: 4 pictures, 8 languages in two qualities */
#define MEDIA_NAME_BYTES       24  /* with NUL, as are the next two */
#define MEDIA_LANGUAGE_BYTES   16
#define MEDIA_CODEC_BYTES      24
#define MEDIA_CONFIG_MAX_BYTES 512
#define MEDIA_SAMPLE_MAX_BYTES (4u * 1024 * 1024)

/* The set of tracks, and their order, are fixed for the life of a meeting. */
typedef struct MediaTrack {
    MediaKind kind;
    char name[MEDIA_NAME_BYTES]; /* [a-z0-9-]: its folder in URLs: "v720", "a-zh", "low-zh" */
    unsigned bit_rate;           /* ceiling of the encoder, bits a second */

    unsigned width, height; /* video */

    char language[MEDIA_LANGUAGE_BYTES]; /* audio: BCP 47 */
    unsigned channels;
    bool is_floor; /* the language of the room: DEFAULT=YES */
    bool is_low;   /* belongs to the group of the smallest picture */

    /* Known when the encoder has begun. */
    char codec[MEDIA_CODEC_BYTES];          /* RFC 6381: "avc1.4d401f", "mp4a.40.2" */
    uint8_t config[MEDIA_CONFIG_MAX_BYTES]; /* avcC (ISO/IEC 14496-15 §5.3.3.1) or
                                               AudioSpecificConfig (14496-3 §1.6.2.1) */
    unsigned config_length;                 /* 0: not known yet */
} MediaTrack;

/* One access unit. Times in ticks of its kind since the beginning of the generation (one life of
 * the programme's process): multiples of MediaGrid.frame_ticks, audio already corrected by the
 * encoder's delay (the first may be negative: it is dropped by the packager). */
typedef struct MediaSample {
    int64_t pts, dts;
    uint32_t duration;
    bool is_key;          /* H.264: IDR */
    const uint8_t *bytes; /* H.264: NAL units with 4-byte lengths; AAC: raw, without ADTS */
    size_t length;
} MediaSample;
