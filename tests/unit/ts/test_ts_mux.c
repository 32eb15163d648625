/* Transport streams from real samples: read packet by packet here, and by ffprobe and GStreamer. */
#include "media/ts/ts_mux.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "tests/support/encoded_media.h"
#include "media/ts/ts_packet.h"
#include "media/ts/ts_tables.h"

#define GRID_SEGMENTS 7u
#define WRAP_MSN      49708u /* media time here is just below 2^33 ticks */
#define COST_SEGMENTS 6u
#define MAX_PIDS      8192u

static EncodedTrack *picture, *sound;

/* Once for all tests of the same time. */
static void make_media(uint64_t first_msn) {
    static uint64_t made_msn;
    if (picture && made_msn == first_msn)
        return;
    made_msn = first_msn;
    g_clear_pointer(&picture, encoded_media_free);
    g_clear_pointer(&sound, encoded_media_free);
    picture = encoded_media_picture("v360", 640, 360, first_msn, GRID_SEGMENTS);
    sound = encoded_media_sound("a-zh", "zh", first_msn, GRID_SEGMENTS);
}

/* Parts [first, end) of a track. */
static TsMuxTrack parts_of(const EncodedTrack *track, unsigned first, unsigned end) {
    const GridSpan *from = &g_array_index(track->spans, GridSpan, first);
    const GridSpan *to = &g_array_index(track->spans, GridSpan, end - 1);
    return (TsMuxTrack){&track->track, track->chunks->data + from->offset,
                        to->offset + to->length - from->offset};
}

static TsMuxSegment segment_of(uint64_t first_msn, unsigned index, unsigned n_segments) {
    unsigned from = index * MEDIA_PARTS_PER_SEGMENT;
    unsigned to = (index + n_segments) * MEDIA_PARTS_PER_SEGMENT;
    return (TsMuxSegment){.number = first_msn + index,
                          .begin_ticks = (int64_t)(first_msn + index) * TS_MUX_GRID_TICKS,
                          .n_ticks = n_segments * TS_MUX_GRID_TICKS,
                          .video = parts_of(picture, from, to),
                          .audio = parts_of(sound, from, to)};
}

static void append(GByteArray *out, const TsMuxSegment *segment) {
    GError *error = NULL;
    ts_mux_append(out, segment, &error);
    g_assert_no_error(error);
}

/* Segments of 3.84 s and, at the end, one of 1.92 s. */
static GByteArray *make_stream(uint64_t first_msn) {
    GByteArray *stream = g_byte_array_new();
    for (unsigned index = 0; index < GRID_SEGMENTS; index += 2) {
        TsMuxSegment segment = segment_of(first_msn, index, MIN(2, GRID_SEGMENTS - index));
        append(stream, &segment);
    }
    return stream;
}

typedef struct Reading {
    unsigned n_packets, n_clocks, n_starts[2];
    uint64_t last_clock, max_clock_gap, last_time[2], max_time_gap[2];
    uint8_t next_counter[MAX_PIDS];
} Reading;

static uint64_t forward(uint64_t from, uint64_t to) {
    return (to - from) & ((UINT64_C(1) << 33) - 1);
}

static void read_clock(Reading *reading, const uint8_t *field) {
    uint64_t clock = (uint64_t)field[2] << 25 | (uint64_t)field[3] << 17 | (uint64_t)field[4] << 9 |
                     (uint64_t)field[5] << 1 | field[6] >> 7;
    if (reading->n_clocks++ > 0)
        reading->max_clock_gap = MAX(reading->max_clock_gap, forward(reading->last_clock, clock));
    reading->last_clock = clock;
}

static void read_time(Reading *reading, unsigned pid, const uint8_t *pes) {
    static const uint8_t START[] = {0, 0, 1};
    unsigned stream = pid - TS_TABLES_VIDEO_PID;
    if (stream > 1)
        return;
    g_assert_cmpmem(pes, 3, START, 3);
    uint64_t time = (uint64_t)(pes[9] >> 1 & 7) << 30 | (uint64_t)pes[10] << 22 |
                    (uint64_t)(pes[11] >> 1) << 15 | (uint64_t)pes[12] << 7 | pes[13] >> 1;
    if (reading->n_starts[stream]++ > 0)
        reading->max_time_gap[stream] =
            MAX(reading->max_time_gap[stream], forward(reading->last_time[stream], time));
    reading->last_time[stream] = time;
    g_assert_cmpuint(forward(reading->last_clock, time), <=, 90000);
}

