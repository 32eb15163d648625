#include <string.h>

#include "media/package/playlist.h"
#include "tests/unit/package/playlist_fixture.h"

#define MAIN "avc1.4d401f"
#define AAC  "mp4a.40.2"

static const MediaTrack TRACKS[] = {
    {.kind = MEDIA_VIDEO,
     .name = "v1080",
     .bit_rate = 4500000,
     .width = 1920,
     .height = 1080,
     .codec = "avc1.4d4028"},
    {.kind = MEDIA_VIDEO,
     .name = "v720",
     .bit_rate = 2500000,
     .width = 1280,
     .height = 720,
     .codec = MAIN},
    {.kind = MEDIA_VIDEO,
     .name = "v180",
     .bit_rate = 100000,
     .width = 320,
     .height = 180,
     .codec = "avc1.4d400d"},
    {.kind = MEDIA_AUDIO,
     .name = "a-zh",
     .bit_rate = 96000,
     .language = "zh",
     .channels = 2,
     .is_floor = true,
     .codec = AAC},
    {.kind = MEDIA_AUDIO,
     .name = "a-bo",
     .bit_rate = 128000,
     .language = "bo",
     .channels = 2,
     .codec = AAC},
    {.kind = MEDIA_AUDIO,
     .name = "low-zh",
     .bit_rate = 48000,
     .language = "zh",
     .channels = 1,
     .is_floor = true,
     .is_low = true,
     .codec = AAC},
    {.kind = MEDIA_AUDIO,
     .name = "low-bo",
     .bit_rate = 48000,
     .language = "bo",
     .channels = 1,
     .is_low = true,
     .codec = AAC},
};

static char *render(const MediaTrack *tracks, unsigned n, uint32_t active,
                    PlaylistProfile profile) {
    g_autoptr(GridIndex) index = grid_index_new(n);
    g_autoptr(PlaylistWriter) writer = playlist_writer_new(tracks, n, index);
    PlaylistText set;
    playlist_writer_master(writer, active, profile, &set);
    char *text = playlist_fixture_text(&set);
    playlist_text_clear(&set);
    return text;
}

static void test_live(void) {
    g_autofree char *text = render(TRACKS, G_N_ELEMENTS(TRACKS), UINT32_MAX, PLAYLIST_LIVE);
    g_assert_cmpstr(
        text, ==,
        "#EXTM3U\n#EXT-X-VERSION:9\n"
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"普通话\",LANGUAGE=\"zh\",DEFAULT=YES,"
        "AUTOSELECT=YES,CHANNELS=\"2\",URI=\"a-zh/live.m3u8\"\n"
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"བོད་སྐད་\",LANGUAGE=\"bo\",DEFAULT=NO,"
        "AUTOSELECT=YES,CHANNELS=\"2\",URI=\"a-bo/live.m3u8\"\n"
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"low\",NAME=\"普通话\",LANGUAGE=\"zh\",DEFAULT=YES,"
        "AUTOSELECT=YES,CHANNELS=\"1\",URI=\"low-zh/live.m3u8\"\n"
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"low\",NAME=\"བོད་སྐད་\",LANGUAGE=\"bo\",DEFAULT=NO,"
        "AUTOSELECT=YES,CHANNELS=\"1\",URI=\"low-bo/live.m3u8\"\n"
        "#EXT-X-STREAM-INF:BANDWIDTH=3198400,AVERAGE-BANDWIDTH=2642000,CODECS=\"avc1.4d401f,"
        "mp4a.40.2\",RESOLUTION=1280x720,FRAME-RATE=25.000,AUDIO=\"audio\",CLOSED-CAPTIONS=NONE\n"
        "v720/live.m3u8\n"
        "#EXT-X-STREAM-INF:BANDWIDTH=5638400,AVERAGE-BANDWIDTH=4642000,CODECS=\"avc1.4d4028,"
        "mp4a.40.2\",RESOLUTION=1920x1080,FRAME-RATE=25.000,AUDIO=\"audio\",CLOSED-CAPTIONS=NONE\n"
        "v1080/live.m3u8\n"
        "#EXT-X-STREAM-INF:BANDWIDTH=186400,AVERAGE-BANDWIDTH=162000,CODECS=\"avc1.4d400d,"
        "mp4a.40.2\",RESOLUTION=320x180,FRAME-RATE=25.000,AUDIO=\"low\",CLOSED-CAPTIONS=NONE\n"
        "v180/live.m3u8\n");
}

