/* Playlists of lessons, to the byte; groups and variants of uncommon lessons. */
#include "media/library/vod_playlist.h"

#include <string.h>

static AssetTrack tracks[] = {
    {(char *)"v720", (char *)"avc1.4d401f", 1280, 720, 25000, 0, 0, 0, true},
    {(char *)"v180", (char *)"avc1.42c00d", 320, 180, 23976, 0, 0, 0, false},
    {(char *)"a", (char *)"mp4a.40.2", 0, 0, 0, 2, 0, 0, true},
    {(char *)"low", (char *)"mp4a.40.5", 0, 0, 0, 1, 0, 0, false},
};

/* Segments of 2 s and, at the end, one of 1 s; each of `bits` a second. */
static AssetIndex *make(MediaKind kind, unsigned bits, unsigned n_segments) {
    AssetIndex *index = asset_index_new(kind, 700);
    for (unsigned i = 0; i < n_segments; i++) {
        unsigned seconds = i + 1 < n_segments ? 2 : 1;
        AssetSegment segment = {.offset = asset_index_bytes(index),
                                .length = bits / 8 * seconds,
                                .key_length = kind == MEDIA_VIDEO ? 1000 : 0,
                                .time = asset_index_end(index),
                                .duration = seconds * MEDIA_GRIDS[kind].timescale,
                                .flags = kind == MEDIA_VIDEO ? ASSET_SEGMENT_IDR : 0};
        g_assert_null(asset_index_judge(index, &segment));
        asset_index_add(index, &segment);
    }
    return index;
}

static VodRendition rendition(const char *name, AssetKind kind, unsigned track,
                              const AssetIndex *index) {
    VodRendition made = {.kind = kind,
                         .track = &tracks[track],
                         .index = index,
                         .language = "",
                         .is_low = kind == ASSET_SOUND && track == 3};
    g_strlcpy(made.name, name, sizeof made.name);
    return made;
}

static VodRendition sound(const char *name, unsigned asset, const char *language,
                          const AssetIndex *index) {
    VodRendition made = rendition(name, ASSET_SOUND, g_str_has_prefix(name, "low") ? 3 : 2, index);
    made.asset = asset;
    made.language = language;
    made.label = language;
    made.is_default = asset == 0;
    return made;
}

static void assert_master(const VodRendition *renditions, unsigned n, const char *expected) {
    VodLesson lesson = {renditions, n, 5000000};
    g_autoptr(GString) text = g_string_new(NULL);
    vod_playlist_master(text, &lesson);
    g_assert_cmpstr(text->str, ==, expected);
}

static void test_master(void) {
    g_autoptr(AssetIndex) large = make(MEDIA_VIDEO, 2000000, 3),
                          small = make(MEDIA_VIDEO, 96000, 3);
    g_autoptr(AssetIndex) full = make(MEDIA_AUDIO, 128000, 3), low = make(MEDIA_AUDIO, 48000, 3);
    VodRendition renditions[] = {
        rendition("v180-1", ASSET_PICTURE, 1, small),
        rendition("v720-1", ASSET_PICTURE, 0, large),
        sound("a-2", 0, "zh", full),
        sound("low-2", 0, "zh", low),
        sound("a-3", 1, "bo", full),
        {.kind = ASSET_SUBTITLE, .name = "c-4", .language = "ug", .label = "a\"b\nc"}};
    assert_master(
        renditions, G_N_ELEMENTS(renditions),
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n"
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"zh\",LANGUAGE=\"zh\",DEFAULT=YES,"
        "AUTOSELECT=YES,CHANNELS=\"2\",URI=\"a-2/media.m3u8\"\n"
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"bo\",LANGUAGE=\"bo\",DEFAULT=NO,"
        "AUTOSELECT=YES,CHANNELS=\"2\",URI=\"a-3/media.m3u8\"\n"
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"low\",NAME=\"zh\",LANGUAGE=\"zh\",DEFAULT=YES,"
        "AUTOSELECT=YES,CHANNELS=\"1\",URI=\"low-2/media.m3u8\"\n"
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"low\",NAME=\"bo\",LANGUAGE=\"bo\",DEFAULT=NO,"
        "AUTOSELECT=YES,CHANNELS=\"2\",URI=\"a-3/media.m3u8\"\n"
        "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"t\",NAME=\"abc\",LANGUAGE=\"ug\",DEFAULT=NO,"
        "AUTOSELECT=YES,FORCED=NO,URI=\"c-4/cues.m3u8\"\n"
        "#EXT-X-STREAM-INF:BANDWIDTH=2128000,AVERAGE-BANDWIDTH=2128000,CODECS=\"avc1.4d401f,"
        "mp4a.40.2\",RESOLUTION=1280x720,FRAME-RATE=25.000,AUDIO=\"a\",SUBTITLES=\"t\","
        "CLOSED-CAPTIONS=NONE\nv720-1/media.m3u8\n"
        "#EXT-X-STREAM-INF:BANDWIDTH=224000,AVERAGE-BANDWIDTH=224000,CODECS=\"avc1.42c00d,"
        "mp4a.40.5,mp4a.40.2\",RESOLUTION=320x180,FRAME-RATE=23.976,AUDIO=\"low\",SUBTITLES=\"t\","
        "CLOSED-CAPTIONS=NONE\nv180-1/media.m3u8\n"
        /* The other language has one quality only: too much for a bad line. */
        "#EXT-X-STREAM-INF:BANDWIDTH=128000,AVERAGE-BANDWIDTH=128000,CODECS=\"mp4a.40.5,"
        "mp4a.40.2\",AUDIO=\"low\",SUBTITLES=\"t\",CLOSED-CAPTIONS=NONE\nlow-2/media.m3u8\n"
        "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=8000,AVERAGE-BANDWIDTH=4800,CODECS=\"avc1.42c00d\","
        "RESOLUTION=320x180,URI=\"v180-1/iframes.m3u8\"\n"
        "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=8000,AVERAGE-BANDWIDTH=4800,CODECS=\"avc1.4d401f\","
        "RESOLUTION=1280x720,URI=\"v720-1/iframes.m3u8\"\n");
}

