#include "media/record/mp4_export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "media/package/cmaf_box.h"
#include "media/package/mp4_tables.h"
#include "media/record/recording_state.h"

#define MOVIE_TIMESCALE 1000u
#define HEAD_BYTES      2048u
#define COPY_BYTES      (256u * 1024)
#define MDAT_HEAD       16u /* with a size of 64 bits */
/* The page cache belongs to meetings: what was written is brought to the disk soon, a bounded piece
 * at a time, and given back. */
#define FLUSH_BYTES (UINT64_C(8) * 1024 * 1024)
#define FORM        1 /* of the file: another one has other bytes */

/* One track's part, in the order of the file. */
typedef struct Part {
    unsigned track; /* of the wish */
    unsigned generation;
    uint64_t row; /* in the file that is made: time */
    GridSpan span;
} Part;

struct Mp4Export {
    unsigned n_tracks;
    GateFile *files[MEDIA_MAX_TRACKS];
    MediaKind kinds[MEDIA_MAX_TRACKS];
    Mp4Tables *tables[MEDIA_MAX_TRACKS];
    GHashTable *inits; /* generation × MEDIA_MAX_TRACKS + track → GateBuffer */
    GArray *parts;
    uint64_t part_bytes; /* in the recording */
    uint64_t total;
    Mp4ProgressFn on_progress; /* while it runs; may be NULL */
    void *user;
};

typedef struct Gather {
    Mp4Export *job;
    Recording *recording;
    const Mp4Wish *wish;
    uint64_t n_rows;
} Gather;

static bool is_wanted(const Mp4Wish *wish, const GridRow *row) {
    int64_t begin_us = (int64_t)row->msn * MEDIA_SEGMENT_US + row->part * MEDIA_PART_US;
    for (unsigned i = 0; i < wish->n_ranges; i++)
        if (begin_us >= wish->ranges[i].from_us && begin_us < wish->ranges[i].to_us)
            return true;
    return false;
}

static void keep_init(Gather *gather, unsigned generation, unsigned track) {
    gpointer key = GUINT_TO_POINTER(generation * MEDIA_MAX_TRACKS + track);
    if (g_hash_table_contains(gather->job->inits, key))
        return;
    GateBuffer *section =
        recording_get_init(gather->recording, generation, gather->wish->tracks[track]);
    if (section)
        g_hash_table_insert(gather->job->inits, key, section);
}

static void gather_row(const GridRow *row, const GridSpan *spans, void *user) {
    Gather *gather = user;
    if (!is_wanted(gather->wish, row))
        return;
    for (unsigned track = 0; track < gather->job->n_tracks; track++) {
        Part part = {track, row->generation, gather->n_rows, spans[gather->wish->tracks[track]]};
        if (part.span.length == 0)
            continue;
        keep_init(gather, row->generation, track);
        gather->job->part_bytes += part.span.length;
        g_array_append_val(gather->job->parts, part);
    }
    gather->n_rows++;
}

Mp4Export *mp4_export_new(Recording *recording, const Mp4Wish *wish, GError **error) {
    g_autoptr(Mp4Export) job = g_new0(Mp4Export, 1);
    job->inits = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)gate_buffer_unref);
    job->parts = g_array_new(FALSE, FALSE, sizeof(Part));
    for (unsigned i = 0; i < wish->n_tracks; i++) {
        if (i == MEDIA_MAX_TRACKS || wish->tracks[i] >= recording_n_tracks(recording)) {
            g_set_error(error, BASE_ERROR, ERROR_INVALID, "the recording has no track %u",
                        wish->tracks[i]);
            return NULL;
        }
        job->files[i] = recording_file(recording, wish->tracks[i]);
        job->kinds[i] = recording_tracks(recording)[wish->tracks[i]].kind;
        job->n_tracks++;
    }
    Gather gather = {job, recording, wish, 0};
    recording_each_row(recording, gather_row, &gather);
    if (job->parts->len > 0)
        return g_steal_pointer(&job);
    g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "nothing of the recording is left to export");
    return NULL;
}

void mp4_export_free(Mp4Export *job) {
    if (!job)
        return;
    for (unsigned track = 0; track < job->n_tracks; track++) {
        gate_file_unref(job->files[track]);
        mp4_tables_free(job->tables[track]);
    }
    g_hash_table_unref(job->inits);
    g_array_unref(job->parts);
    g_free(job);
}

uint64_t mp4_export_bytes(const Mp4Export *job) {
    return job->part_bytes;
}

static void digest_number(GChecksum *sum, uint64_t number) {
    uint64_t little = GUINT64_TO_LE(number);
    g_checksum_update(sum, (const guchar *)&little, sizeof little);
}

