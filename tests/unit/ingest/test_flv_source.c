#include "media/ingest/flv_source.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <fcntl.h>

#include <glib.h>

#include "media/ingest/flv_tag.h"

#define KEY   "\x17\x01\0\0\0K"
#define INTER "\x27\x01\0\0\0P"
#define HEAD  "\x17\x00\0\0\0AVC"
#define SOUND "\xaf\x01S"
#define ASC   "\xaf\x00\x11\x90"
#define META                                                                                       \
    "\x02\0\x0aonMetaData\x08\0\0\0\x01\0\x07"                                                     \
    "encoder\x02\0\x03OBS\0\0\x09"

typedef struct Fixture {
    FlvSource source;
    int reader_fd;
} Fixture;

static FlvResult take(Fixture *fixture, uint8_t type, uint32_t time_ms, const char *bytes,
                      size_t n) {
    uint8_t room[256] = {0};
    memcpy(room + RTMP_MESSAGE_HEADROOM, bytes, n);
    return flv_source_take(&fixture->source, &(RtmpMessage){.type = type,
                                                            .timestamp_ms = time_ms,
                                                            .payload = room + RTMP_MESSAGE_HEADROOM,
                                                            .length = n});
}

#define TAKE(type, time, literal) take(fixture, type, time, literal, sizeof(literal) - 1)

static void open_source(Fixture *fixture) {
    int writer_fd;
    if (fixture->reader_fd >= 0)
        close(fixture->reader_fd);
    g_assert_true(source_pipe_make(&writer_fd, &fixture->reader_fd));
    g_assert_cmpint(fcntl(fixture->reader_fd, F_SETFL, O_NONBLOCK), ==, 0);
    flv_source_open(&fixture->source, writer_fd);
}

static void set_up(Fixture *fixture, gconstpointer data) {
    flv_source_init(&fixture->source);
    fixture->reader_fd = -1;
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    flv_source_clear(&fixture->source);
    if (fixture->reader_fd >= 0)
        close(fixture->reader_fd);
}

static char letter_of(uint8_t type, const uint8_t *payload) {
    if (type == RTMP_DATA)
        return 'm';
    if (type == RTMP_AUDIO)
        return payload[1] == 0 ? 'a' : 's';
    return payload[1] == 0 ? 'v' : payload[0] >> 4 == 1 ? 'K' : 'p';
}

/* Reads all that waits as FLV, checks its frame and appends a letter and the time of each tag; "F5"
 * is a file header with its flags. */
