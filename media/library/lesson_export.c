#include "media/library/lesson_export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "media/lesson/asset_track.h"
#include "media/package/cmaf_box.h"
#include "media/package/mp4_tables.h"

#define MOVIE_TIMESCALE 1000u
#define MDAT_HEAD       16u /* with a size of 64 bits */
/* What was written is brought to the disk soon, a bounded piece at a time. */
#define FLUSH_BYTES (UINT64_C(8) * 1024 * 1024)
#define MAX_TRACKS  2u

typedef struct Job {
    unsigned n_tracks;
    AssetMedia *media[MAX_TRACKS];
    Mp4Tables *tables[MAX_TRACKS];
    uint8_t *segment; /* as large as the largest */
    uint64_t total;   /* bytes of samples */
    int fd;
    uint64_t written, flushed;
    LessonExportFn goes_on;
    void *user;
} Job;

static bool corrupt(GError **error, const char *what) {
    g_set_error(error, BASE_ERROR, ERROR_CORRUPT, "The lesson cannot be exported: %s.", what);
    return false;
}

static bool file_failed(GError **error, const char *path) {
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make \"%s\": %s", path, g_strerror(errno));
    return false;
}

static bool open_tracks(Job *job, const LessonExport *wish, const char *folder, GError **error) {
    uint32_t largest = CHUNK_HEAD_MAX_BYTES;
    for (; job->n_tracks < wish->n_tracks; job->n_tracks++) {
        const LessonExportTrack *track = &wish->tracks[job->n_tracks];
        g_autofree char *asset = g_build_filename(folder, track->asset, NULL);
        AssetMedia *media = asset_track_open(asset, track->name, error);
        if (!media)
            return false;
        job->media[job->n_tracks] = media;
        for (unsigned i = 0; i < media->index->n_segments; i++)
            largest = MAX(largest, media->index->segments[i].length);
    }
    job->segment = g_malloc(largest);
    return true;
}

static bool read_all(const AssetMedia *media, uint64_t offset, uint8_t *ret_bytes, size_t length) {
    for (size_t at = 0; at < length;) {
        ssize_t n = pread(media->file->fd, ret_bytes + at, length - at, (off_t)(offset + at));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

/* The head of a segment; `length` bytes of it are read. */
static bool read_head(const Job *job, unsigned track, unsigned number, size_t length,
                      ChunkHead *ret_head) {
    const AssetSegment *segment = &job->media[track]->index->segments[number];
    return read_all(job->media[track], segment->offset, job->segment, length) &&
           chunk_head_read(job->segment, length, ret_head) == CHUNK_HEAD_SEEN && ret_head->rows &&
           ret_head->length == segment->length;
}

/* ---- in the order of the file: by time, the picture first ---- */

typedef struct Cursor {
    unsigned next[MAX_TRACKS];
} Cursor;

static bool find_next(const Job *job, Cursor *cursor, unsigned *ret_track, unsigned *ret_number) {
    double best = 0;
    bool has_any = false;
    for (unsigned track = 0; track < job->n_tracks; track++) {
        const AssetIndex *index = job->media[track]->index;
        if (cursor->next[track] >= index->n_segments)
            continue;
        double time =
            (double)index->segments[cursor->next[track]].time / MEDIA_GRIDS[index->kind].timescale;
        if (!has_any || time < best) {
            best = time;
            *ret_track = track;
        }
        has_any = true;
    }
    if (has_any)
        *ret_number = cursor->next[*ret_track]++;
    return has_any;
}

static bool may_go_on(const Job *job, GError **error) {
    unsigned percent = job->total > 0 ? (unsigned)(job->written * 100 / job->total) : 0;
    if (job->goes_on(MIN(percent, 99u), job->user))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "the export was cancelled");
    return false;
}

/* ---- first pass: heads only ---- */

static bool plan_segment(Job *job, unsigned track, unsigned number, GError **error) {
    const AssetSegment *segment = &job->media[track]->index->segments[number];
    size_t length = MIN(segment->length, CHUNK_HEAD_MAX_BYTES);
    ChunkHead head;
    uint64_t bytes = 0;
    if (!read_head(job, track, number, length, &head))
        return corrupt(error, "a segment is damaged");
    mp4_tables_begin_chunk(job->tables[track], job->total, segment->time);
    for (unsigned i = 0; i < head.n_samples; i++) {
        ChunkSample sample = chunk_head_sample(&head, i);
        mp4_tables_add_sample(job->tables[track], &sample);
        bytes += sample.size;
    }
    job->total += bytes;
    return bytes + head.media_offset == head.length || corrupt(error, "samples are missing");
}

static bool plan(Job *job, GError **error) {
    Cursor cursor = {0};
    unsigned track, number;
    for (unsigned i = 0; i < job->n_tracks; i++) {
        job->tables[i] = mp4_tables_new(job->media[i]->index->kind);
        if (!mp4_tables_describe(job->tables[i], job->media[i]->init))
            return corrupt(error, "an initialization section is damaged");
    }
    while (find_next(job, &cursor, &track, &number))
        if (!may_go_on(job, error) || !plan_segment(job, track, number, error))
            return false;
    return true;
}

/* ---- the head of the file ---- */

static void append_mvhd(const Job *job, GByteArray *out) {
    static const uint32_t MATRIX[9] = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};
    uint64_t duration = 0;
    for (unsigned i = 0; i < job->n_tracks; i++)
        duration = MAX(duration, mp4_tables_end(job->tables[i]) * MOVIE_TIMESCALE /
                                     MEDIA_GRIDS[job->media[i]->index->kind].timescale);
    unsigned box = cmaf_box_begin_full(out, "mvhd", 0, 0);
    cmaf_box_zeros(out, 8); /* times of creation and change */
    cmaf_box_u32(out, MOVIE_TIMESCALE);
    cmaf_box_u32(out, (uint32_t)duration);
    cmaf_box_u32(out, 0x10000); /* rate */
    cmaf_box_u16(out, 0x100);   /* volume */
    cmaf_box_zeros(out, 10);
    for (unsigned i = 0; i < G_N_ELEMENTS(MATRIX); i++)
        cmaf_box_u32(out, MATRIX[i]);
    cmaf_box_zeros(out, 24);
    cmaf_box_u32(out, job->n_tracks + 1);
    cmaf_box_end(out, box);
}

