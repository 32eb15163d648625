#include "media/package/mp4_tables.h"

#include <string.h>

#include "media/package/cmaf_box.h"

#define MOVIE_TIMESCALE 1000u
#define BOX_HEAD        8u
#define TKHD_IN_MOVIE   6u  /* and in preview, without enabled (§8.3.2) */
#define SOUND_GROUP     1u  /* the languages are alternatives of each other */
#define ENTRIES_AT      16u /* in stsd: header, version and flags, count */

typedef struct Run { /* of equal values */
    uint32_t count, value;
} Run;

typedef struct Chunk {
    uint64_t offset;
    uint32_t n_samples, description;
} Chunk;

struct Mp4Tables {
    MediaKind kind;
    GPtrArray *sections;  /* GateBuffer, each different */
    uint32_t description; /* of what follows: from 1 on */
    uint64_t end;
    GArray *durations, *shifts; /* Run */
    GArray *sizes, *syncs;      /* uint32_t */
    GArray *chunks;
    bool has_shift;
};

Mp4Tables *mp4_tables_new(MediaKind kind) {
    Mp4Tables *tables = g_new0(Mp4Tables, 1);
    tables->kind = kind;
    tables->sections = g_ptr_array_new_with_free_func((GDestroyNotify)gate_buffer_unref);
    tables->durations = g_array_new(FALSE, FALSE, sizeof(Run));
    tables->shifts = g_array_new(FALSE, FALSE, sizeof(Run));
    tables->sizes = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    tables->syncs = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    tables->chunks = g_array_new(FALSE, FALSE, sizeof(Chunk));
    return tables;
}

void mp4_tables_free(Mp4Tables *tables) {
    if (!tables)
        return;
    g_ptr_array_unref(tables->sections);
    g_array_unref(tables->durations);
    g_array_unref(tables->shifts);
    g_array_unref(tables->sizes);
    g_array_unref(tables->syncs);
    g_array_unref(tables->chunks);
    g_free(tables);
}

/* The box `type` directly in [at, end); its length with the header in `ret_length`. */
static const uint8_t *find_box(const uint8_t *at, const uint8_t *end, const char *type,
                               size_t *ret_length) {
    while (end - at >= (ptrdiff_t)BOX_HEAD) {
        uint32_t size = cmaf_box_get_u32(at);
        if (size < BOX_HEAD || size > (size_t)(end - at))
            return NULL;
        if (memcmp(at + 4, type, 4) == 0) {
            *ret_length = size;
            return at;
        }
        at += size;
    }
    return NULL;
}

/* By a path of boxes from the beginning of a section. */
static const uint8_t *find_path(const GateBuffer *section, const char *const *path,
                                size_t *ret_length) {
    const uint8_t *at = section->bytes, *end = section->bytes + section->length;
    for (; at && *path; path++) {
        at = find_box(at, end, *path, ret_length);
        if (at && path[1]) {
            end = at + *ret_length;
            at += BOX_HEAD;
        }
    }
    return at;
}

static const char *const PATH_TKHD[] = {"moov", "trak", "tkhd", NULL};
static const char *const PATH_MDHD[] = {"moov", "trak", "mdia", "mdhd", NULL};
static const char *const PATH_ELNG[] = {"moov", "trak", "mdia", "elng", NULL};
static const char *const PATH_HDLR[] = {"moov", "trak", "mdia", "hdlr", NULL};
static const char *const PATH_VMHD[] = {"moov", "trak", "mdia", "minf", "vmhd", NULL};
static const char *const PATH_SMHD[] = {"moov", "trak", "mdia", "minf", "smhd", NULL};
static const char *const PATH_DINF[] = {"moov", "trak", "mdia", "minf", "dinf", NULL};
static const char *const PATH_STSD[] = {"moov", "trak", "mdia", "minf", "stbl", "stsd", NULL};

