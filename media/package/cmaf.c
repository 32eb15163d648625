#include "media/package/cmaf.h"

#include <string.h>

#include "media/package/cmaf_box.h"

/* A chunk of ours, byte by byte; `moof` is MOOF_BYTES + n × TRUN_ROW_BYTES long:
 *   0 moof   8 mfhd, sequence at 20   24 traf   32 tfhd, track at 44   48 tfdt, time at 60
 *   68 trun, count at 80, data offset at 84, rows at 88 (duration, size, flags, cts)   mdat */
#define MOOF_BYTES     88u
#define TRUN_ROW_BYTES 16u
#define MDAT_HEAD      8u
#define AT_TRAF        24u
#define AT_TFHD        32u
#define AT_TFDT        48u
#define AT_TRUN        68u

#define TFHD_FLAGS 0x020000u /* default-base-is-moof */
#define TRUN_FLAGS 0x000f01u /* data offset; duration, size, flags and cts of each sample */
#define VERSION_1  0x01000000u

#define FLAGS_KEY   0x02000000u /* depends on no other */
#define FLAGS_DELTA 0x01010000u /* depends on others, is not a sync sample */

static uint64_t sum_bytes(const CmafChunk *chunk) {
    uint64_t total = 0;
    for (unsigned i = 0; i < chunk->n_samples; i++)
        total += chunk->samples[i].length;
    return total;
}

static void append_trun(GByteArray *out, const CmafChunk *chunk, uint32_t moof_bytes) {
    unsigned trun = cmaf_box_begin_full(out, "trun", 1, TRUN_FLAGS);
    cmaf_box_u32(out, chunk->n_samples);
    cmaf_box_u32(out, moof_bytes + MDAT_HEAD);
    for (unsigned i = 0; i < chunk->n_samples; i++) {
        const MediaSample *sample = &chunk->samples[i];
        bool is_key = sample->is_key || chunk->track->kind == MEDIA_AUDIO;
        cmaf_box_u32(out, sample->duration);
        cmaf_box_u32(out, (uint32_t)sample->length);
        cmaf_box_u32(out, is_key ? FLAGS_KEY : FLAGS_DELTA);
        cmaf_box_u32(out, (uint32_t)(int32_t)(sample->pts - sample->dts));
    }
    cmaf_box_end(out, trun);
}

static void append_moof(GByteArray *out, const CmafChunk *chunk) {
    uint32_t moof_bytes = MOOF_BYTES + chunk->n_samples * TRUN_ROW_BYTES;
    unsigned moof = cmaf_box_begin(out, "moof");
    unsigned box = cmaf_box_begin_full(out, "mfhd", 0, 0);
    cmaf_box_u32(out, chunk->sequence);
    cmaf_box_end(out, box);
    unsigned traf = cmaf_box_begin(out, "traf");
    box = cmaf_box_begin_full(out, "tfhd", 0, TFHD_FLAGS);
    cmaf_box_u32(out, 1);
    cmaf_box_end(out, box);
    box = cmaf_box_begin_full(out, "tfdt", 1, 0);
    cmaf_box_u64(out, chunk->decode_time);
    cmaf_box_end(out, box);
    append_trun(out, chunk, moof_bytes);
    cmaf_box_end(out, traf);
    cmaf_box_end(out, moof);
}

void cmaf_append_chunk(GByteArray *out, const CmafChunk *chunk) {
    uint64_t n_bytes = sum_bytes(chunk);
    g_return_if_fail(chunk->n_samples > 0 && n_bytes < G_MAXINT32);
    append_moof(out, chunk);
    cmaf_box_u32(out, (uint32_t)n_bytes + MDAT_HEAD);
    cmaf_box_bytes(out, "mdat", 4);
    for (unsigned i = 0; i < chunk->n_samples; i++)
        cmaf_box_bytes(out, chunk->samples[i].bytes, chunk->samples[i].length);
}

static bool is_box(const uint8_t *at, uint32_t size, const char type[4]) {
    return cmaf_box_get_u32(at) == size && memcmp(at + 4, type, 4) == 0;
}

static bool is_full_box(const uint8_t *at, uint32_t size, const char type[4], uint32_t flags) {
    return is_box(at, size, type) && cmaf_box_get_u32(at + 8) == flags;
}

/* The number of samples, 0 when there is no whole moof of ours. */
static uint32_t read_moof(const uint8_t *bytes, size_t length) {
    if (length < MOOF_BYTES + TRUN_ROW_BYTES + MDAT_HEAD)
        return 0;
    uint32_t n_samples = cmaf_box_get_u32(bytes + AT_TRUN + 12);
    if (n_samples == 0 || n_samples > (length - MOOF_BYTES - MDAT_HEAD) / TRUN_ROW_BYTES ||
        n_samples > G_MAXINT32 / TRUN_ROW_BYTES - MOOF_BYTES)
        return 0;
    uint32_t moof = MOOF_BYTES + n_samples * TRUN_ROW_BYTES;
    bool is_ours = is_box(bytes, moof, "moof") && is_full_box(bytes + 8, 16, "mfhd", 0) &&
                   is_box(bytes + AT_TRAF, moof - AT_TRAF, "traf") &&
                   is_full_box(bytes + AT_TFHD, 16, "tfhd", TFHD_FLAGS) &&
                   is_full_box(bytes + AT_TFDT, 20, "tfdt", VERSION_1) &&
                   is_full_box(bytes + AT_TRUN, moof - AT_TRUN, "trun", VERSION_1 | TRUN_FLAGS) &&
                   cmaf_box_get_u32(bytes + AT_TRUN + 16) == moof + MDAT_HEAD;
    return is_ours ? n_samples : 0;
}

static MediaSample read_sample(const uint8_t *row, int64_t dts, const uint8_t *bytes) {
    return (MediaSample){
        .dts = dts,
        .pts = dts + (int32_t)cmaf_box_get_u32(row + 12),
        .duration = cmaf_box_get_u32(row),
        .length = cmaf_box_get_u32(row + 4),
        .is_key = cmaf_box_get_u32(row + 8) == FLAGS_KEY,
        .bytes = bytes,
    };
}

bool cmaf_read_chunk(const uint8_t *bytes, size_t length, CmafChunkView *ret_view,
                     MediaSample *ret_samples, unsigned max_samples) {
    uint32_t n_samples = read_moof(bytes, length);
    if (n_samples == 0)
        return false;
    size_t moof = MOOF_BYTES + (size_t)n_samples * TRUN_ROW_BYTES;
    uint64_t begin = cmaf_box_get_u64(bytes + AT_TFDT + 12);
    if (begin > G_MAXINT64 / 2)
        return false;
    uint64_t at = moof + MDAT_HEAD;
    int64_t dts = (int64_t)begin;
    for (uint32_t i = 0; i < n_samples; i++) {
        MediaSample sample = read_sample(bytes + MOOF_BYTES + (size_t)i * TRUN_ROW_BYTES, dts,
                                         bytes + MIN(at, length));
        if (sample.duration == 0 || sample.length > length - at)
            return false;
        if (ret_samples && i < max_samples)
            ret_samples[i] = sample;
        dts += sample.duration;
        at += sample.length;
    }
    if (!is_box(bytes + moof, (uint32_t)(at - moof), "mdat"))
        return false;
    *ret_view = (CmafChunkView){
        .length = at,
        .decode_time = begin,
        .n_samples = n_samples,
        .is_independent = cmaf_box_get_u32(bytes + MOOF_BYTES + 8) == FLAGS_KEY,
    };
    return true;
}
