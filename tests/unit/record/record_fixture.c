#include "record_fixture.h"

#include <endian.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ROWS_PER_GENERATION 100u
#define WALL_US             INT64_C(1700000000000000)

const MediaTrack FIXTURE_TRACK_LIST[FIXTURE_TRACKS] = {
    {MEDIA_VIDEO, "v720", 2500000, 1280, 720, .codec = "avc1.4d401f", .config = {1, 77, 64, 31},
     .config_length = 4},
    {MEDIA_VIDEO, "v360", 700000, 640, 360},
    {MEDIA_AUDIO, "a-zh", 96000, .language = "zh", .channels = 2, .is_floor = true},
    {MEDIA_AUDIO, "a-mn", 48000, .language = "mn-Mong", .channels = 1, .is_low = true},
};

char *record_fixture_folder(void) {
    GError *error = NULL;
    char *path = g_dir_make_tmp("tongping-record-XXXXXX", &error);
    g_assert_no_error(error);
    return path;
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *place) {
    return remove(path);
}

void record_fixture_remove(char *take_folder) {
    nftw(take_folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    g_free(take_folder);
}

static void put32(GByteArray *out, uint32_t value) {
    uint32_t big = htobe32(value);
    g_byte_array_append(out, (const guint8 *)&big, sizeof big);
}

static guint begin_box(GByteArray *out, const char *kind) {
    guint start = out->len;
    put32(out, 0);
    g_byte_array_append(out, (const guint8 *)kind, 4);
    return start;
}

static void end_box(GByteArray *out, guint start) {
    uint32_t big = htobe32(out->len - start);
    memcpy(out->data + start, &big, sizeof big);
}

static void append_traf(GByteArray *out, uint64_t decode_time, bool is_key, size_t length) {
    guint traf = begin_box(out, "traf"), box = begin_box(out, "tfhd");
    put32(out, 0x020000);
    put32(out, 1);
    end_box(out, box);
    box = begin_box(out, "tfdt");
    put32(out, 0x01000000);
    put32(out, (uint32_t)(decode_time >> 32));
    put32(out, (uint32_t)decode_time);
    end_box(out, box);
    box = begin_box(out, "trun");
    put32(out, 0x01000F01);
    put32(out, 1);
    put32(out, 0); /* data offset: nobody here looks at it */
    put32(out, 1024);
    put32(out, (uint32_t)length);
    put32(out, is_key ? 0x02000000 : 0x01010000);
    put32(out, 0);
    end_box(out, box);
    end_box(out, traf);
}

GByteArray *record_fixture_chunk(unsigned track, uint64_t msn, unsigned part) {
    const MediaGrid *grid = &MEDIA_GRIDS[FIXTURE_TRACK_LIST[track].kind];
    uint32_t seed = (uint32_t)(msn * 6 + part) * 31 + track;
    size_t length = 50 + (seed * 2654435761u >> 20) % 3000;
    bool is_key = FIXTURE_TRACK_LIST[track].kind == MEDIA_AUDIO || part == 0;
    GByteArray *out = g_byte_array_new();
    guint moof = begin_box(out, "moof"), box = begin_box(out, "mfhd");
    put32(out, 0);
    put32(out, (uint32_t)msn);
    end_box(out, box);
    append_traf(out, msn * grid->segment_ticks + part * grid->part_ticks, is_key, length);
    end_box(out, moof);
    box = begin_box(out, "mdat");
    for (size_t i = 0; i < length; i++) {
        guint8 byte = (guint8)(seed + i * 7);
        g_byte_array_append(out, &byte, 1);
    }
    end_box(out, box);
    return out;
}

bool record_fixture_is_gap(unsigned track, uint64_t msn, unsigned part) {
    return track == 1 && msn % 7 == 3 && part > 2;
}

bool record_fixture_append(Recording *recording, uint64_t n, GridSpan *ret_spans, GError **error) {
    GByteArray *chunks[FIXTURE_TRACKS] = {0};
    GridPart parts[FIXTURE_TRACKS] = {0};
    GridRow row = {
        .msn = n / 6,
        .part = (unsigned)(n % 6),
        .generation = (unsigned)(n / ROWS_PER_GENERATION) + 1,
        .wall_us = WALL_US + (int64_t)n * MEDIA_PART_US,
        .n_tracks = FIXTURE_TRACKS,
        .parts = parts,
    };
    for (unsigned track = 0; track < FIXTURE_TRACKS; track++) {
        parts[track].is_gap = record_fixture_is_gap(track, row.msn, row.part);
        if (parts[track].is_gap)
            continue;
        chunks[track] = record_fixture_chunk(track, row.msn, row.part);
        parts[track].bytes = chunks[track]->data;
        parts[track].length = chunks[track]->len;
        parts[track].is_independent =
            FIXTURE_TRACK_LIST[track].kind == MEDIA_AUDIO || row.part == 0;
    }
    bool is_good = recording_append(recording, &row, ret_spans, error);
    for (unsigned track = 0; track < FIXTURE_TRACKS; track++)
        g_clear_pointer(&chunks[track], g_byte_array_unref);
    return is_good;
}

void record_fixture_append_many(Recording *recording, uint64_t first, uint64_t end) {
    GridSpan spans[MEDIA_MAX_TRACKS];
    for (uint64_t n = first; n < end; n++) {
        GError *error = NULL;
        record_fixture_append(recording, n, spans, &error);
        g_assert_no_error(error);
    }
}

typedef struct Check {
    Recording *recording;
    uint64_t next, count;
    int damaged_track;
} Check;

static void check_part(Check *check, unsigned track, const GridRow *row, const GridSpan *span) {
    if (record_fixture_is_gap(track, row->msn, row->part) ||
        ((int)track == check->damaged_track && span->length == 0)) {
        g_assert_cmpuint(span->length, ==, 0);
        g_assert_true(row->parts[track].is_gap);
        return;
    }
    g_autoptr(GByteArray) expected = record_fixture_chunk(track, row->msn, row->part);
    g_autofree guint8 *found = g_malloc(expected->len);
    g_autoptr(GateFile) file = recording_file(check->recording, track);
    g_assert_cmpuint(span->length, ==, expected->len);
    g_assert_cmpint(pread(file->fd, found, expected->len, (off_t)span->offset), ==, expected->len);
    g_assert_cmpmem(found, expected->len, expected->data, expected->len);
    g_assert_false(row->parts[track].is_gap);
    g_assert_cmpint(row->parts[track].is_independent, ==,
                    FIXTURE_TRACK_LIST[track].kind == MEDIA_AUDIO || row->part == 0);
}

static void check_row(const GridRow *row, const GridSpan *spans, void *user) {
    Check *check = user;
    g_assert_cmpuint(row->msn, ==, check->next / 6);
    g_assert_cmpuint(row->part, ==, check->next % 6);
    g_assert_cmpuint(row->generation, ==, check->next / ROWS_PER_GENERATION + 1);
    g_assert_cmpint(row->wall_us, ==, WALL_US + (int64_t)check->next * MEDIA_PART_US);
    g_assert_cmpuint(row->n_tracks, ==, FIXTURE_TRACKS);
    for (unsigned track = 0; track < FIXTURE_TRACKS; track++)
        check_part(check, track, row, &spans[track]);
    check->next++;
    check->count++;
}

uint64_t record_fixture_check(Recording *recording, uint64_t first_row, int damaged_track) {
    Check check = {recording, first_row, 0, damaged_track};
    recording_each_row(recording, check_row, &check);
    return check.count;
}
