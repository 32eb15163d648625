#include "media/course/rung_writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "media/course/cuts.h"
#include "media/course/decode_times.h"

typedef struct Kept {
    int64_t time;
    size_t offset, length;
    bool is_key;
} Kept;

struct RungWriter {
    AssetTrackWriter *writer;
    const GArray *cuts;
    MediaKind kind;
    unsigned segment;  /* of the samples that are gathered */
    uint64_t n_frames; /* of a sound, so far */
    GArray *samples;   /* Kept */
    GByteArray *bytes;
};

static unsigned segments_of(const GArray *cuts) {
    return cuts->len - 1;
}

static bool is_finished(const char *folder, const char *name) {
    g_autofree char *path = g_strdup_printf("%s/%s.idx", folder, name);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

RungWriter *rung_writer_open(const char *folder, const MediaTrack *track, const GArray *cuts,
                             bool *ret_is_done, GError **error) {
    *ret_is_done = is_finished(folder, track->name);
    if (*ret_is_done)
        return NULL;
    AssetTrackWriter *inner = asset_track_writer_open(folder, track, error);
    if (inner == NULL)
        return NULL;
    RungWriter *writer = g_new0(RungWriter, 1);
    writer->writer = inner;
    writer->cuts = cuts;
    writer->kind = track->kind;
    writer->samples = g_array_new(FALSE, FALSE, sizeof(Kept));
    writer->bytes = g_byte_array_new();
    return writer;
}

void rung_writer_free(RungWriter *writer) {
    if (writer == NULL)
        return;
    asset_track_writer_free(writer->writer);
    g_array_unref(writer->samples);
    g_byte_array_unref(writer->bytes);
    g_free(writer);
}

unsigned rung_writer_segment(const RungWriter *writer) {
    return asset_track_writer_index(writer->writer)->n_segments;
}

const AssetIndex *rung_writer_index(const RungWriter *writer) {
    return asset_track_writer_index(writer->writer);
}

/* ---- segments ---- */

static int64_t cut_of(const RungWriter *writer, unsigned segment) {
    return g_array_index(writer->cuts, int64_t, segment);
}

static int compare(const void *one, const void *other) {
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return a < b ? -1 : a > b;
}

static void time_picture(const RungWriter *writer, MediaSample *samples, unsigned n) {
    int64_t begin = cut_of(writer, writer->segment), end = cut_of(writer, writer->segment + 1);
    g_autofree int64_t *shown = g_new(int64_t, n), *decoded = g_new(int64_t, n);
    for (unsigned i = 0; i < n; i++)
        shown[i] = g_array_index(writer->samples, Kept, i).time;
    if (!decode_times_find(shown, n, begin, decoded)) {
        memcpy(decoded, shown, n * sizeof *shown);
        qsort(decoded, n, sizeof *decoded, compare);
        decoded[0] = begin;
    }
    for (unsigned i = 0; i < n; i++) {
        int64_t next = i + 1 < n ? decoded[i + 1] : end;
        samples[i].pts = shown[i];
        samples[i].dts = decoded[i];
        samples[i].duration = (uint32_t)CLAMP(next - decoded[i], 0, UINT32_MAX);
    }
}

static void time_sound(const RungWriter *writer, MediaSample *samples, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        samples[i].pts = samples[i].dts = (int64_t)(writer->n_frames - n + i) * CUTS_AAC;
        samples[i].duration = CUTS_AAC;
    }
}

static bool flush(RungWriter *writer, GError **error) {
    unsigned n = writer->samples->len;
    bool is_new = writer->segment >= rung_writer_segment(writer);
    bool is_good = true;
    if (is_new && n > 0) {
        g_autofree MediaSample *samples = g_new0(MediaSample, n);
        for (unsigned i = 0; i < n; i++) {
            const Kept *kept = &g_array_index(writer->samples, Kept, i);
            samples[i].is_key = kept->is_key;
            samples[i].bytes = writer->bytes->data + kept->offset;
            samples[i].length = kept->length;
        }
        if (writer->kind == MEDIA_VIDEO)
            time_picture(writer, samples, n);
        else
            time_sound(writer, samples, n);
        is_good = asset_track_writer_add(writer->writer, samples, n, error);
    }
    writer->segment++;
    g_array_set_size(writer->samples, 0);
    g_byte_array_set_size(writer->bytes, 0);
    return is_good;
}

static bool begins_next(const RungWriter *writer, int64_t time, bool is_key) {
    if (writer->segment + 1 >= segments_of(writer->cuts))
        return false;
    int64_t cut = cut_of(writer, writer->segment + 1);
    return writer->kind == MEDIA_VIDEO ? is_key && time >= cut
                                       : writer->n_frames >= cuts_sound_frame(cut);
}

/* After a seek the first sample may be of a later segment. */
static void find_segment(RungWriter *writer, int64_t time) {
    while (writer->samples->len == 0 && writer->segment < rung_writer_segment(writer) &&
           writer->segment + 1 < segments_of(writer->cuts) &&
           time >= cut_of(writer, writer->segment + 1))
        writer->segment++;
}

bool rung_writer_add(RungWriter *writer, int64_t time, bool is_key, const uint8_t *bytes,
                     size_t length, GError **error) {
    if (writer->kind == MEDIA_VIDEO)
        find_segment(writer, time);
    if (begins_next(writer, time, is_key) && !flush(writer, error))
        return false;
    Kept kept = {time, writer->bytes->len, length, is_key};
    writer->n_frames++;
    g_array_append_val(writer->samples, kept);
    if (writer->segment >= rung_writer_segment(writer))
        g_byte_array_append(writer->bytes, bytes, (unsigned)length);
    return true;
}

bool rung_writer_finish(RungWriter *writer, GError **error) {
    if (writer->samples->len > 0 && !flush(writer, error))
        return false;
    if (rung_writer_segment(writer) != segments_of(writer->cuts)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INTERNAL, "a rendition lacks segments");
        return false;
    }
    return asset_track_writer_finish(writer->writer, error);
}
