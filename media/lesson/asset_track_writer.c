#include "media/lesson/asset_track_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "base/error.h"
#include "media/package/cmaf.h"
#include "media/types/wire_bytes.h"

/* Of the journal: the index's row, CRC-32 of the segment, CRC-32 of the 36 bytes before. */
#define JOURNAL_ROW_BYTES (ASSET_INDEX_ROW_BYTES + 8u)

struct AssetTrackWriter {
    MediaTrack track;
    char *media_path, *journal_path, *index_path;
    int media, journal;
    AssetIndex *index;
    GByteArray *chunk;
};

static bool file_failed(GError **error, const char *verb, const char *path) {
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot %s \"%s\": %s", verb, path, g_strerror(errno));
    return false;
}

static bool invalid(GError **error, const AssetTrackWriter *writer, const char *reason) {
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "a segment cannot be added to \"%s\": %s",
                writer->media_path, reason);
    return false;
}

/* ---- files ---- */

static bool put_all(int fd, const uint8_t *bytes, size_t length, uint64_t offset) {
    while (length > 0) {
        ssize_t n = pwrite(fd, bytes, length, (off_t)offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            errno = n == 0 ? ENOSPC : errno;
            return false;
        }
        bytes += n;
        length -= (size_t)n;
        offset += (uint64_t)n;
    }
    return true;
}

static bool get_all(int fd, uint8_t *ret_bytes, size_t length, uint64_t offset) {
    while (length > 0) {
        ssize_t n = pread(fd, ret_bytes, length, (off_t)offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        ret_bytes += n;
        length -= (size_t)n;
        offset += (uint64_t)n;
    }
    return true;
}

static uint32_t sum_of(const uint8_t *bytes, size_t length) {
    return (uint32_t)crc32(0, bytes, (unsigned)length);
}

/* ---- opening ---- */

/* One row and the segment that it tells of. */
static bool find_segment(AssetTrackWriter *writer, unsigned number, AssetSegment *ret_segment) {
    uint8_t row[JOURNAL_ROW_BYTES];
    if (!get_all(writer->journal, row, sizeof row, (uint64_t)number * sizeof row) ||
        wire_get32(row + ASSET_INDEX_ROW_BYTES + 4) != sum_of(row, ASSET_INDEX_ROW_BYTES + 4))
        return false;
    *ret_segment = asset_index_get_row(row);
    if (asset_index_judge(writer->index, ret_segment) != NULL)
        return false;
    g_byte_array_set_size(writer->chunk, ret_segment->length);
    return get_all(writer->media, writer->chunk->data, ret_segment->length, ret_segment->offset) &&
           wire_get32(row + ASSET_INDEX_ROW_BYTES) ==
               sum_of(writer->chunk->data, ret_segment->length);
}

static bool has_init(AssetTrackWriter *writer, const GByteArray *init) {
    g_byte_array_set_size(writer->chunk, init->len);
    return get_all(writer->media, writer->chunk->data, init->len, 0) &&
           memcmp(writer->chunk->data, init->data, init->len) == 0;
}

static bool resume(AssetTrackWriter *writer, GError **error) {
    g_autoptr(GByteArray) init = g_byte_array_new();
    AssetSegment segment;
    cmaf_append_init(init, &writer->track);
    writer->index = asset_index_new(writer->track.kind, init->len);
    bool is_same = has_init(writer, init);
    while (is_same && find_segment(writer, writer->index->n_segments, &segment))
        asset_index_add(writer->index, &segment);
    uint64_t rows = (uint64_t)writer->index->n_segments * JOURNAL_ROW_BYTES;
    if (ftruncate(writer->journal, (off_t)rows) != 0)
        return file_failed(error, "cut", writer->journal_path);
    if (ftruncate(writer->media, (off_t)(is_same ? asset_index_bytes(writer->index) : 0)) != 0 ||
        !put_all(writer->media, init->data, init->len, 0))
        return file_failed(error, "write", writer->media_path);
    return true;
}

static int open_file(const char *path, GError **error) {
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        file_failed(error, "open", path);
    return fd;
}

AssetTrackWriter *asset_track_writer_open(const char *folder, const MediaTrack *track,
                                          GError **error) {
    g_autoptr(AssetTrackWriter) writer = g_new0(AssetTrackWriter, 1);
    writer->track = *track;
    writer->media_path = g_strdup_printf("%s/%s.m4s", folder, track->name);
    writer->journal_path = g_strdup_printf("%s/%s.part", folder, track->name);
    writer->index_path = g_strdup_printf("%s/%s.idx", folder, track->name);
    writer->chunk = g_byte_array_new();
    writer->media = writer->journal = -1;
    if (access(writer->index_path, F_OK) == 0) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "the track \"%s\" is finished already",
                    writer->media_path);
        return NULL;
    }
    if ((writer->media = open_file(writer->media_path, error)) < 0 ||
        (writer->journal = open_file(writer->journal_path, error)) < 0 || !resume(writer, error))
        return NULL;
    return g_steal_pointer(&writer);
}

