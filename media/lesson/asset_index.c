#include "media/lesson/asset_index.h"

#include <string.h>

#include <zlib.h>

#include "base/error.h"
#include "media/types/wire_bytes.h"

static const char MAGIC[8] = "TPASSET\n";

#define HEAD_SUMMED_BYTES 24u
#define FIRST_ROOM        64u

AssetIndex *asset_index_new(MediaKind kind, uint32_t init_length) {
    AssetIndex *index = g_new0(AssetIndex, 1);
    index->kind = kind;
    index->init_length = init_length;
    return index;
}

void asset_index_free(AssetIndex *index) {
    if (!index)
        return;
    g_free(index->segments);
    g_free(index);
}

uint64_t asset_index_bytes(const AssetIndex *index) {
    if (index->n_segments == 0)
        return index->init_length;
    const AssetSegment *last = &index->segments[index->n_segments - 1];
    return last->offset + last->length;
}

uint64_t asset_index_end(const AssetIndex *index) {
    if (index->n_segments == 0)
        return 0;
    const AssetSegment *last = &index->segments[index->n_segments - 1];
    return last->time + last->duration;
}

const char *asset_index_judge(const AssetIndex *index, const AssetSegment *next) {
    bool is_video = index->kind == MEDIA_VIDEO;
    if (index->n_segments >= ASSET_INDEX_MAX_SEGMENTS)
        return "there are too many segments";
    if (next->offset != asset_index_bytes(index))
        return "a segment does not touch the one before";
    if (next->length == 0 || next->length > ASSET_INDEX_MAX_SEGMENT_BYTES)
        return "a segment is empty or too large";
    if (next->time != asset_index_end(index))
        return "a segment does not begin when the one before ends";
    if (next->duration == 0 ||
        next->duration > ASSET_INDEX_MAX_SEGMENT_S * MEDIA_GRIDS[index->kind].timescale)
        return "a segment has no duration or is too long";
    if (next->flags != (is_video ? ASSET_SEGMENT_IDR : 0))
        return "a segment does not begin as its kind should";
    if (is_video ? next->key_length == 0 || next->key_length > next->length : next->key_length > 0)
        return "the first sample of a segment is not within it";
    return NULL;
}

/* Room doubles: at each power of two. */
void asset_index_add(AssetIndex *index, const AssetSegment *next) {
    unsigned n = index->n_segments;
    if (n == 0 || (n >= FIRST_ROOM && (n & (n - 1)) == 0))
        index->segments =
            g_renew(AssetSegment, index->segments, n == 0 ? FIRST_ROOM : (gsize)n * 2);
    index->segments[index->n_segments++] = *next;
}

/* ---- the file ---- */

void asset_index_put_row(uint8_t ret_bytes[ASSET_INDEX_ROW_BYTES], const AssetSegment *segment) {
    wire_put64(ret_bytes, segment->offset);
    wire_put32(ret_bytes + 8, segment->length);
    wire_put32(ret_bytes + 12, segment->key_length);
    wire_put64(ret_bytes + 16, segment->time);
    wire_put32(ret_bytes + 24, segment->duration);
    wire_put32(ret_bytes + 28, segment->flags);
}

AssetSegment asset_index_get_row(const uint8_t bytes[ASSET_INDEX_ROW_BYTES]) {
    return (AssetSegment){.offset = wire_get64(bytes),
                          .length = wire_get32(bytes + 8),
                          .key_length = wire_get32(bytes + 12),
                          .time = wire_get64(bytes + 16),
                          .duration = wire_get32(bytes + 24),
                          .flags = wire_get32(bytes + 28)};
}

static uint32_t sum_of(const uint8_t *bytes, size_t length) {
    return (uint32_t)crc32(0, bytes, (unsigned)length);
}

void asset_index_write(const AssetIndex *index, GByteArray *out) {
    guint begin = out->len;
    size_t rows = (size_t)index->n_segments * ASSET_INDEX_ROW_BYTES;
    g_byte_array_set_size(out, begin + (guint)(ASSET_INDEX_HEAD_BYTES + rows + 4));
    uint8_t *at = out->data + begin;
    memcpy(at, MAGIC, sizeof MAGIC);
    wire_put32(at + 8, ASSET_INDEX_VERSION);
    wire_put32(at + 12, index->kind);
    wire_put32(at + 16, index->init_length);
    wire_put32(at + 20, index->n_segments);
    wire_put32(at + HEAD_SUMMED_BYTES, sum_of(at, HEAD_SUMMED_BYTES));
    at += ASSET_INDEX_HEAD_BYTES;
    for (unsigned i = 0; i < index->n_segments; i++)
        asset_index_put_row(at + (size_t)i * ASSET_INDEX_ROW_BYTES, &index->segments[i]);
    wire_put32(at + rows, sum_of(at, rows));
}