static void read_tags(Fixture *fixture, GString *trace) {
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    uint8_t buffer[65536];
    for (ssize_t n; (n = read(fixture->reader_fd, buffer, sizeof buffer)) > 0;)
        g_byte_array_append(bytes, buffer, (guint)n);
    const uint8_t *at = bytes->data, *end = at + bytes->len;
    if (bytes->len >= FLV_FILE_HEADER_BYTES && memcmp(at, "FLV\x01", 4) == 0) {
        g_string_append_printf(trace, "F%u ", at[4]);
        at += FLV_FILE_HEADER_BYTES;
    }
    while (at < end) {
        g_assert_cmpint(end - at, >=, 15);
        size_t length = (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
        unsigned time =
            (unsigned)at[7] << 24 | (unsigned)at[4] << 16 | (unsigned)at[5] << 8 | at[6];
        g_assert_cmpuint((size_t)(end - at), >=, length + 15);
        const uint8_t *back = at + 11 + length;
        g_assert_cmpuint((size_t)back[2] << 8 | back[3], ==, (length + 11) & 0xffff);
        g_string_append_printf(trace, "%c%u ", letter_of(at[0], at + 11), time);
        at = back + 4;
    }
}

static void expect(Fixture *fixture, const char *expected) {
    g_autoptr(GString) trace = g_string_new(NULL);
    read_tags(fixture, trace);
    g_assert_cmpstr(g_strchomp(trace->str), ==, expected);
}

static void test_from_the_beginning(Fixture *fixture, gconstpointer data) {
    TAKE(RTMP_DATA, 0, META);
    g_assert_cmpstr(fixture->source.encoder, ==, "OBS");
    TAKE(RTMP_VIDEO, 0, HEAD);
    open_source(fixture);
    TAKE(RTMP_AUDIO, 0, ASC);
    TAKE(RTMP_AUDIO, 0, SOUND);
    TAKE(RTMP_VIDEO, 5, KEY);
    TAKE(RTMP_VIDEO, 0x01000045, INTER);
    expect(fixture, "F5 m0 v0 a0 s0 K5 p16777285");
}

static void test_sound_only(Fixture *fixture, gconstpointer data) {
    open_source(fixture);
    TAKE(RTMP_AUDIO, 0, ASC);
    TAKE(RTMP_AUDIO, 20, SOUND);
    expect(fixture, "F4 a20 s20");
}

static void take_headers(Fixture *fixture) {
    TAKE(RTMP_DATA, 0, META);
    TAKE(RTMP_VIDEO, 0, HEAD);
    TAKE(RTMP_AUDIO, 0, ASC);
}

/* A spare takes over, or the programme begins anew: what came since the key frame comes first. */
static void test_in_mid_group(Fixture *fixture, gconstpointer data) {
    take_headers(fixture);
    TAKE(RTMP_VIDEO, 0, KEY);
    TAKE(RTMP_VIDEO, 40, INTER);
    TAKE(RTMP_VIDEO, 2000, KEY);
    TAKE(RTMP_AUDIO, 2001, SOUND);
    TAKE(RTMP_VIDEO, 2040, INTER);
    open_source(fixture);
    expect(fixture, "F5 m2000 v2000 a2000 K2000 s2001 p2040");
    TAKE(RTMP_VIDEO, 2080, INTER);
    expect(fixture, "p2080");
    open_source(fixture);
    TAKE(RTMP_AUDIO, 2090, SOUND);
    expect(fixture, "F5 m2000 v2000 a2000 K2000 s2001 p2040 p2080 s2090");
    TAKE(RTMP_VIDEO, 4000, HEAD "2");
    open_source(fixture); /* what is kept does not fit the new header */
    TAKE(RTMP_VIDEO, 4040, INTER);
    expect(fixture, "");
    TAKE(RTMP_VIDEO, 4080, KEY);
    expect(fixture, "F5 m4080 v4080 a4080 K4080");
}

/* A group that is too long is not kept: headers first, then nothing before a key frame. */
static void test_in_mid_stream(Fixture *fixture, gconstpointer data) {
    take_headers(fixture);
    TAKE(RTMP_VIDEO, 0, KEY);
    TAKE(RTMP_VIDEO, GOP_MEMORY_MAX_MS + 1, INTER);
    open_source(fixture);
    TAKE(RTMP_VIDEO, 40, INTER);
    TAKE(RTMP_AUDIO, 41, SOUND);
    expect(fixture, "");
    TAKE(RTMP_VIDEO, 80, KEY);
    TAKE(RTMP_AUDIO, 81, SOUND);
    TAKE(RTMP_VIDEO, 120, INTER);
    expect(fixture, "F5 m80 v80 a80 K80 s81 p120");
    TAKE(RTMP_VIDEO, GOP_MEMORY_MAX_MS + 121, INTER);
    open_source(fixture);
    TAKE(RTMP_AUDIO, 1000, SOUND);
    TAKE(RTMP_AUDIO, 1000 + FLV_KEY_WAIT_MS, SOUND);
    expect(fixture, "F5 m6000 v6000 a6000 s6000");
}

/* Repeated headers are not passed on; new ones are, before the next tag. */
static void test_headers_change(Fixture *fixture, gconstpointer data) {
    open_source(fixture);
    TAKE(RTMP_VIDEO, 0, HEAD);
    TAKE(RTMP_VIDEO, 0, KEY);
    TAKE(RTMP_VIDEO, 40, HEAD);
    TAKE(RTMP_VIDEO, 40, KEY);
    TAKE(RTMP_VIDEO, 80, HEAD "2");
    TAKE(RTMP_VIDEO, 80, KEY);
    expect(fixture, "F1 v0 K0 K40 v80 K80");
}

static void test_unsupported(Fixture *fixture, gconstpointer data) {
    g_assert_cmpint(TAKE(RTMP_VIDEO, 0, "\x90hvc1"), ==, FLV_UNSUPPORTED);
    g_assert_cmpint(TAKE(RTMP_VIDEO, 0, "\x1c\x00"), ==, FLV_UNSUPPORTED);
    g_assert_cmpint(TAKE(RTMP_AUDIO, 0, "\x90Opus"), ==, FLV_UNSUPPORTED);
    g_assert_cmpint(TAKE(RTMP_VIDEO, 0,
                         "\x12"
                         "H263"),
                    ==, FLV_TAKEN);
    g_assert_cmpint(TAKE(RTMP_AUDIO, 0, "\x2fmp3"), ==, FLV_TAKEN);
}

static void test_broken(Fixture *fixture, gconstpointer data) {
    open_source(fixture);
    close(fixture->reader_fd);
    fixture->reader_fd = -1;
    g_assert_cmpint(TAKE(RTMP_AUDIO, 0, SOUND), ==, FLV_BROKEN);
}

/* The programme does not read: whole tags go, pictures until the next key frame; what arrives is
 * well formed. */
static void test_slow_reader(Fixture *fixture, gconstpointer data) {
    enum { LARGE = 300000, N = 60 };
    g_autofree uint8_t *room = g_malloc0(LARGE + FLV_TAG_EXTRA_BYTES);
    RtmpMessage frame = {
        .type = RTMP_VIDEO, .payload = room + RTMP_MESSAGE_HEADROOM, .length = LARGE};
    g_autoptr(GString) trace = g_string_new(NULL);
    open_source(fixture);
    TAKE(RTMP_VIDEO, 0, HEAD);
    for (unsigned i = 0; i < N; i++) {
        frame.timestamp_ms = i;
        memcpy(frame.payload, i == 0 ? KEY : INTER, 6);
        g_assert_cmpint(flv_source_take(&fixture->source, &frame), ==, FLV_TAKEN);
    }
    uint64_t dropped = fixture->source.pipe.dropped_bytes;
    g_assert_cmpuint(dropped, >, 0);
    g_assert_true(source_pipe_flush(&fixture->source.pipe));

    uint8_t buffer[65536];
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    do {
        for (ssize_t n; (n = read(fixture->reader_fd, buffer, sizeof buffer)) > 0;)
            g_byte_array_append(bytes, buffer, (guint)n);
    } while (source_pipe_flush(&fixture->source.pipe));
    for (ssize_t n; (n = read(fixture->reader_fd, buffer, sizeof buffer)) > 0;)
        g_byte_array_append(bytes, buffer, (guint)n);
    size_t head = FLV_FILE_HEADER_BYTES + sizeof HEAD - 1 + FLV_TAG_EXTRA_BYTES;
    g_assert_cmpuint((bytes->len - head) % (LARGE + FLV_TAG_EXTRA_BYTES), ==, 0);

    TAKE(RTMP_VIDEO, 100, INTER);
    TAKE(RTMP_AUDIO, 101, SOUND);
    TAKE(RTMP_VIDEO, 102, KEY);
    TAKE(RTMP_VIDEO, 103, INTER);
    expect(fixture, "s101 K102 p103");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add("/flv_source/" #name, Fixture, NULL, set_up, test_##name, tear_down)
    ADD(from_the_beginning);
    ADD(sound_only);
    ADD(in_mid_group);
    ADD(in_mid_stream);
    ADD(headers_change);
    ADD(unsupported);
    ADD(broken);
    ADD(slow_reader);
    return g_test_run();
}
