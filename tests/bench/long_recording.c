/* long_recording SOURCE TARGET SEGMENTS: writes the recording in folder TARGET by repeating the one
 * in SOURCE, decode times moved along, until it has so many segments. For benchmarks that need a
 * recording of hours within seconds; the server must not run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "media/record/recording.h"

typedef struct SourceRow {
    GridRow row;
    GridSpan spans[MEDIA_MAX_TRACKS];
} SourceRow;

static void remember(const GridRow *row, const GridSpan *spans, void *user) {
    SourceRow *kept = g_new0(SourceRow, 1);
    kept->row = *row;
    memcpy(kept->spans, spans, sizeof *spans * row->n_tracks);
    g_ptr_array_add(user, kept);
}

/* Adds to the decode time of each chunk of a part (tfdt version 1, as our packager writes it). */
static void shift_times(uint8_t *bytes, size_t length, uint64_t ticks) {
    static const char NAME[] = {'t', 'f', 'd', 't', 1};
    uint8_t *at = bytes, *end = bytes + length;
    while ((at = memmem(at, (size_t)(end - at), NAME, sizeof NAME)) && end - at >= 16) {
        uint64_t time;
        memcpy(&time, at + 8, sizeof time);
        time = GUINT64_FROM_BE(time);
        time += ticks;
        time = GUINT64_TO_BE(time);
        memcpy(at + 8, &time, sizeof time);
        at += 16;
    }
}

/* The bytes of a part; NULL and a gap where there are none. */
static uint8_t *read_part(Recording *source, unsigned track, const GridSpan *span, uint64_t shift) {
    if (span->length == 0)
        return NULL;
    g_autoptr(GateFile) file = recording_file(source, track);
    uint8_t *bytes = g_malloc(span->length);
    if (pread(file->fd, bytes, span->length, (off_t)span->offset) != (ssize_t)span->length) {
        g_free(bytes);
        return NULL;
    }
    MediaKind kind = recording_tracks(source)[track].kind;
    shift_times(bytes, span->length, shift * MEDIA_GRIDS[kind].segment_ticks);
    return bytes;
}

static bool append(Recording *source, Recording *target, const SourceRow *from, uint64_t shift,
                   GError **error) {
    GridPart parts[MEDIA_MAX_TRACKS] = {0};
    GridSpan spans[MEDIA_MAX_TRACKS];
    GridRow row = from->row;
    row.msn += shift;
    row.wall_us += (int64_t)shift * MEDIA_SEGMENT_US;
    row.generation = 1;
    row.parts = parts;
    for (unsigned i = 0; i < row.n_tracks; i++) {
        uint8_t *bytes = read_part(source, i, &from->spans[i], shift);
        parts[i] = (GridPart){.bytes = bytes,
                              .length = bytes ? from->spans[i].length : 0,
                              .is_independent = from->spans[i].flags & GRID_INDEPENDENT,
                              .is_gap = !bytes};
    }
    bool is_done = recording_append(target, &row, spans, error);
    for (unsigned i = 0; i < row.n_tracks; i++)
        g_free((gpointer)parts[i].bytes);
    return is_done;
}

static bool put_inits(Recording *source, Recording *target, unsigned generation, GError **error) {
    for (unsigned i = 0; i < recording_n_tracks(source); i++) {
        g_autoptr(GateBuffer) init = recording_get_init(source, generation, i);
        if (init && !recording_put_init(target, 1, i, init->bytes, init->length, error))
            return false;
    }
    return true;
}

/* Whole segments of the first generation only. */
static bool repeat(Recording *source, Recording *target, uint64_t n_segments, GError **error) {
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
    recording_each_row(source, remember, rows);
    const SourceRow *first = rows->len > 0 ? rows->pdata[0] : NULL;
    guint n_rows = 0;
    while (n_rows < rows->len &&
           ((SourceRow *)rows->pdata[n_rows])->row.generation == first->row.generation)
        n_rows++;
    n_rows -= n_rows % MEDIA_PARTS_PER_SEGMENT;
    if (n_rows == 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "the recording has no whole segment");
        return false;
    }
    if (!put_inits(source, target, first->row.generation, error))
        return false;
    uint64_t step = n_rows / MEDIA_PARTS_PER_SEGMENT;
    for (uint64_t shift = 0; shift < n_segments; shift += step)
        for (guint i = 0; i < n_rows; i++)
            if (!append(source, target, rows->pdata[i], shift, error))
                return false;
    return true;
}

int main(int argc, char **argv) {
    g_autoptr(GError) error = NULL;
    if (argc != 4) {
        fprintf(stderr, "usage: long_recording SOURCE TARGET SEGMENTS\n");
        return 2;
    }
    g_autoptr(Recording) source = recording_open(argv[1], &error);
    g_autoptr(Recording) target = source ? recording_create(argv[2], recording_tracks(source),
                                                            recording_n_tracks(source), &error)
                                         : NULL;
    if (!target || !repeat(source, target, strtoull(argv[3], NULL, 10), &error) ||
        !recording_sync(target, &error)) {
        fprintf(stderr, "long_recording: %s\n", error->message);
        return 1;
    }
    return 0;
}
