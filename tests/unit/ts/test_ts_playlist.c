/* Playlists for old televisions, whole texts. */
#include "media/ts/ts_playlist.h"

#include <string.h>

#define HEAD           "#EXTM3U\n#EXT-X-VERSION:3\n"
#define LIST(sequence) HEAD "#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:" sequence "\n"
#define WHOLE(msn)     "#EXTINF:3.840,\nv720/t" msn ".ts\n"
#define HALF(msn)      "#EXTINF:1.920,\nv720/t" msn ".ts\n"
#define JUMP           "#EXT-X-DISCONTINUITY\n"
#define END            "#EXT-X-ENDLIST\n"

typedef struct Fixture {
    GridIndex *index;
    TsPlaylist *playlist;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data) {
    fixture->index = grid_index_new(1);
    fixture->playlist = ts_playlist_new(fixture->index);
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    ts_playlist_free(fixture->playlist);
    grid_index_free(fixture->index);
}

static void add_parts(Fixture *fixture, unsigned generation, uint64_t msn, unsigned n_parts) {
    for (unsigned part = 0; part < n_parts; part++) {
        GridPart one = {.bytes = (const uint8_t *)"x", .length = 1};
        GridSpan span = {msn * 6 + part, 1, 0};
        GridRow row = {msn, part, generation, 0, 1, &one};
        grid_index_add(fixture->index, &row, &span);
    }
}

/* Whole segments [first, end). */
static void add(Fixture *fixture, unsigned generation, uint64_t first, uint64_t end) {
    for (uint64_t msn = first; msn < end; msn++)
        add_parts(fixture, generation, msn, 6);
}

static void expect(Fixture *fixture, unsigned window, const char *text) {
    g_autoptr(GateBuffer) list = ts_playlist_media(fixture->playlist, "v720", window);
    if (!text) {
        g_assert_null(list);
        return;
    }
    g_assert_nonnull(list);
    g_autofree char *found = g_strndup((const char *)list->bytes, list->length);
    g_assert_cmpstr(found, ==, text);
}

static void test_grows(Fixture *fixture, gconstpointer data) {
    expect(fixture, 0, NULL);
    add(fixture, 1, 0, 1);
    expect(fixture, 0, NULL);
    add_parts(fixture, 1, 1, 5);
    expect(fixture, 0, NULL);
    add_parts(fixture, 1, 2, 1);
    expect(fixture, 0, LIST("0") WHOLE("0"));
}

static void test_whole_pairs(Fixture *fixture, gconstpointer data) {
    add(fixture, 1, 0, 5);
    expect(fixture, 0, LIST("0") WHOLE("0") WHOLE("2"));
    add(fixture, 1, 5, 7);
    expect(fixture, 0, LIST("0") WHOLE("0") WHOLE("2") WHOLE("4"));
    expect(fixture, 2, LIST("1") WHOLE("2") WHOLE("4"));
}

static void test_ended(Fixture *fixture, gconstpointer data) {
    add(fixture, 1, 0, 5);
    grid_index_end(fixture->index);
    expect(fixture, 1, LIST("0") WHOLE("0") WHOLE("2") HALF("4") END);
    g_assert_cmpuint(ts_playlist_find(fixture->index, 4), ==, 1);
}

static void test_split_pairs(Fixture *fixture, gconstpointer data) {
    add(fixture, 1, 0, 3);
    add_parts(fixture, 1, 3, 2);
    add(fixture, 2, 4, 7);
    expect(fixture, 0, LIST("0") WHOLE("0") WHOLE("2") JUMP WHOLE("4"));
    add(fixture, 3, 7, 11);
    expect(fixture, 0,
           LIST("0") WHOLE("0") WHOLE("2") JUMP WHOLE("4") HALF("6") JUMP HALF("7") WHOLE("8"));
    expect(fixture, 2, LIST("4") HALF("7") WHOLE("8"));
    expect(fixture, 1, LIST("5") WHOLE("8"));
    g_assert_cmpuint(ts_playlist_find(fixture->index, 2), ==, 2);
    g_assert_cmpuint(ts_playlist_find(fixture->index, 6), ==, 1);
    g_assert_cmpuint(ts_playlist_find(fixture->index, 7), ==, 1);
    g_assert_cmpuint(ts_playlist_find(fixture->index, 3), ==, 0);
    g_assert_cmpuint(ts_playlist_find(fixture->index, 10), ==, 0);
    g_assert_cmpuint(ts_playlist_find(fixture->index, 11), ==, 0);
}