/* What the text has, in order. */
static void assert_has(const VodRendition *renditions, unsigned n, const char *const *pieces) {
    VodLesson lesson = {renditions, n, 5000000};
    g_autoptr(GString) text = g_string_new(NULL);
    vod_playlist_master(text, &lesson);
    const char *at = text->str;
    for (; *pieces; pieces++) {
        at = strstr(at, *pieces);
        if (!at)
            g_error("\"%s\" is not there: %s", *pieces, text->str);
        at += strlen(*pieces);
    }
    g_assert_null(strstr(at, "#EXT-X-STREAM-INF"));
}

static void test_low_group(void) {
    g_autoptr(AssetIndex) small = make(MEDIA_VIDEO, 96000, 3), low = make(MEDIA_AUDIO, 48000, 3);
    g_autoptr(AssetIndex) full = make(MEDIA_AUDIO, 64000, 3);
    VodRendition renditions[] = {rendition("v180-1", ASSET_PICTURE, 1, small),
                                 sound("a-2", 0, "zh", full), sound("low-2", 0, "zh", low),
                                 sound("a-3", 1, "bo", full)};
    /* A sound of one quality is in both groups. */
    static const char *const PIECES[] = {"GROUP-ID=\"low\",NAME=\"zh\"",
                                         "URI=\"low-2/media.m3u8\"",
                                         "GROUP-ID=\"low\",NAME=\"bo\"",
                                         "URI=\"a-3/media.m3u8\"",
                                         "BANDWIDTH=160000,",
                                         "CODECS=\"avc1.42c00d,mp4a.40.5,mp4a.40.2\"",
                                         "AUDIO=\"low\",CLOSED-CAPTIONS=NONE\nv180-1/media.m3u8",
                                         NULL};
    assert_has(renditions, G_N_ELEMENTS(renditions), PIECES);
}

static void test_sound_alone(void) {
    g_autoptr(AssetIndex) full = make(MEDIA_AUDIO, 128000, 3), low = make(MEDIA_AUDIO, 48000, 3);
    VodRendition renditions[] = {sound("a-2", 0, "zh", full), sound("low-2", 0, "zh", low)};
    static const char *const PIECES[] = {
        "GROUP-ID=\"a\"", "GROUP-ID=\"low\"",
        "BANDWIDTH=128000,AVERAGE-BANDWIDTH=128000,CODECS=\"mp4a.40.2\",AUDIO=\"a\","
        "CLOSED-CAPTIONS=NONE\na-2/media.m3u8\n",
        "BANDWIDTH=48000,AVERAGE-BANDWIDTH=48000,CODECS=\"mp4a.40.5\",AUDIO=\"low\","
        "CLOSED-CAPTIONS=NONE\nlow-2/media.m3u8\n",
        NULL};
    assert_has(renditions, G_N_ELEMENTS(renditions), PIECES);
}

static void test_silent_picture(void) {
    g_autoptr(AssetIndex) large = make(MEDIA_VIDEO, 2000000, 3);
    VodRendition picture = rendition("v720-1", ASSET_PICTURE, 0, large);
    static const char *const PIECES[] = {"CODECS=\"avc1.4d401f\",RESOLUTION=1280x720,"
                                         "FRAME-RATE=25.000,CLOSED-CAPTIONS=NONE\nv720-1/media",
                                         NULL};
    assert_has(&picture, 1, PIECES);
}

