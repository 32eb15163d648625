/* Real H.264 and AAC, made by ffmpeg, through the packager into init + parts; ffprobe and GStreamer
 * read every frame back at its moment. */
#include <glib/gstdio.h>
#include <string.h>

#include "media/package/cmaf.h"
#include "media/package/packager.h"

#define SECONDS   8u
#define ROWS      (SECONDS * 25 / 8)
#define FIRST_MSN 100u /* 192 s */
#define WIDTH     320u
#define HEIGHT    180u

typedef struct Trip {
    char *folder;
    MediaTrack tracks[2];
    GByteArray *files[2]; /* init and parts of each track */
    unsigned n_rows;
} Trip;

static bool has_programs(void) {
    static const char *const NAMES[] = {"ffmpeg", "ffprobe", "gst-launch-1.0"};
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autofree char *path = g_find_program_in_path(NAMES[i]);
        if (path)
            continue;
        g_test_skip(NAMES[i]);
        return false;
    }
    return true;
}

/* Standard output of a command line in the trip's folder; caller frees. */
static char *run(Trip *trip, const char *line) {
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) words = NULL;
    char *out = NULL;
    g_autofree char *complaints = NULL;
    int status = 0;
    g_assert_true(g_shell_parse_argv(line, NULL, &words, &error));
    g_spawn_sync(trip->folder, words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &complaints,
                 &status, &error);
    g_assert_no_error(error);
    if (!g_spawn_check_wait_status(status, NULL))
        g_error("%s: %s", line, complaints);
    return out;
}

static void load(Trip *trip, const char *name, char **ret_bytes, size_t *ret_length) {
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(trip->folder, name, NULL);
    g_file_get_contents(path, ret_bytes, ret_length, &error);
    g_assert_no_error(error);
}

static void on_row(const GridRow *row, void *user) {
    Trip *trip = user;
    for (unsigned i = 0; i < 2; i++) {
        g_assert_false(row->parts[i].is_gap);
        g_byte_array_append(trip->files[i], row->parts[i].bytes, (guint)row->parts[i].length);
    }
    g_assert_cmpint(row->parts[0].is_independent, ==, row->part == 0);
    trip->n_rows++;
}

/* ---- Annex B: NAL units behind 00 00 01, access units behind a delimiter ---- */

typedef struct Nal {
    const uint8_t *at;
    size_t length;
} Nal;

static size_t find_start(const uint8_t *bytes, size_t length, size_t from) {
    for (size_t i = from; i + 3 <= length; i++) {
        if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1)
            return i;
    }
    return length;
}

static GArray *split_nals(const uint8_t *bytes, size_t length) {
    GArray *nals = g_array_new(FALSE, FALSE, sizeof(Nal));
    for (size_t at = find_start(bytes, length, 0); at < length;) {
        size_t next = find_start(bytes, length, at + 3), end = next;
        while (end > at + 3 && bytes[end - 1] == 0)
            end--;
        Nal nal = {bytes + at + 3, end - at - 3};
        g_array_append_val(nals, nal);
        at = next;
    }
    return nals;
}

static void make_avcc(MediaTrack *track, const Nal *sps, const Nal *pps) {
    uint8_t *at = track->config;
    const uint8_t head[] = {1,    sps->at[1], sps->at[2], sps->at[3],
                            0xff, 0xe1,       0,          (uint8_t)sps->length};
    memcpy(at, head, sizeof head);
    memcpy(at + sizeof head, sps->at, sps->length);
    at += sizeof head + sps->length;
    const uint8_t middle[] = {1, 0, (uint8_t)pps->length};
    memcpy(at, middle, sizeof middle);
    memcpy(at + sizeof middle, pps->at, pps->length);
    track->config_length = (unsigned)(at + sizeof middle + pps->length - track->config);
}

typedef struct Unit {
    GByteArray *bytes;
    bool is_key;
} Unit;

static void clear_unit(void *data) {
    g_byte_array_unref(((Unit *)data)->bytes);
}

static GArray *new_units(void) {
    GArray *units = g_array_new(FALSE, FALSE, sizeof(Unit));
    g_array_set_clear_func(units, clear_unit);
    return units;
}

static Unit *begin_unit(GArray *units) {
    Unit unit = {g_byte_array_new(), false};
    g_array_append_val(units, unit);
    return &g_array_index(units, Unit, units->len - 1);
}