static void read_packet(Reading *reading, const uint8_t *packet) {
    unsigned pid = (unsigned)(packet[1] & 0x1F) << 8 | packet[2];
    g_assert_cmpuint(packet[0], ==, 0x47);
    g_assert_cmpuint(pid, !=, 0x1FFF);
    unsigned body = 4;
    if (packet[3] & 0x20) {
        if (packet[4] > 0 && packet[5] & 0x10)
            read_clock(reading, packet + 4);
        body += 1 + packet[4];
    }
    g_assert_cmpuint(body, <=, TS_PACKET_BYTES);
    if (packet[3] & 0x10) {
        g_assert_cmpuint(packet[3] & 15, ==, reading->next_counter[pid]);
        reading->next_counter[pid] = (reading->next_counter[pid] + 1) % 16;
        g_assert_cmpuint(body, <, TS_PACKET_BYTES);
        if (packet[1] & 0x40)
            read_time(reading, pid, packet + body);
    }
    reading->n_packets++;
}

static void read_stream(Reading *reading, const GByteArray *stream) {
    g_assert_cmpuint(stream->len % TS_PACKET_BYTES, ==, 0);
    for (guint at = 0; at < stream->len; at += TS_PACKET_BYTES)
        read_packet(reading, stream->data + at);
}

static void test_packets_follow_each_other(gconstpointer data) {
    make_media(GPOINTER_TO_UINT(data));
    g_autoptr(GByteArray) stream = make_stream(GPOINTER_TO_UINT(data));
    Reading reading = {0};
    read_stream(&reading, stream);
    g_assert_cmpuint(reading.n_starts[0], ==, GRID_SEGMENTS * 48);
    g_assert_cmpuint(reading.n_starts[1], ==, GRID_SEGMENTS * 18);
    g_assert_cmpuint(reading.max_time_gap[0], ==, 3600);
    g_assert_cmpuint(reading.max_time_gap[1], ==, 9600);
    g_assert_cmpuint(reading.max_clock_gap, <=, 9000);
    g_assert_cmpuint(reading.next_counter[TS_TABLES_VIDEO_PID], ==, 0);
    g_assert_cmpuint(reading.next_counter[TS_TABLES_AUDIO_PID], ==, 0);
    g_assert_cmpuint(reading.next_counter[0], ==, 0);
    g_assert_cmpuint(reading.next_counter[TS_TABLES_PMT_PID], ==, 0);
}

static void test_twice_the_same(void) {
    make_media(10);
    g_autoptr(GByteArray) one = make_stream(10), two = make_stream(10);
    g_assert_cmpmem(one->data, one->len, two->data, two->len);
}

static char *write_stream(const GByteArray *stream) {
    char *path;
    int fd = g_file_open_tmp("tongping-XXXXXX.ts", &path, NULL);
    g_assert_cmpint(write(fd, stream->data, stream->len), ==, stream->len);
    close(fd);
    return path;
}

static void test_ffprobe_reads_it(void) {
    make_media(10);
    g_autoptr(GByteArray) stream = make_stream(10);
    g_autofree char *path = write_stream(stream);
    const char *argv[] = {"ffprobe",
                          "-v",
                          "warning",
                          "-count_frames",
                          "-show_entries",
                          "stream=codec_name,nb_read_frames,start_pts:stream_tags=language",
                          "-of",
                          "compact",
                          path,
                          NULL};
    g_autofree char *text = encoded_media_run(argv, NULL);
    unlink(path);
    g_assert_nonnull(strstr(text, "codec_name=h264|start_pts=1854000|nb_read_frames=336"));
    g_assert_nonnull(
        strstr(text, "codec_name=aac|start_pts=1854000|nb_read_frames=630|tag:language=zho"));
}

static void test_gstreamer_decodes_it(void) {
    make_media(10);
    g_autoptr(GByteArray) stream = make_stream(10);
    g_autofree char *path = write_stream(stream);
    g_autofree char *source = g_strdup_printf("location=%s", path);
    const char *argv[] = {"gst-launch-1.0",
                          "-q",
                          "filesrc",
                          source,
                          "!",
                          "tsdemux",
                          "!",
                          "h264parse",
                          "!",
                          "avdec_h264",
                          "!",
                          "video/x-raw,format=I420",
                          "!",
                          "fdsink",
                          "fd=1",
                          NULL};
    size_t length;
    g_autofree char *pictures = encoded_media_run(argv, &length);
    unlink(path);
    g_assert_cmpuint(length, ==, GRID_SEGMENTS * 48 * 640 * 360 * 3 / 2);
}

typedef struct Holes {
    const char *name;
    unsigned video_first, video_end, audio_first, audio_end; /* parts that are there */
    unsigned pictures, sounds;
} Holes;