static void test_media(void) {
    g_autoptr(AssetIndex) index = make(MEDIA_VIDEO, 96000, 2);
    g_autoptr(GString) text = g_string_new(NULL);
    vod_playlist_media(text, index);
    g_assert_cmpstr(text->str, ==,
                    "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n"
                    "#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MAP:URI=\"init.mp4\"\n"
                    "#EXTINF:2.000000,\ns0.m4s\n#EXTINF:1.000000,\ns1.m4s\n#EXT-X-ENDLIST\n");
    g_string_truncate(text, 0);
    vod_playlist_iframes(text, index);
    g_assert_nonnull(strstr(text->str, "#EXT-X-I-FRAMES-ONLY\n#EXT-X-MAP:URI=\"init.mp4\"\n"
                                       "#EXTINF:2.000000,\n#EXT-X-BYTERANGE:1000@0\ns0.m4s\n"));
    g_string_truncate(text, 0);
    vod_playlist_cues(text, 5400000);
    g_assert_cmpstr(text->str, ==,
                    "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:0\n"
                    "#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:5.400000,\ncues.vtt\n#EXT-X-ENDLIST\n");
}

static void test_tv(void) {
    g_autoptr(AssetIndex) large = make(MEDIA_VIDEO, 2000000, 3),
                          small = make(MEDIA_VIDEO, 96000, 3);
    g_autoptr(AssetIndex) full = make(MEDIA_AUDIO, 128000, 3);
    VodRendition renditions[] = {rendition("v180-1", ASSET_PICTURE, 1, small),
                                 rendition("v720-1", ASSET_PICTURE, 0, large),
                                 sound("a-2", 0, "zh", full)};
    VodLesson lesson = {renditions, 3, 5000000};
    g_autoptr(GString) text = g_string_new(NULL);
    vod_playlist_tv(text, &lesson, &renditions[2], 720);
    g_assert_cmpstr(text->str, ==,
                    "#EXTM3U\n#EXT-X-VERSION:3\n"
                    "#EXT-X-STREAM-INF:BANDWIDTH=2413360,CODECS=\"avc1.4d401f,mp4a.40.2\","
                    "RESOLUTION=1280x720\nzh/v720-1.m3u8\n"
                    "#EXT-X-STREAM-INF:BANDWIDTH=280880,CODECS=\"avc1.42c00d,mp4a.40.2\","
                    "RESOLUTION=320x180\nzh/v180-1.m3u8\n");
    g_string_truncate(text, 0);
    vod_playlist_tv(text, &lesson, &renditions[2], 90); /* all too large: the smallest */
    g_assert_nonnull(strstr(text->str, "zh/v180-1.m3u8"));
    g_assert_null(strstr(text->str, "v720"));
    g_string_truncate(text, 0);
    vod_playlist_tv_media(text, small, "v180-1");
    g_assert_nonnull(strstr(text->str, "#EXTINF:1.000000,\nv180-1/t2.ts\n#EXT-X-ENDLIST\n"));
}

static void test_sprites(void) {
    char *files[] = {(char *)"sprite0.jpg", (char *)"sprite1.jpg", NULL};
    AssetSprites sprites = {files, 2, 1, 160, 90, 10000};
    g_autoptr(GString) text = g_string_new(NULL);
    vod_playlist_sprites(text, &sprites, 3625500000);
    g_assert_true(g_str_has_prefix(
        text->str, "WEBVTT\n\n00:00:00.000 --> 00:00:10.000\n"
                   "sprite0.jpg#xywh=0,0,160,90\n\n"
                   "00:00:10.000 --> 00:00:20.000\nsprite0.jpg#xywh=160,0,160,90\n\n"
                   "00:00:20.000 --> 00:00:30.000\nsprite1.jpg#xywh=0,0,160,90\n"));
    g_string_truncate(text, 0);
    vod_playlist_sprites(text, &sprites, 15000000); /* the last one ends with the lesson */
    g_assert_true(g_str_has_suffix(
        text->str, "00:00:10.000 --> 00:00:15.000\nsprite0.jpg#xywh=160,0,160,90\n"));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/vod_playlist/master", test_master);
    g_test_add_func("/vod_playlist/low-group", test_low_group);
    g_test_add_func("/vod_playlist/sound-alone", test_sound_alone);
    g_test_add_func("/vod_playlist/silent-picture", test_silent_picture);
    g_test_add_func("/vod_playlist/media", test_media);
    g_test_add_func("/vod_playlist/tv", test_tv);
    g_test_add_func("/vod_playlist/sprites", test_sprites);
    return g_test_run();
}