static GArray *read_video(const GArray *nals) {
    GArray *units = new_units();
    Unit *unit = NULL;
    for (unsigned i = 0; i < nals->len; i++) {
        const Nal *nal = &g_array_index(nals, Nal, i);
        unsigned type = nal->at[0] & 31;
        if (type == 9) {
            unit = begin_unit(units);
            continue;
        }
        uint32_t length = GUINT32_TO_BE((uint32_t)nal->length);
        g_assert_nonnull(unit);
        g_byte_array_append(unit->bytes, (const guint8 *)&length, 4);
        g_byte_array_append(unit->bytes, nal->at, (guint)nal->length);
        unit->is_key |= type == 5;
    }
    return units;
}

/* ADTS (ISO/IEC 13818-7 §6.2), without checksums. */
static GArray *read_audio(const uint8_t *bytes, size_t length) {
    GArray *units = new_units();
    for (size_t at = 0; at + 7 <= length;) {
        const uint8_t *head = bytes + at;
        size_t size = (size_t)(head[3] & 3) << 11 | (size_t)head[4] << 3 | head[5] >> 5;
        g_assert_true(size > 7 && at + size <= length);
        g_byte_array_append(begin_unit(units)->bytes, head + 7, (guint)size - 7);
        at += size;
    }
    return units;
}

static void push(Packager *packager, MediaKind kind, const GArray *units, int64_t number) {
    int64_t first = kind == MEDIA_AUDIO ? -1 : 0; /* the encoder's delay */
    if (number - first >= units->len)
        return;
    const Unit *unit = &g_array_index(units, Unit, number - first);
    int64_t ticks = MEDIA_GRIDS[kind].frame_ticks;
    MediaSample sample = {.pts = number * ticks,
                          .dts = number * ticks,
                          .duration = (uint32_t)ticks,
                          .is_key = unit->is_key,
                          .bytes = unit->bytes->data,
                          .length = unit->bytes->len};
    g_autoptr(GError) error = NULL;
    packager_push(packager, kind, &sample, &error);
    g_assert_no_error(error);
}

static void make_streams(Trip *trip) {
    g_autofree char *line = g_strdup_printf(
        "ffmpeg -v error -f lavfi -i testsrc2=s=%ux%u:r=25:d=%u -f lavfi -i sine=r=48000:d=%u "
        "-map 0 -c:v libx264 -threads 1 -preset superfast -tune zerolatency -pix_fmt yuv420p "
        "-x264-params keyint=48:min-keyint=48:scenecut=0:aud=1 -f h264 v.h264 "
        "-map 1 -c:a aac -ac 2 -b:a 96k -f adts a.aac",
        WIDTH, HEIGHT, SECONDS, SECONDS);
    g_free(run(trip, line));
}

static const Nal *find_nal(const GArray *nals, unsigned type) {
    for (unsigned i = 0; i < nals->len; i++) {
        const Nal *nal = &g_array_index(nals, Nal, i);
        if ((nal->at[0] & 31) == type)
            return nal;
    }
    g_assert_not_reached();
}

static void describe(Trip *trip, const GArray *nals) {
    trip->tracks[0] =
        (MediaTrack){.kind = MEDIA_VIDEO, .bit_rate = 700000, .width = WIDTH, .height = HEIGHT};
    make_avcc(&trip->tracks[0], find_nal(nals, 7), find_nal(nals, 8));
    trip->tracks[1] = (MediaTrack){.kind = MEDIA_AUDIO,
                                   .bit_rate = 96000,
                                   .language = "bo",
                                   .channels = 2,
                                   .config = {0x11, 0x90},
                                   .config_length = 2};
    for (unsigned i = 0; i < 2; i++)
        cmaf_append_init(trip->files[i], &trip->tracks[i]);
}

static void package(Trip *trip) {
    g_autofree char *video = NULL, *audio = NULL;
    size_t n_video, n_audio;
    load(trip, "v.h264", &video, &n_video);
    load(trip, "a.aac", &audio, &n_audio);
    g_autoptr(GArray) nals = split_nals((const uint8_t *)video, n_video);
    g_autoptr(GArray) pictures = read_video(nals);
    g_autoptr(GArray) sounds = read_audio((const uint8_t *)audio, n_audio);
    g_assert_cmpuint(pictures->len, ==, ROWS * 8);
    describe(trip, nals);
    g_autoptr(Packager) packager = packager_new(trip->tracks, 2, on_row, trip);
    packager_begin(packager, 1, FIRST_MSN, 0);
    push(packager, MEDIA_AUDIO, sounds, -1);
    for (unsigned row = 0; row < ROWS; row++) {
        for (unsigned i = 0; i < 8; i++)
            push(packager, MEDIA_VIDEO, pictures, row * 8 + i);
        for (unsigned i = 0; i < 15; i++)
            push(packager, MEDIA_AUDIO, sounds, row * 15 + i);
    }
    g_assert_cmpuint(trip->n_rows, ==, ROWS);
    PackagerStats stats;
    packager_get_stats(packager, &stats);
    g_assert_cmpuint(stats.lost_frames + stats.refused + stats.missing_key_frames, ==, 0);
}

