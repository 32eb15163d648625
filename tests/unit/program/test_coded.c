/* coded_time and codec_name. */
#include <glib.h>
#include <string.h>

#include "media/encode/codec_name.h"
#include "media/encode/coded_time.h"

#define NS_PER_S INT64_C(1000000000)

static void test_ticks(void) {
    g_assert_cmpint(coded_time_ticks(MEDIA_VIDEO, 0), ==, 0);
    g_assert_cmpint(coded_time_ticks(MEDIA_VIDEO, 40000000 - 1000), ==, 3600);
    g_assert_cmpint(coded_time_ticks(MEDIA_VIDEO, 48 * CODED_TIME_PICTURE_NS), ==, 172800);
    g_assert_cmpint(coded_time_ticks(MEDIA_AUDIO, 0), ==, -1024);
    g_assert_cmpint(coded_time_ticks(MEDIA_AUDIO, coded_time_sound_ns(1)), ==, 0);
    /* A month on, still exact. */
    for (int64_t n = 0; n < INT64_C(125000000); n += 999983) {
        g_assert_cmpint(coded_time_ticks(MEDIA_AUDIO, coded_time_sound_ns(n)), ==, (n - 1) * 1024);
        g_assert_cmpint(coded_time_ticks(MEDIA_VIDEO, n * CODED_TIME_PICTURE_NS), ==, n * 3600);
    }
    g_assert_cmpint(coded_time_sound_ns(375), ==, 8 * NS_PER_S);
}

static void test_names(void) {
    static const uint8_t AVCC[] = {1, 0x4d, 0x40, 0x1f, 0xff, 0xe0, 0};
    static const uint8_t SHORT_LENGTHS[] = {1, 0x4d, 0x40, 0x1f, 0xfd, 0xe0, 0};
    static const uint8_t AAC[] = {0x11, 0x90}, HE_AAC[] = {0x2b, 0x92};
    uint8_t endless[MEDIA_CONFIG_MAX_BYTES + 1] = {1, 0x4d, 0x40, 0x1f, 0xff};
    MediaTrack video = {.kind = MEDIA_VIDEO}, audio = {.kind = MEDIA_AUDIO};
    g_assert_true(codec_name_describe(&video, AVCC, sizeof AVCC));
    g_assert_cmpstr(video.codec, ==, "avc1.4d401f");
    g_assert_cmpmem(video.config, video.config_length, AVCC, sizeof AVCC);
    g_assert_true(codec_name_describe(&audio, AAC, sizeof AAC));
    g_assert_cmpstr(audio.codec, ==, "mp4a.40.2");
    g_assert_false(codec_name_describe(&video, SHORT_LENGTHS, sizeof SHORT_LENGTHS));
    g_assert_false(codec_name_describe(&video, AVCC, 6));
    g_assert_false(codec_name_describe(&video, endless, sizeof endless));
    g_assert_true(codec_name_describe(&video, endless, sizeof endless - 1));
    g_assert_false(codec_name_describe(&audio, HE_AAC, sizeof HE_AAC));
    g_assert_false(codec_name_describe(&audio, AAC, 1));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/coded/ticks", test_ticks);
    g_test_add_func("/coded/names", test_names);
    return g_test_run();
}