static void test_trimmed(Fixture *fixture, gconstpointer data) {
    add(fixture, 1, 0, 3);
    add(fixture, 2, 3, 12);
    expect(fixture, 1, LIST("6") WHOLE("10"));
    grid_index_trim(fixture->index, 7);
    expect(fixture, 0, LIST("5") WHOLE("8") WHOLE("10"));
    g_assert_cmpuint(ts_playlist_find(fixture->index, 6), ==, 0);
    grid_index_trim(fixture->index, 10);
    add(fixture, 2, 12, 14);
    expect(fixture, 0, LIST("6") WHOLE("10") WHOLE("12"));
}

/* A recording's trims, unlike those of the window, split no pair: what is half outside is out. */
static void test_shown(Fixture *fixture, gconstpointer data) {
    add(fixture, 1, 0, 12);
    grid_index_end(fixture->index);
    ts_playlist_show(fixture->playlist, 3, 9);
    expect(fixture, 0, LIST("2") WHOLE("4") WHOLE("6") END);
    g_assert_true(ts_playlist_shows(fixture->playlist, 4, 2));
    g_assert_false(ts_playlist_shows(fixture->playlist, 2, 2));
    g_assert_false(ts_playlist_shows(fixture->playlist, 8, 2));
    g_assert_true(ts_playlist_shows(fixture->playlist, 8, 1));
    ts_playlist_show(fixture->playlist, 0, UINT64_MAX);
    expect(fixture, 0,
           LIST("0") WHOLE("0") WHOLE("2") WHOLE("4") WHOLE("6") WHOLE("8") WHOLE("10") END);
}

static void test_withdrawn(Fixture *fixture, gconstpointer data) {
    add(fixture, 1, 0, 10);
    grid_index_withdraw(fixture->index, 3 * MEDIA_SEGMENT_US, 4 * MEDIA_SEGMENT_US, true);
    expect(fixture, 0, LIST("2") WHOLE("4") WHOLE("6") WHOLE("8"));
    g_assert_cmpuint(ts_playlist_find(fixture->index, 2), ==, 0);
    grid_index_end(fixture->index);
    expect(fixture, 0, LIST("0") WHOLE("0") JUMP WHOLE("4") WHOLE("6") WHOLE("8") END);
    grid_index_withdraw(fixture->index, 0, 10 * MEDIA_SEGMENT_US, true);
    expect(fixture, 0, LIST("0") END);
}

static const MediaTrack TRACKS[] = {
    {MEDIA_VIDEO, "v1080", 4500000, 1920, 1080, .codec = "avc1.4d4028"},
    {MEDIA_VIDEO, "v720", 2500000, 1280, 720, .codec = "avc1.4d401f"},
    {MEDIA_VIDEO, "v360", 700000, 640, 360, .codec = "avc1.4d401e"},
    {MEDIA_VIDEO, "v180", 140000, 320, 180, .is_low = true},
    {MEDIA_AUDIO, "a-zh", 96000, .language = "zh", .codec = "mp4a.40.2"},
    {MEDIA_AUDIO, "low-zh", 48000, .language = "zh", .is_low = true},
};

static char *master(uint32_t active, const char *language, unsigned max_height) {
    TsPlaylistChoice choice = {TRACKS, G_N_ELEMENTS(TRACKS), active, language, max_height};
    g_autoptr(GateBuffer) text = ts_playlist_master(&choice);
    return text ? g_strndup((const char *)text->bytes, text->length) : NULL;
}

static void test_master(void) {
    g_autofree char *two = master(0x3F, "zh", 720);
    g_assert_cmpstr(two, ==,
                    HEAD "#EXT-X-STREAM-INF:BANDWIDTH=3228272,CODECS=\"avc1.4d401f,mp4a.40.2\","
                         "RESOLUTION=1280x720\nzh/v720.m3u8\n"
                         "#EXT-X-STREAM-INF:BANDWIDTH=1010672,CODECS=\"avc1.4d401e,mp4a.40.2\","
                         "RESOLUTION=640x360\nzh/v360.m3u8\n");
    g_autofree char *three = master(0x3F, "zh", 1080);
    g_assert_true(g_str_has_suffix(three, "zh/v1080.m3u8\n"));
    g_autofree char *shed = master(0x3C, "zh", 1080);
    g_assert_null(strstr(shed, "v720"));
    g_autofree char *low = master(0x38, "zh", 720); /* only when there is nothing else */
    g_assert_true(g_str_has_suffix(low, "\nzh/v180.m3u8\n"));
    g_assert_null(master(0x3F, "mn", 720));
    g_assert_null(master(0x30, "zh", 720));
}

#define ADD(name, function)                                                                        \
    g_test_add("/ts_playlist/" name, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ADD("grows", test_grows);
    ADD("whole_pairs", test_whole_pairs);
    ADD("ended", test_ended);
    ADD("split_pairs", test_split_pairs);
    ADD("trimmed", test_trimmed);
    ADD("shown", test_shown);
    ADD("withdrawn", test_withdrawn);
    g_test_add_func("/ts_playlist/master", test_master);
    return g_test_run();
}