char *mp4_export_digest(const Mp4Export *job) {
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    digest_number(sum, FORM);
    digest_number(sum, job->n_tracks);
    for (guint i = 0; i < job->parts->len; i++) {
        const Part *part = &g_array_index(job->parts, Part, i);
        digest_number(sum, (uint64_t)part->generation << 32 | part->track);
        digest_number(sum, part->row);
        digest_number(sum, part->span.offset);
        digest_number(sum, part->span.length);
    }
    return g_strndup(g_checksum_get_string(sum), MP4_EXPORT_DIGEST_CHARS);
}

static bool corrupt(GError **error, const char *what) {
    g_set_error(error, BASE_ERROR, ERROR_CORRUPT, "the recording cannot be exported: %s", what);
    return false;
}

static bool goes_on(const Mp4Export *job, uint64_t done, uint64_t total, GError **error) {
    if (!job->on_progress || job->on_progress(done, total, job->user))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "the export was cancelled");
    return false;
}

/* One chunk of a part: where its samples lie in the recording. */
typedef struct Chunk {
    ChunkHead head;
    uint64_t offset;
    uint8_t bytes[HEAD_BYTES]; /* the head points into them */
} Chunk;

/* The chunk at `offset` of a part; the media is not read. */
static bool read_chunk(const Mp4Export *job, const Part *part, uint64_t offset, Chunk *ret_chunk,
                       GError **error) {
    gssize got =
        recording_state_read(job->files[part->track]->fd, ret_chunk->bytes, HEAD_BYTES, offset);
    if (got < 0 ||
        chunk_head_read(ret_chunk->bytes, (size_t)got, &ret_chunk->head) != CHUNK_HEAD_SEEN ||
        !ret_chunk->head.rows ||
        ret_chunk->head.length > part->span.offset + part->span.length - offset)
        return corrupt(error, "a chunk is damaged");
    ret_chunk->offset = offset;
    return true;
}

/* ---- first pass: heads only ---- */

static bool plan_chunk(Mp4Export *job, const Part *part, const Chunk *chunk, GError **error) {
    const ChunkHead *head = &chunk->head;
    uint32_t part_ticks = MEDIA_GRIDS[job->kinds[part->track]].part_ticks;
    Mp4Tables *tables = job->tables[part->track];
    uint64_t length = 0;
    mp4_tables_begin_chunk(tables, job->total,
                           part->row * part_ticks + head->decode_time % part_ticks);
    for (unsigned i = 0; i < head->n_samples; i++) {
        ChunkSample sample = chunk_head_sample(head, i);
        mp4_tables_add_sample(tables, &sample);
        length += sample.size;
    }
    job->total += length;
    return length + head->media_offset == head->length || corrupt(error, "samples are missing");
}

static bool describe(Mp4Export *job, const Part *part, GError **error) {
    GateBuffer *section = g_hash_table_lookup(
        job->inits, GUINT_TO_POINTER(part->generation * MEDIA_MAX_TRACKS + part->track));
    return (section && mp4_tables_describe(job->tables[part->track], section)) ||
           corrupt(error, "an initialization section is missing");
}

static bool plan(Mp4Export *job, GError **error) {
    for (unsigned track = 0; track < job->n_tracks; track++) {
        mp4_tables_free(job->tables[track]);
        job->tables[track] = mp4_tables_new(job->kinds[track]);
    }
    job->total = 0;
    for (guint i = 0; i < job->parts->len; i++) {
        const Part *part = &g_array_index(job->parts, Part, i);
        if (!goes_on(job, 0, job->part_bytes, error) || !describe(job, part, error))
            return false;
        Chunk chunk;
        for (uint64_t at = 0; at < part->span.length; at += chunk.head.length)
            if (!read_chunk(job, part, part->span.offset + at, &chunk, error) ||
                !plan_chunk(job, part, &chunk, error))
                return false;
    }
    return true;
}

/* ---- the head of the file ---- */

static void append_mvhd(const Mp4Export *job, GByteArray *out) {
    uint64_t duration = 0;
    for (unsigned track = 0; track < job->n_tracks; track++)
        duration = MAX(duration, mp4_tables_end(job->tables[track]) * MOVIE_TIMESCALE /
                                     MEDIA_GRIDS[job->kinds[track]].timescale);
    unsigned box = cmaf_box_begin_full(out, "mvhd", 0, 0);
    cmaf_box_zeros(out, 8); /* times of creation and change */
    cmaf_box_u32(out, MOVIE_TIMESCALE);
    cmaf_box_u32(out, (uint32_t)duration);
    cmaf_box_u32(out, 0x10000); /* rate */
    cmaf_box_u16(out, 0x100);   /* volume */
    cmaf_box_zeros(out, 10);
    static const uint32_t MATRIX[9] = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};
    for (unsigned i = 0; i < G_N_ELEMENTS(MATRIX); i++)
        cmaf_box_u32(out, MATRIX[i]);
    cmaf_box_zeros(out, 24);
    cmaf_box_u32(out, job->n_tracks + 1);
    cmaf_box_end(out, box);
}