bool mp4_tables_describe(Mp4Tables *tables, GateBuffer *section) {
    static const char *const *const NEEDED[] = {PATH_TKHD, PATH_MDHD, PATH_HDLR, PATH_DINF,
                                                PATH_STSD};
    size_t length = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(NEEDED); i++)
        if (!find_path(section, NEEDED[i], &length) || length < ENTRIES_AT)
            return false;
    for (guint i = 0; i < tables->sections->len; i++) {
        const GateBuffer *known = tables->sections->pdata[i];
        tables->description = i + 1;
        if (known->length == section->length &&
            memcmp(known->bytes, section->bytes, known->length) == 0)
            return true;
    }
    g_ptr_array_add(tables->sections, gate_buffer_ref(section));
    tables->description = tables->sections->len;
    return true;
}

static void add_run(GArray *runs, uint32_t value) {
    Run *last = runs->len > 0 ? &g_array_index(runs, Run, runs->len - 1) : NULL;
    if (last && last->value == value) {
        last->count++;
        return;
    }
    Run run = {1, value};
    g_array_append_val(runs, run);
}

static void lengthen_last(Mp4Tables *tables, uint64_t ticks) {
    Run *last = &g_array_index(tables->durations, Run, tables->durations->len - 1);
    uint32_t duration = last->value + (uint32_t)MIN(ticks, UINT32_MAX / 2);
    if (last->count-- == 1)
        g_array_set_size(tables->durations, tables->durations->len - 1);
    add_run(tables->durations, duration);
}

void mp4_tables_begin_chunk(Mp4Tables *tables, uint64_t offset, uint64_t time) {
    if (time > tables->end && tables->sizes->len > 0)
        lengthen_last(tables, time - tables->end);
    tables->end = MAX(time, tables->end);
    Chunk chunk = {offset, 0, tables->description};
    g_array_append_val(tables->chunks, chunk);
}

void mp4_tables_add_sample(Mp4Tables *tables, const ChunkSample *sample) {
    uint32_t number = tables->sizes->len + 1;
    add_run(tables->durations, sample->duration);
    add_run(tables->shifts, (uint32_t)sample->shift);
    tables->has_shift |= sample->shift != 0;
    g_array_append_val(tables->sizes, sample->size);
    if (sample->is_sync)
        g_array_append_val(tables->syncs, number);
    g_array_index(tables->chunks, Chunk, tables->chunks->len - 1).n_samples++;
    tables->end += sample->duration;
}

unsigned mp4_tables_n_samples(const Mp4Tables *tables) {
    return tables->sizes->len;
}

uint64_t mp4_tables_end(const Mp4Tables *tables) {
    return tables->end;
}

/* ---- the box ---- */

static guint copy_box(const Mp4Tables *tables, GByteArray *out, const char *const *path) {
    size_t length;
    guint start = out->len;
    const uint8_t *box = find_path(tables->sections->pdata[0], path, &length);
    if (box)
        cmaf_box_bytes(out, box, length);
    return start;
}

static void patch_u32(GByteArray *out, guint at, uint32_t value) {
    uint32_t big = GUINT32_TO_BE(value);
    memcpy(out->data + at, &big, sizeof big);
}

static void append_stsd(const Mp4Tables *tables, GByteArray *out) {
    unsigned stsd = cmaf_box_begin_full(out, "stsd", 0, 0);
    cmaf_box_u32(out, tables->sections->len);
    for (guint i = 0; i < tables->sections->len; i++) {
        size_t length;
        const uint8_t *box = find_path(tables->sections->pdata[i], PATH_STSD, &length);
        cmaf_box_bytes(out, box + ENTRIES_AT, length - ENTRIES_AT);
    }
    cmaf_box_end(out, stsd);
}

static void append_runs(GByteArray *out, const char type[4], uint8_t version, const GArray *runs) {
    unsigned box = cmaf_box_begin_full(out, type, version, 0);
    cmaf_box_u32(out, runs->len);
    for (guint i = 0; i < runs->len; i++) {
        cmaf_box_u32(out, g_array_index(runs, Run, i).count);
        cmaf_box_u32(out, g_array_index(runs, Run, i).value);
    }
    cmaf_box_end(out, box);
}

