#include "media/package/chunk_head.h"

#include <endian.h>
#include <string.h>

#define BOX_HEADER_BYTES  8u
#define BOX(a, b, c, d)   ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (d))
#define SAMPLE_IS_NO_SYNC 0x00010000u
#define MDAT_MAX_BYTES    (64u * 1024 * 1024) /* of one chunk: far above 15 samples of any track */

/* trun flags of ISO/IEC 14496-12 §8.8.8.1 */
#define TRUN_DATA_OFFSET  0x001u
#define TRUN_FIRST_FLAGS  0x004u
#define TRUN_DURATION     0x100u
#define TRUN_SIZE         0x200u
#define TRUN_SAMPLE_FLAGS 0x400u
#define TRUN_OURS         0x01000F01u /* version and flags that cmaf_append_chunk() writes */
#define TRUN_ROW_BYTES    16u

typedef struct Box {
    uint32_t kind;
    const uint8_t *body;
    size_t length;
} Box;

static uint32_t get32(const uint8_t *bytes) {
    uint32_t big;
    memcpy(&big, bytes, sizeof big);
    return be32toh(big);
}

static bool next_box(const uint8_t **at, const uint8_t *end, Box *ret_box) {
    size_t left = (size_t)(end - *at);
    if (left < BOX_HEADER_BYTES)
        return false;
    uint32_t size = get32(*at);
    if (size < BOX_HEADER_BYTES || size > left)
        return false;
    *ret_box = (Box){get32(*at + 4), *at + BOX_HEADER_BYTES, size - BOX_HEADER_BYTES};
    *at += size;
    return true;
}

static bool find_box(Box parent, uint32_t kind, Box *ret_box) {
    const uint8_t *at = parent.body;
    while (next_box(&at, parent.body + parent.length, ret_box))
        if (ret_box->kind == kind)
            return true;
    return false;
}

static bool read_decode_time(Box tfdt, uint64_t *ret_time) {
    if (tfdt.length < 12 || tfdt.body[0] != 1)
        return false;
    *ret_time = (uint64_t)get32(tfdt.body + 4) << 32 | get32(tfdt.body + 8);
    return true;
}

/* The flags of the first sample; false when the run does not say them. */
static bool read_first_flags(Box trun, uint32_t *ret_flags) {
    if (trun.length < 8 || get32(trun.body + 4) == 0)
        return false;
    uint32_t flags = get32(trun.body) & 0xFFFFFFu;
    size_t at = 8 + (flags & TRUN_DATA_OFFSET ? 4 : 0);
    if (!(flags & TRUN_FIRST_FLAGS)) {
        if (!(flags & TRUN_SAMPLE_FLAGS))
            return false;
        at += (flags & TRUN_DURATION ? 4 : 0) + (flags & TRUN_SIZE ? 4 : 0);
    }
    if (at + 4 > trun.length)
        return false;
    *ret_flags = get32(trun.body + at);
    return true;
}

static void read_run(Box trun, ChunkHead *head) {
    head->n_samples = get32(trun.body + 4);
    head->rows = get32(trun.body) == TRUN_OURS && trun.length >= 12 &&
                         head->n_samples <= (trun.length - 12) / TRUN_ROW_BYTES
                     ? trun.body + 12
                     : NULL;
}

ChunkHeadFound chunk_head_read(const uint8_t *bytes, size_t length, ChunkHead *ret_head) {
    if (length < BOX_HEADER_BYTES)
        return CHUNK_HEAD_MORE;
    uint32_t moof_size = get32(bytes);
    if (get32(bytes + 4) != BOX('m', 'o', 'o', 'f') || moof_size < BOX_HEADER_BYTES ||
        moof_size > CHUNK_HEAD_MAX_BYTES - BOX_HEADER_BYTES)
        return CHUNK_HEAD_NONE;
    if (length < moof_size + BOX_HEADER_BYTES)
        return CHUNK_HEAD_MORE;
    Box moof = {0, bytes + BOX_HEADER_BYTES, moof_size - BOX_HEADER_BYTES}, traf, tfdt, trun;
    uint32_t mdat_size = get32(bytes + moof_size), flags;
    if (get32(bytes + moof_size + 4) != BOX('m', 'd', 'a', 't') || mdat_size < BOX_HEADER_BYTES ||
        mdat_size > MDAT_MAX_BYTES || !find_box(moof, BOX('t', 'r', 'a', 'f'), &traf) ||
        !find_box(traf, BOX('t', 'f', 'd', 't'), &tfdt) ||
        !find_box(traf, BOX('t', 'r', 'u', 'n'), &trun) ||
        !read_decode_time(tfdt, &ret_head->decode_time) || !read_first_flags(trun, &flags))
        return CHUNK_HEAD_NONE;
    read_run(trun, ret_head);
    ret_head->media_offset = moof_size + BOX_HEADER_BYTES;
    ret_head->length = (uint64_t)moof_size + mdat_size;
    ret_head->is_independent = !(flags & SAMPLE_IS_NO_SYNC);
    return CHUNK_HEAD_SEEN;
}

ChunkSample chunk_head_sample(const ChunkHead *head, unsigned index) {
    const uint8_t *row = head->rows + (size_t)index * TRUN_ROW_BYTES;
    return (ChunkSample){
        .duration = get32(row),
        .size = get32(row + 4),
        .is_sync = !(get32(row + 8) & SAMPLE_IS_NO_SYNC),
        .shift = (int32_t)get32(row + 12),
    };
}