static void append_moov(const Mp4Export *job, GByteArray *out, uint64_t media_offset) {
    unsigned ftyp = cmaf_box_begin(out, "ftyp");
    cmaf_box_bytes(out, "isom", 4);
    cmaf_box_u32(out, 512);
    cmaf_box_bytes(out, "isomiso6mp41", 12);
    cmaf_box_end(out, ftyp);
    unsigned moov = cmaf_box_begin(out, "moov");
    append_mvhd(job, out);
    unsigned number = 0;
    for (unsigned track = 0; track < job->n_tracks; track++)
        if (mp4_tables_n_samples(job->tables[track]) > 0)
            mp4_tables_append_trak(job->tables[track], out, ++number, media_offset);
    cmaf_box_end(out, moov);
    cmaf_box_u32(out, 1); /* the size has 64 bits */
    cmaf_box_bytes(out, "mdat", 4);
    cmaf_box_u64(out, job->total + MDAT_HEAD);
}

/* The length of the head does not depend on the offsets in it: made twice. */
static GByteArray *make_head(const Mp4Export *job) {
    g_autoptr(GByteArray) trial = g_byte_array_new();
    append_moov(job, trial, 0);
    GByteArray *head = g_byte_array_sized_new(trial->len);
    append_moov(job, head, trial->len);
    return head;
}

/* ---- second pass: the media ---- */

typedef struct Writer {
    int fd;
    uint64_t at, flushed;
    uint8_t *block;
} Writer;

static void flush(Writer *writer) {
    off_t from = (off_t)writer->flushed, length = (off_t)(writer->at - writer->flushed);
    if (writer->at - writer->flushed < FLUSH_BYTES)
        return;
    sync_file_range(writer->fd, from, length,
                    SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
                        SYNC_FILE_RANGE_WAIT_AFTER);
    posix_fadvise(writer->fd, from, length, POSIX_FADV_DONTNEED);
    writer->flushed = writer->at;
}

static bool copy_bytes(Writer *writer, int from, uint64_t offset, uint64_t length, GError **error) {
    while (length > 0) {
        gssize got = recording_state_read(from, writer->block, MIN(length, COPY_BYTES), offset);
        if (got <= 0)
            return corrupt(error, "a part cannot be read");
        if (!recording_state_write(writer->fd, writer->block, (size_t)got, writer->at, error))
            return false;
        writer->at += (uint64_t)got;
        offset += (uint64_t)got;
        length -= (uint64_t)got;
        flush(writer);
    }
    return true;
}

static bool copy_media(const Mp4Export *job, Writer *writer, GError **error) {
    uint64_t begin = writer->at;
    for (guint i = 0; i < job->parts->len; i++) {
        const Part *part = &g_array_index(job->parts, Part, i);
        Chunk chunk;
        for (uint64_t at = 0; at < part->span.length; at += chunk.head.length)
            if (!read_chunk(job, part, part->span.offset + at, &chunk, error) ||
                !copy_bytes(writer, job->files[part->track]->fd,
                            chunk.offset + chunk.head.media_offset,
                            chunk.head.length - chunk.head.media_offset, error))
                return false;
        if (!goes_on(job, writer->at - begin, job->total, error))
            return false;
    }
    return writer->at - begin == job->total || corrupt(error, "it changed meanwhile");
}

static bool write_file(Mp4Export *job, int fd, GError **error) {
    if (!plan(job, error))
        return false;
    g_autoptr(GByteArray) head = make_head(job);
    g_autofree uint8_t *block = g_malloc(COPY_BYTES);
    Writer writer = {fd, head->len, 0, block};
    return recording_state_write(fd, head->data, head->len, 0, error) &&
           copy_media(job, &writer, error);
}

static bool file_failed(GError **error, const char *path) {
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make \"%s\": %s", path, g_strerror(errno));
    return false;
}

bool mp4_export_run(Mp4Export *job, const char *path, Mp4ProgressFn on_progress, void *user,
                    GError **error) {
    g_autofree char *half = g_strconcat(path, ".part", NULL);
    int fd = open(half, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return file_failed(error, half);
    job->on_progress = on_progress;
    job->user = user;
    bool is_good = write_file(job, fd, error);
    if (is_good && fdatasync(fd) != 0)
        is_good = file_failed(error, half);
    close(fd);
    if (is_good && rename(half, path) != 0)
        is_good = file_failed(error, path);
    if (!is_good)
        unlink(half);
    return is_good;
}