static void append_numbers(GByteArray *out, const GArray *numbers) {
    cmaf_box_u32(out, numbers->len);
    for (guint i = 0; i < numbers->len; i++)
        cmaf_box_u32(out, g_array_index(numbers, uint32_t, i));
}

/* §8.7.4: a row where the number of samples or the description changes. */
static void append_stsc(const Mp4Tables *tables, GByteArray *out) {
    unsigned box = cmaf_box_begin_full(out, "stsc", 0, 0);
    guint count_at = out->len, count = 0;
    cmaf_box_u32(out, 0);
    for (guint i = 0; i < tables->chunks->len; i++) {
        const Chunk *chunk = &g_array_index(tables->chunks, Chunk, i);
        if (i > 0 && chunk[-1].n_samples == chunk->n_samples &&
            chunk[-1].description == chunk->description)
            continue;
        cmaf_box_u32(out, i + 1);
        cmaf_box_u32(out, chunk->n_samples);
        cmaf_box_u32(out, chunk->description);
        count++;
    }
    patch_u32(out, count_at, count);
    cmaf_box_end(out, box);
}

static void append_stbl(const Mp4Tables *tables, GByteArray *out, uint64_t media_offset) {
    unsigned stbl = cmaf_box_begin(out, "stbl");
    append_stsd(tables, out);
    append_runs(out, "stts", 0, tables->durations);
    if (tables->has_shift)
        append_runs(out, "ctts", 1, tables->shifts);
    if (tables->kind == MEDIA_VIDEO) {
        unsigned stss = cmaf_box_begin_full(out, "stss", 0, 0);
        append_numbers(out, tables->syncs);
        cmaf_box_end(out, stss);
    }
    append_stsc(tables, out);
    unsigned box = cmaf_box_begin_full(out, "stsz", 0, 0);
    cmaf_box_u32(out, 0);
    append_numbers(out, tables->sizes);
    cmaf_box_end(out, box);
    box = cmaf_box_begin_full(out, "co64", 0, 0);
    cmaf_box_u32(out, tables->chunks->len);
    for (guint i = 0; i < tables->chunks->len; i++)
        cmaf_box_u64(out, media_offset + g_array_index(tables->chunks, Chunk, i).offset);
    cmaf_box_end(out, box);
    cmaf_box_end(out, stbl);
}

void mp4_tables_append_trak(const Mp4Tables *tables, GByteArray *out, unsigned number,
                            uint64_t media_offset) {
    const uint32_t timescale = MEDIA_GRIDS[tables->kind].timescale;
    unsigned trak = cmaf_box_begin(out, "trak");
    guint tkhd = copy_box(tables, out, PATH_TKHD);
    patch_u32(out, tkhd + 20, number);
    patch_u32(out, tkhd + 28, (uint32_t)(tables->end * MOVIE_TIMESCALE / timescale));
    if (tables->kind == MEDIA_AUDIO)
        patch_u32(out, tkhd + 40, SOUND_GROUP); /* behind layer, 0 */
    if (number > MP4_TABLES_ENABLED)
        patch_u32(out, tkhd + 8, TKHD_IN_MOVIE);
    unsigned mdia = cmaf_box_begin(out, "mdia");
    guint mdhd = copy_box(tables, out, PATH_MDHD);
    patch_u32(out, mdhd + 24, (uint32_t)MIN(tables->end, UINT32_MAX));
    copy_box(tables, out, PATH_ELNG);
    copy_box(tables, out, PATH_HDLR);
    unsigned minf = cmaf_box_begin(out, "minf");
    copy_box(tables, out, tables->kind == MEDIA_VIDEO ? PATH_VMHD : PATH_SMHD);
    copy_box(tables, out, PATH_DINF);
    append_stbl(tables, out, media_offset);
    cmaf_box_end(out, minf);
    cmaf_box_end(out, mdia);
    cmaf_box_end(out, trak);
}