void asset_track_writer_free(AssetTrackWriter *writer) {
    if (!writer)
        return;
    if (writer->media >= 0)
        close(writer->media);
    if (writer->journal >= 0)
        close(writer->journal);
    asset_index_free(writer->index);
    g_byte_array_unref(writer->chunk);
    g_free(writer->media_path);
    g_free(writer->journal_path);
    g_free(writer->index_path);
    g_free(writer);
}

const AssetIndex *asset_track_writer_index(const AssetTrackWriter *writer) {
    return writer->index;
}

/* ---- segments ---- */

static const char *judge_samples(const AssetTrackWriter *writer, const MediaSample *samples,
                                 unsigned n_samples) {
    uint64_t bytes = 0;
    int64_t next = (int64_t)asset_index_end(writer->index);
    if (n_samples == 0)
        return "it has no samples";
    if (writer->track.kind == MEDIA_VIDEO && !samples[0].is_key)
        return "it does not begin with an IDR";
    for (unsigned i = 0; i < n_samples; i++) {
        if (samples[i].dts != next)
            return i == 0 ? "it does not begin where the one before ended"
                          : "its samples are not consecutive";
        if (samples[i].duration == 0 || samples[i].length > MEDIA_SAMPLE_MAX_BYTES)
            return "a sample has no duration or is too large";
        next += samples[i].duration;
        bytes += samples[i].length;
    }
    return bytes > ASSET_INDEX_MAX_SEGMENT_BYTES / 2 ? "it is too large" : NULL;
}

/* Bytes of the chunk up to the end of its first sample. */
static uint32_t key_length(const AssetTrackWriter *writer) {
    CmafChunkView view;
    MediaSample first;
    bool is_ours = cmaf_read_chunk(writer->chunk->data, writer->chunk->len, &view, &first, 1);
    g_assert(is_ours);
    return (uint32_t)(first.bytes - writer->chunk->data + first.length);
}

static AssetSegment describe(const AssetTrackWriter *writer, const MediaSample *last) {
    bool is_video = writer->track.kind == MEDIA_VIDEO;
    uint64_t begin = asset_index_end(writer->index);
    return (AssetSegment){
        .offset = asset_index_bytes(writer->index),
        .length = writer->chunk->len,
        .key_length = is_video ? key_length(writer) : 0,
        .time = begin,
        .duration = (uint32_t)MIN((uint64_t)last->dts + last->duration - begin, UINT32_MAX),
        .flags = is_video ? ASSET_SEGMENT_IDR : 0,
    };
}

static bool store(AssetTrackWriter *writer, const AssetSegment *segment, GError **error) {
    uint8_t row[JOURNAL_ROW_BYTES];
    asset_index_put_row(row, segment);
    wire_put32(row + ASSET_INDEX_ROW_BYTES, sum_of(writer->chunk->data, writer->chunk->len));
    wire_put32(row + ASSET_INDEX_ROW_BYTES + 4, sum_of(row, ASSET_INDEX_ROW_BYTES + 4));
    if (!put_all(writer->media, writer->chunk->data, writer->chunk->len, segment->offset))
        return file_failed(error, "write", writer->media_path);
    if (!put_all(writer->journal, row, sizeof row,
                 (uint64_t)writer->index->n_segments * sizeof row))
        return file_failed(error, "write", writer->journal_path);
    return true;
}

bool asset_track_writer_add(AssetTrackWriter *writer, const MediaSample *samples,
                            unsigned n_samples, GError **error) {
    const char *reason = judge_samples(writer, samples, n_samples);
    if (reason)
        return invalid(error, writer, reason);
    CmafChunk chunk = {&writer->track, writer->index->n_segments + 1,
                       asset_index_end(writer->index), samples, n_samples};
    g_byte_array_set_size(writer->chunk, 0);
    cmaf_append_chunk(writer->chunk, &chunk);
    AssetSegment segment = describe(writer, &samples[n_samples - 1]);
    reason = asset_index_judge(writer->index, &segment);
    if (reason)
        return invalid(error, writer, reason);
    if (!store(writer, &segment, error))
        return false;
    asset_index_add(writer->index, &segment);
    return true;
}

/* ---- the end ---- */

static bool write_index(AssetTrackWriter *writer, const char *half, GError **error) {
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    asset_index_write(writer->index, bytes);
    int fd = open(half, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool is_good = fd >= 0 && put_all(fd, bytes->data, bytes->len, 0) && fdatasync(fd) == 0;
    if (!is_good)
        file_failed(error, "write", half);
    if (fd >= 0)
        close(fd);
    return is_good;
}

bool asset_track_writer_finish(AssetTrackWriter *writer, GError **error) {
    g_autofree char *half = g_strconcat(writer->index_path, ".part", NULL);
    if (writer->index->n_segments == 0) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "the track \"%s\" has no segment",
                    writer->media_path);
        return false;
    }
    if (fdatasync(writer->media) != 0)
        return file_failed(error, "sync", writer->media_path);
    if (!write_index(writer, half, error))
        return false;
    if (rename(half, writer->index_path) != 0)
        return file_failed(error, "rename", half);
    (void)unlink(writer->journal_path);
    return true;
}