static const Holes HOLES[] = {
    {"late_picture", 6, 12, 0, 12, 48, 36}, {"early_end_of_sound", 0, 12, 0, 3, 96, 9},
    {"no_sound", 0, 12, 0, 0, 96, 0},       {"no_picture", 0, 0, 0, 12, 0, 36},
    {"nothing", 0, 0, 0, 0, 0, 0},
};

static void test_holes(gconstpointer data) {
    const Holes *holes = data;
    make_media(10);
    TsMuxSegment segment = segment_of(10, 0, 2);
    segment.video.length = segment.audio.length = 0;
    if (holes->video_end > 0)
        segment.video = parts_of(picture, holes->video_first, holes->video_end);
    if (holes->audio_end > 0)
        segment.audio = parts_of(sound, holes->audio_first, holes->audio_end);
    g_autoptr(GByteArray) stream = g_byte_array_new();
    append(stream, &segment);
    TsMuxSegment next = segment_of(10, 2, 2);
    append(stream, &next);
    Reading reading = {0};
    read_stream(&reading, stream);
    g_assert_cmpuint(reading.n_starts[0], ==, holes->pictures + 96);
    g_assert_cmpuint(reading.n_starts[1], ==, holes->sounds + 36);
    if (holes->audio_end == 12)
        g_assert_cmpuint(reading.max_clock_gap, <=, 10000);
}

static void refuse(const TsMuxSegment *segment) {
    g_autoptr(GByteArray) out = g_byte_array_new();
    g_autoptr(GError) error = NULL;
    g_byte_array_append(out, (const guint8 *)"before", 6);
    g_assert_false(ts_mux_append(out, segment, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
    g_assert_cmpmem(out->data, out->len, "before", 6);
}

static void test_damage(void) {
    make_media(10);
    TsMuxSegment segment = segment_of(10, 0, 2);
    segment.video.length--;
    refuse(&segment);
    segment = segment_of(10, 0, 2);
    segment.audio.chunks++;
    refuse(&segment);
    segment = segment_of(10, 0, 2);
    MediaTrack nothing = picture->track;
    nothing.config_length = 0;
    segment.video.track = &nothing;
    refuse(&segment);
    guint8 *mdat = memmem(picture->chunks->data, picture->chunks->len, "mdat", 4);
    mdat[5] ^= 1; /* the length of a NAL unit */
    segment = segment_of(10, 0, 2);
    refuse(&segment);
    mdat[5] ^= 1;
}

/* The bar: 60 s of 720p in about 0.11 s of one core, 7 ms a segment; a busy machine takes longer.
 */
static void test_cost(void) {
    g_autoptr(EncodedTrack) video = encoded_media_picture("v720", 1280, 720, 0, COST_SEGMENTS);
    g_autoptr(EncodedTrack) audio = encoded_media_sound("a-zh", "zh", 0, COST_SEGMENTS);
    g_autoptr(GByteArray) out = g_byte_array_new();
    gint64 begin = g_get_monotonic_time();
    for (unsigned i = 0; i < COST_SEGMENTS / 2; i++) {
        TsMuxSegment segment = {i * 2,
                                (int64_t)i * 2 * TS_MUX_GRID_TICKS,
                                2 * TS_MUX_GRID_TICKS,
                                parts_of(video, i * 12, i * 12 + 12),
                                parts_of(audio, i * 12, i * 12 + 12),
                                0};
        g_byte_array_set_size(out, 0);
        append(out, &segment);
    }
    gint64 spent = g_get_monotonic_time() - begin;
    g_test_message("%" G_GINT64_FORMAT " us for each segment of 3.84 s",
                   spent / (COST_SEGMENTS / 2));
    g_assert_cmpint(spent / (COST_SEGMENTS / 2), <, G_USEC_PER_SEC / 10);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/ts_mux/timestamps_wrap", GUINT_TO_POINTER(WRAP_MSN),
                         test_packets_follow_each_other);
    g_test_add_data_func("/ts_mux/packets_follow_each_other", GUINT_TO_POINTER(10),
                         test_packets_follow_each_other);
    g_test_add_func("/ts_mux/twice_the_same", test_twice_the_same);
    g_test_add_func("/ts_mux/ffprobe_reads_it", test_ffprobe_reads_it);
    g_test_add_func("/ts_mux/gstreamer_decodes_it", test_gstreamer_decodes_it);
    for (unsigned i = 0; i < G_N_ELEMENTS(HOLES); i++) {
        g_autofree char *path = g_strdup_printf("/ts_mux/holes/%s", HOLES[i].name);
        g_test_add_data_func(path, &HOLES[i], test_holes);
    }
    g_test_add_func("/ts_mux/cost", test_cost);
    g_test_add_func("/ts_mux/damage", test_damage);
    int status = g_test_run();
    encoded_media_free(picture);
    encoded_media_free(sound);
    return status;
}