static void append_head(const Job *job, GByteArray *out, uint64_t media_offset) {
    bool is_sound = job->media[0]->index->kind == MEDIA_AUDIO;
    unsigned ftyp = cmaf_box_begin(out, "ftyp");
    cmaf_box_bytes(out, is_sound ? "M4A " : "isom", 4);
    cmaf_box_u32(out, 512);
    cmaf_box_bytes(out, is_sound ? "M4A isommp42" : "isomiso6mp41", 12);
    cmaf_box_end(out, ftyp);
    unsigned moov = cmaf_box_begin(out, "moov");
    append_mvhd(job, out);
    for (unsigned i = 0; i < job->n_tracks; i++)
        mp4_tables_append_trak(job->tables[i], out, i + 1, media_offset);
    cmaf_box_end(out, moov);
    cmaf_box_u32(out, 1); /* the size has 64 bits */
    cmaf_box_bytes(out, "mdat", 4);
    cmaf_box_u64(out, job->total + MDAT_HEAD);
}

/* ---- second pass: the samples ---- */

static bool put_bytes(Job *job, const uint8_t *bytes, size_t length) {
    while (length > 0) {
        ssize_t n = write(job->fd, bytes, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes += n;
        length -= (size_t)n;
        job->written += (uint64_t)n;
    }
    if (job->written - job->flushed < FLUSH_BYTES)
        return true;
    (void)sync_file_range(job->fd, (off_t)job->flushed, (off_t)(job->written - job->flushed),
                          SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
    (void)posix_fadvise(job->fd, 0, (off_t)job->written, POSIX_FADV_DONTNEED);
    job->flushed = job->written;
    return true;
}

static bool write_file(Job *job, const char *path, GError **error) {
    g_autoptr(GByteArray) head = g_byte_array_new();
    Cursor cursor = {0};
    unsigned track, number;
    append_head(job, head, 0);
    uint64_t media_offset = head->len; /* the head's length does not depend on the offsets in it */
    g_byte_array_set_size(head, 0);
    append_head(job, head, media_offset);
    if (!put_bytes(job, head->data, head->len))
        return file_failed(error, path);
    while (find_next(job, &cursor, &track, &number)) {
        const AssetSegment *segment = &job->media[track]->index->segments[number];
        ChunkHead chunk;
        if (!may_go_on(job, error))
            return false;
        if (!read_head(job, track, number, segment->length, &chunk))
            return corrupt(error, "a segment is damaged");
        if (!put_bytes(job, job->segment + chunk.media_offset,
                       segment->length - chunk.media_offset))
            return file_failed(error, path);
    }
    return fdatasync(job->fd) == 0 || file_failed(error, path);
}

static void clear(Job *job) {
    for (unsigned i = 0; i < job->n_tracks; i++) {
        asset_track_free(job->media[i]);
        mp4_tables_free(job->tables[i]);
    }
    g_free(job->segment);
    if (job->fd >= 0)
        close(job->fd);
}

bool lesson_export_run(const LessonExport *wish, const char *folder, const char *path,
                       LessonExportFn goes_on, void *user, GError **error) {
    g_autofree char *half = g_strconcat(path, ".part", NULL);
    Job job = {.fd = -1, .goes_on = goes_on, .user = user};
    bool is_good = open_tracks(&job, wish, folder, error) && plan(&job, error);
    if (is_good) {
        job.fd = open(half, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        is_good = job.fd >= 0 ? write_file(&job, half, error) : file_failed(error, half);
        if (is_good && rename(half, path) != 0)
            is_good = file_failed(error, path);
        if (!is_good)
            unlink(half);
    }
    clear(&job);
    return is_good;
}
