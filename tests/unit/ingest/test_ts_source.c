/* MPEG-TS in mid-stream: its tables, its key frames, and what a new reader gets first. */
#include "media/ingest/ts_source.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib.h>

#define MAP_PID   0x100u
#define VIDEO_PID 0x101u
#define AUDIO_PID 0x102u
#define H264      0x1bu
#define SMALL     65536 /* bytes of a pipe that is soon full */

typedef struct Fixture {
    TsSource source;
    int reader_fd;
    uint32_t now_ms;
} Fixture;

/* ---- packets: letter in the last byte ---- */

typedef struct Made {
    uint8_t bytes[TS_PACKET_BYTES];
} Made;

static Made packet_of(unsigned pid, bool is_start, const void *payload, size_t n) {
    Made made;
    memset(made.bytes, 0xff, sizeof made.bytes);
    const uint8_t head[] = {0x47, (uint8_t)((is_start ? 0x40 : 0) | pid >> 8), (uint8_t)pid, 0x10};
    memcpy(made.bytes, head, sizeof head);
    if (n > 0)
        memcpy(made.bytes + 4, payload, n);
    return made;
}

static Made association(void) {
    static const uint8_t SECTION[] = {0,    0,    0xb0, 17, 0,    1,    0xc1, 0, 0, 0, 0,
                                      0xe0, 0x10, 0,    1,  0xe1, 0x00, 0,    0, 0, 0};
    Made made = packet_of(0, true, SECTION, sizeof SECTION);
    made.bytes[187] = 'A';
    return made;
}

static Made map_of(unsigned type) {
    const uint8_t section[] = {
        0,    2, 0xb0,          23,   0,    1,    0xc1, 0, 0, 0xe1, 0x01, 0xf0, 0, 0x0f, 0xe1, 0x02,
        0xf0, 0, (uint8_t)type, 0xe1, 0x01, 0xf0, 0,    0, 0, 0,    0};
    Made made = packet_of(MAP_PID, true, section, sizeof section);
    made.bytes[187] = 'M';
    return made;
}

/* The PES header has five more bytes, as with a time stamp. */
static Made picture(uint8_t nal, char letter) {
    const uint8_t pes[] = {0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5, 1, 2,   3,   4,
                           5, 0, 0, 0,    1, 9, 0xf0, 0,    0, 1, nal, 0x88};
    Made made = packet_of(VIDEO_PID, true, pes, sizeof pes);
    made.bytes[187] = (uint8_t)letter;
    return made;
}

static Made other(unsigned pid, char letter) {
    Made made = packet_of(pid, false, NULL, 0);
    made.bytes[187] = (uint8_t)letter;
    return made;
}

/* ---- the pipe ---- */

static void take(Fixture *fixture, Made made) {
    g_assert_cmpint(
        ts_source_take(&fixture->source, made.bytes, sizeof made.bytes, fixture->now_ms), ==,
        SOURCE_PIPE_TAKEN);
}

static void open_source(Fixture *fixture) {
    int writer_fd;
    if (fixture->reader_fd >= 0)
        close(fixture->reader_fd);
    g_assert_true(source_pipe_make(&writer_fd, &fixture->reader_fd));
    g_assert_cmpint(fcntl(fixture->reader_fd, F_SETFL, O_NONBLOCK), ==, 0);
    ts_source_open(&fixture->source, writer_fd);
}