static bool refuse(GError **error, ErrorCode code, const char *reason) {
    g_set_error(error, BASE_ERROR, code, "The index of a track cannot be read: %s.", reason);
    return false;
}

static bool check_head(const uint8_t *bytes, size_t length, GError **error) {
    if (length < ASSET_INDEX_HEAD_BYTES || memcmp(bytes, MAGIC, sizeof MAGIC) != 0)
        return refuse(error, ERROR_CORRUPT, "it does not begin like one");
    if (wire_get32(bytes + HEAD_SUMMED_BYTES) != sum_of(bytes, HEAD_SUMMED_BYTES))
        return refuse(error, ERROR_CORRUPT, "the checksum of its head is wrong");
    if (wire_get32(bytes + 8) > ASSET_INDEX_VERSION)
        return refuse(error, ERROR_NEWER, "a newer version of the server has written it");
    uint32_t init_length = wire_get32(bytes + 16), n_segments = wire_get32(bytes + 20);
    if (wire_get32(bytes + 8) == 0 || wire_get32(bytes + 12) >= N_MEDIA_KINDS)
        return refuse(error, ERROR_CORRUPT, "its version or kind is unknown");
    if (init_length == 0 || init_length > ASSET_INDEX_MAX_INIT_BYTES)
        return refuse(error, ERROR_CORRUPT, "the initialization section is empty or too large");
    if (n_segments == 0 || n_segments > ASSET_INDEX_MAX_SEGMENTS)
        return refuse(error, ERROR_CORRUPT, "it names no segment or too many");
    size_t rows = (size_t)n_segments * ASSET_INDEX_ROW_BYTES;
    if (length != ASSET_INDEX_HEAD_BYTES + rows + 4)
        return refuse(error, ERROR_CORRUPT, "it has another length than its head says");
    const uint8_t *at = bytes + ASSET_INDEX_HEAD_BYTES;
    if (wire_get32(at + rows) != sum_of(at, rows))
        return refuse(error, ERROR_CORRUPT, "the checksum of its rows is wrong");
    return true;
}

AssetIndex *asset_index_read(const uint8_t *bytes, size_t length, GError **error) {
    if (!check_head(bytes, length, error))
        return NULL;
    g_autoptr(AssetIndex) index =
        asset_index_new((MediaKind)wire_get32(bytes + 12), wire_get32(bytes + 16));
    unsigned n_segments = wire_get32(bytes + 20);
    const uint8_t *at = bytes + ASSET_INDEX_HEAD_BYTES;
    for (unsigned i = 0; i < n_segments; i++, at += ASSET_INDEX_ROW_BYTES) {
        AssetSegment segment = asset_index_get_row(at);
        const char *reason = asset_index_judge(index, &segment);
        if (reason) {
            refuse(error, ERROR_CORRUPT, reason);
            return NULL;
        }
        asset_index_add(index, &segment);
    }
    return g_steal_pointer(&index);
}

/* ---- what players are told ---- */

unsigned asset_index_target_s(const AssetIndex *index) {
    uint32_t longest = 0, timescale = MEDIA_GRIDS[index->kind].timescale;
    for (unsigned i = 0; i < index->n_segments; i++)
        longest = MAX(longest, index->segments[i].duration);
    return MAX((longest + timescale / 2) / timescale, 1);
}

static uint64_t rate_of(const AssetIndex *index, uint64_t bytes, uint64_t ticks) {
    return ticks == 0 ? 0 : (bytes * 8 * MEDIA_GRIDS[index->kind].timescale + ticks - 1) / ticks;
}

uint64_t asset_index_average_bit_rate(const AssetIndex *index) {
    return rate_of(index, asset_index_bytes(index) - index->init_length, asset_index_end(index));
}

uint64_t asset_index_peak_bit_rate(const AssetIndex *index) {
    uint64_t target = (uint64_t)asset_index_target_s(index) * MEDIA_GRIDS[index->kind].timescale;
    uint64_t peak = 0;
    for (unsigned i = 0; i < index->n_segments; i++) {
        uint64_t bytes = 0, ticks = 0;
        for (unsigned k = i; k < index->n_segments; k++) {
            bytes += index->segments[k].length;
            ticks += index->segments[k].duration;
            if (ticks * 2 > target * 3)
                break;
            if (ticks * 2 >= target)
                peak = MAX(peak, rate_of(index, bytes, ticks));
        }
    }
    return MAX(peak, asset_index_average_bit_rate(index));
}

unsigned asset_index_find(const AssetIndex *index, uint64_t time) {
    unsigned low = 0, high = index->n_segments;
    while (high - low > 1) {
        unsigned middle = low + (high - low) / 2;
        if (index->segments[middle].time <= time)
            low = middle;
        else
            high = middle;
    }
    return low;
}
