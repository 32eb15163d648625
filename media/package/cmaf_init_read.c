#include "media/package/cmaf_init_read.h"

#include <stdio.h>
#include <string.h>

#include "media/package/cmaf_box.h"

#define BOX_HEAD_BYTES        8u
#define DESCRIPTOR_HEAD_BYTES 5u

typedef struct Bytes {
    const uint8_t *at;
    size_t length;
} Bytes;

/* One step inwards: a box and what stands in it before its children. */
typedef struct Step {
    char type[5];
    unsigned skip;
} Step;

static const Step VIDEO_STEPS[] = {{"moov", 0}, {"trak", 0}, {"mdia", 0},  {"minf", 0},
                                   {"stbl", 0}, {"stsd", 8}, {"avc1", 78}, {"avcC", 0}};
static const Step AUDIO_STEPS[] = {{"moov", 0}, {"trak", 0}, {"mdia", 0},  {"minf", 0},
                                   {"stbl", 0}, {"stsd", 8}, {"mp4a", 28}, {"esds", 4}};
#define N_STEPS (sizeof VIDEO_STEPS / sizeof VIDEO_STEPS[0])

static bool enter(Bytes *bytes, const Step *step) {
    while (bytes->length >= BOX_HEAD_BYTES) {
        uint32_t size = cmaf_box_get_u32(bytes->at);
        if (size < BOX_HEAD_BYTES || size > bytes->length)
            return false;
        if (memcmp(bytes->at + 4, step->type, 4) == 0) {
            size_t skip = BOX_HEAD_BYTES + step->skip;
            *bytes = (Bytes){bytes->at + skip, size - skip};
            return size >= skip;
        }
        *bytes = (Bytes){bytes->at + size, bytes->length - size};
    }
    return false;
}

/* ISO/IEC 14496-1 §7.2.6: a tag, a length of four times seven bits, `skip` bytes of its own. */
static bool enter_descriptor(Bytes *bytes, uint8_t tag, unsigned skip) {
    if (bytes->length < DESCRIPTOR_HEAD_BYTES || bytes->at[0] != tag)
        return false;
    size_t length = 0;
    for (unsigned i = 1; i < DESCRIPTOR_HEAD_BYTES; i++)
        length = length << 7 | (bytes->at[i] & 0x7f);
    if (length < skip || length > bytes->length - DESCRIPTOR_HEAD_BYTES)
        return false;
    *bytes = (Bytes){bytes->at + DESCRIPTOR_HEAD_BYTES + skip, length - skip};
    return true;
}

static bool find_config(Bytes *bytes, MediaKind kind) {
    const Step *steps = kind == MEDIA_VIDEO ? VIDEO_STEPS : AUDIO_STEPS;
    for (unsigned i = 0; i < N_STEPS; i++)
        if (!enter(bytes, &steps[i]))
            return false;
    if (kind == MEDIA_VIDEO)
        return bytes->length >= 4;
    return enter_descriptor(bytes, 3, 3) && enter_descriptor(bytes, 4, 13) &&
           enter_descriptor(bytes, 5, 0) && bytes->length > 0;
}

bool cmaf_init_read(const uint8_t *bytes, size_t length, MediaTrack *track) {
    Bytes config = {bytes, length};
    if (!find_config(&config, track->kind) || config.length > MEDIA_CONFIG_MAX_BYTES)
        return false;
    memcpy(track->config, config.at, config.length);
    track->config_length = (unsigned)config.length;
    if (track->kind == MEDIA_VIDEO)
        snprintf(track->codec, sizeof track->codec, "avc1.%02x%02x%02x", config.at[1], config.at[2],
                 config.at[3]);
    else
        snprintf(track->codec, sizeof track->codec, "mp4a.40.%u", config.at[0] >> 3);
    return true;
}