/* The last bytes of the packets that can be read. */
static char *read_letters(Fixture *fixture) {
    GString *letters = g_string_new(NULL);
    uint8_t bytes[TS_PACKET_BYTES];
    while (read(fixture->reader_fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes) {
        g_assert_cmphex(bytes[0], ==, 0x47);
        g_string_append_c(letters, (char)bytes[187]);
    }
    return g_string_free(letters, FALSE);
}

static void expect(Fixture *fixture, const char *expected) {
    g_autofree char *letters = read_letters(fixture);
    g_assert_cmpstr(letters, ==, expected);
}

static void set_up(Fixture *fixture, gconstpointer data) {
    ts_source_init(&fixture->source);
    fixture->reader_fd = -1;
    fixture->now_ms = UINT32_MAX - 100; /* it wraps meanwhile */
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    ts_source_clear(&fixture->source);
    if (fixture->reader_fd >= 0)
        close(fixture->reader_fd);
}

static void begin_group(Fixture *fixture) {
    take(fixture, association());
    take(fixture, map_of(H264));
    take(fixture, picture(7, 'K'));
    take(fixture, other(VIDEO_PID, 'k'));
    take(fixture, other(AUDIO_PID, 's'));
}

/* ---- tests ---- */

static void test_from_the_beginning(Fixture *fixture, gconstpointer data) {
    open_source(fixture);
    begin_group(fixture);
    take(fixture, picture(1, 'p'));
    expect(fixture, "AMKksp");
}

static void test_in_mid_group(Fixture *fixture, gconstpointer data) {
    begin_group(fixture);
    take(fixture, picture(1, 'p'));
    take(fixture, picture(5, 'I'));
    take(fixture, other(AUDIO_PID, 't'));
    open_source(fixture);
    expect(fixture, "AMIt");
    take(fixture, picture(1, 'q'));
    expect(fixture, "q");
    open_source(fixture); /* the programme has begun anew */
    take(fixture, other(AUDIO_PID, 'u'));
    expect(fixture, "AMItqu");
}

/* Encoders that say it in the packet need no look into the picture. */
static void test_indicator(Fixture *fixture, gconstpointer data) {
    Made made = picture(1, 'R');
    memmove(made.bytes + 6, made.bytes + 4, 182);
    made.bytes[3] = 0x30;
    made.bytes[4] = 1;
    made.bytes[5] = 0x40;
    begin_group(fixture);
    take(fixture, made);
    open_source(fixture);
    g_autofree char *letters = read_letters(fixture);
    g_assert_cmpuint(strlen(letters), ==, 3);
    g_assert_true(g_str_has_prefix(letters, "AM"));
}

static void test_types(Fixture *fixture, gconstpointer data) {
    static const struct {
        uint8_t type, key, no_key;
    } ROWS[] = {{0x02, 0xb3, 0x00}, {H264, 0x65, 0x41}, {0x24, 0x26, 0x02}, {0x24, 0x40, 0x4e}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        TsFinder finder = {0};
        Made made = association();
        ts_finder_look(&finder, made.bytes);
        made = map_of(ROWS[i].type);
        g_assert_cmpint(ts_finder_look(&finder, made.bytes), ==, TS_FOUND_OTHER);
        g_assert_cmpint(ts_finder_look(&finder, made.bytes), ==, TS_FOUND_NOTHING);
        made = picture(ROWS[i].key, 'K');
        g_assert_cmpint(ts_finder_look(&finder, made.bytes), ==, TS_FOUND_KEY);
        made = picture(ROWS[i].no_key, 'p');
        g_assert_cmpint(ts_finder_look(&finder, made.bytes), ==, TS_FOUND_NOTHING);
    }
}

/* Other streams, or a group that is too long: a reader begins anywhere, as before. */
static void test_forgets(Fixture *fixture, gconstpointer data) {
    begin_group(fixture);
    take(fixture, map_of(0x24));
    open_source(fixture);
    take(fixture, picture(1, 'p'));
    expect(fixture, "p");
    begin_group(fixture);
    expect(fixture, "AMKks");
    fixture->now_ms += GOP_MEMORY_MAX_MS + 1;
    take(fixture, picture(1, 'q'));
    open_source(fixture);
    take(fixture, picture(1, 'r'));
    expect(fixture, "r");
}

static void test_too_many_bytes(Fixture *fixture, gconstpointer data) {
    g_autofree uint8_t *packets = g_malloc0(1000 * TS_PACKET_BYTES);
    for (unsigned i = 0; i < 1000; i++)
        packets[(size_t)i * TS_PACKET_BYTES] = 0x47;
    begin_group(fixture);
    for (size_t n = 0; n <= GOP_MEMORY_MAX_BYTES; n += 1000 * TS_PACKET_BYTES)
        ts_source_take(&fixture->source, packets, 1000 * TS_PACKET_BYTES, fixture->now_ms);
    open_source(fixture);
    expect(fixture, "");
    begin_group(fixture);
    open_source(fixture);
    expect(fixture, "AMKks");
}

/* What the socket does not take at once comes later, in order and without a gap. */
static void test_slow_reader(Fixture *fixture, gconstpointer data) {
    enum { N = 5000 };
    g_autoptr(GString) all = g_string_new(NULL);
    begin_group(fixture);
    for (unsigned i = 0; i < N; i++)
        take(fixture, other(AUDIO_PID, (char)('a' + i % 25)));
    int writer_fd, size = SMALL;
    g_assert_true(source_pipe_make(&writer_fd, &fixture->reader_fd));
    setsockopt(writer_fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    g_assert_cmpint(fcntl(fixture->reader_fd, F_SETFL, O_NONBLOCK), ==, 0);
    ts_source_open(&fixture->source, writer_fd);
    g_assert_true(fixture->source.memory.is_behind);
    while (all->len < N + 6) {
        g_autofree char *letters = read_letters(fixture);
        g_string_append(all, letters);
        if (all->len == strlen(letters))
            take(fixture, other(AUDIO_PID, 'z'));
        ts_source_flush(&fixture->source);
    }
    g_assert_false(fixture->source.memory.is_behind);
    g_assert_true(g_str_has_prefix(all->str, "AMKks"));
    for (unsigned i = 0; i < N; i++)
        g_assert_cmpint(all->str[5 + i], ==, 'a' + i % 25);
    g_assert_cmpstr(all->str + 5 + N, ==, "z");
}

#define ADD(name) g_test_add("/ts_source/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ADD(from_the_beginning);
    ADD(in_mid_group);
    ADD(indicator);
    ADD(types);
    ADD(forgets);
    ADD(too_many_bytes);
    ADD(slow_reader);
    return g_test_run();
}