/* ---- readers ---- */

/* ffprobe tells "pts,flags" of each packet. */
static void check_packets(Trip *trip, const char *name, MediaKind kind, unsigned n) {
    g_autofree char *line =
        g_strdup_printf("ffprobe -v error -show_entries packet=pts,flags -of csv=p=0 %s", name);
    g_autofree char *out = run(trip, line);
    g_auto(GStrv) rows = g_strsplit(g_strstrip(out), "\n", -1);
    g_assert_cmpuint(g_strv_length(rows), ==, n);
    const MediaGrid *grid = &MEDIA_GRIDS[kind];
    for (unsigned i = 0; i < n; i++) {
        bool is_key = kind == MEDIA_AUDIO || i % 48 == 0;
        g_autofree char *expected = g_strdup_printf(
            "%u,%c_", FIRST_MSN * grid->segment_ticks + i * grid->frame_ticks, is_key ? 'K' : '_');
        g_assert_true(g_str_has_prefix(rows[i], expected));
    }
}

static size_t size_of(Trip *trip, const char *name) {
    g_autofree char *path = g_build_filename(trip->folder, name, NULL);
    GStatBuf about;
    g_assert_cmpint(g_stat(path, &about), ==, 0);
    return (size_t)about.st_size;
}

static void check_readers(Trip *trip) {
    check_packets(trip, "v.mp4", MEDIA_VIDEO, ROWS * 8);
    check_packets(trip, "a.mp4", MEDIA_AUDIO, ROWS * 15);
    g_autofree char *about = run(trip, "ffprobe -v error -show_entries "
                                       "stream=codec_name:stream_tags=language -of csv=p=0 a.mp4");
    g_assert_cmpstr(g_strstrip(about), ==, "aac,bod");
    g_free(run(trip, "ffmpeg -v error -xerror -i v.mp4 -i a.mp4 -f null -"));
    g_free(run(trip,
               "gst-launch-1.0 -q filesrc location=v.mp4 ! qtdemux ! h264parse ! avdec_h264 ! "
               "video/x-raw,format=I420 ! filesink location=v.raw"));
    g_assert_cmpuint(size_of(trip, "v.raw"), ==, ROWS * 8 * WIDTH * HEIGHT * 3 / 2);
    g_free(run(trip, "gst-launch-1.0 -q filesrc location=a.mp4 ! qtdemux ! aacparse ! avdec_aac ! "
                     "audioconvert ! audio/x-raw,format=S16LE ! filesink location=a.raw"));
    g_assert_cmpuint(size_of(trip, "a.raw"), ==, ROWS * 15 * 1024 * 4);
}

static void save(Trip *trip, const char *name, const GByteArray *bytes) {
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(trip->folder, name, NULL);
    g_file_set_contents(path, (const char *)bytes->data, bytes->len, &error);
    g_assert_no_error(error);
}

static void clean_up(Trip *trip) {
    static const char *const NAMES[] = {"v.h264", "a.aac", "v.mp4", "a.mp4", "v.raw", "a.raw"};
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autofree char *path = g_build_filename(trip->folder, NAMES[i], NULL);
        (void)g_unlink(path);
    }
    (void)g_rmdir(trip->folder);
    g_free(trip->folder);
    for (unsigned i = 0; i < 2; i++)
        g_byte_array_unref(trip->files[i]);
}

static void test_round_trip(void) {
    if (!has_programs())
        return;
    Trip trip = {.folder = g_dir_make_tmp("tongping-round-trip-XXXXXX", NULL)};
    for (unsigned i = 0; i < 2; i++)
        trip.files[i] = g_byte_array_new();
    make_streams(&trip);
    package(&trip);
    save(&trip, "v.mp4", trip.files[0]);
    save(&trip, "a.mp4", trip.files[1]);
    check_readers(&trip);
    clean_up(&trip);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/round-trip/readers", test_round_trip);
    return g_test_run();
}