static void test_phone(void) {
    g_autofree char *text = render(TRACKS, G_N_ELEMENTS(TRACKS), UINT32_MAX, PLAYLIST_PHONE);
    const char *first = strstr(text, "STREAM-INF");
    g_assert_true(first && strstr(first, "\nv180/phone.m3u8\n") < strstr(first, "\nv720/"));
    g_assert_true(g_str_has_suffix(
        text, "#EXT-X-STREAM-INF:BANDWIDTH=58800,AVERAGE-BANDWIDTH=56400,CODECS=\"mp4a.40.2\","
              "AUDIO=\"low\",CLOSED-CAPTIONS=NONE\nlow-zh/phone.m3u8\n"));
    g_assert_null(strstr(text, "live.m3u8"));
}

/* 1080 and 180 are shed: nobody takes over the low group. */
static void test_shed(void) {
    g_autofree char *text = render(TRACKS, G_N_ELEMENTS(TRACKS), ~5u, PLAYLIST_LIVE);
    g_assert_null(strstr(text, "v1080"));
    g_assert_null(strstr(text, "v180"));
    g_assert_nonnull(strstr(text, "AUDIO=\"audio\",CLOSED-CAPTIONS=NONE\nv720/live.m3u8\n"));
    g_assert_null(strstr(text, "low"));
}

static void test_not_begun(void) {
    MediaTrack tracks[G_N_ELEMENTS(TRACKS)];
    memcpy(tracks, TRACKS, sizeof TRACKS);
    tracks[1].codec[0] = '\0';
    tracks[4].codec[0] = '\0';
    g_autofree char *text = render(tracks, G_N_ELEMENTS(TRACKS), UINT32_MAX, PLAYLIST_LIVE);
    g_assert_null(strstr(text, "v720"));
    g_assert_null(strstr(text, "a-bo"));
}

static void test_sound_only(void) {
    g_autofree char *text = render(TRACKS + 3, 2, UINT32_MAX, PLAYLIST_LIVE);
    g_assert_true(g_str_has_suffix(
        text, "#EXT-X-STREAM-INF:BANDWIDTH=142800,AVERAGE-BANDWIDTH=136400,CODECS=\"mp4a.40.2\","
              "AUDIO=\"audio\",CLOSED-CAPTIONS=NONE\na-zh/live.m3u8\n"));
}

static void test_picture_only(void) {
    g_autofree char *text = render(TRACKS + 1, 1, UINT32_MAX, PLAYLIST_PHONE);
    g_assert_cmpstr(text, ==,
                    "#EXTM3U\n#EXT-X-VERSION:9\n"
                    "#EXT-X-STREAM-INF:BANDWIDTH=3055600,AVERAGE-BANDWIDTH=2505600,CODECS=\"avc1."
                    "4d401f\",RESOLUTION=1280x720,FRAME-RATE=25.000,CLOSED-CAPTIONS=NONE\n"
                    "v720/phone.m3u8\n");
}

/* No floor, and two tags of one language: one default, two names. */
static void test_names(void) {
    MediaTrack tracks[3] = {TRACKS[1], TRACKS[3], TRACKS[4]};
    tracks[1].is_floor = false;
    g_strlcpy(tracks[2].language, "zh-CN", sizeof tracks[2].language);
    g_autofree char *text = render(tracks, 3, UINT32_MAX, PLAYLIST_LIVE);
    g_assert_nonnull(strstr(text, "NAME=\"普通话 (zh)\",LANGUAGE=\"zh\",DEFAULT=YES"));
    g_assert_nonnull(strstr(text, "NAME=\"普通话 (zh-CN)\",LANGUAGE=\"zh-CN\",DEFAULT=NO"));
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/playlist-master/live", test_live);
    g_test_add_func("/playlist-master/phone", test_phone);
    g_test_add_func("/playlist-master/shed", test_shed);
    g_test_add_func("/playlist-master/not-begun", test_not_begun);
    g_test_add_func("/playlist-master/sound-only", test_sound_only);
    g_test_add_func("/playlist-master/picture-only", test_picture_only);
    g_test_add_func("/playlist-master/names", test_names);
    return g_test_run();
}
