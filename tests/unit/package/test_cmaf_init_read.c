/* What cmaf_append_init writes is read back; everything shorter or broken is refused. */
#include "media/package/cmaf_init_read.h"

#include <string.h>

#include "media/package/cmaf.h"

static const MediaTrack PICTURE = {
    .kind = MEDIA_VIDEO,
    .name = "v720",
    .width = 1280,
    .height = 720,
    .codec = "avc1.4d401f",
    .config = {1, 0x4d, 0x40, 0x1f, 0xff, 0xe1, 0, 4, 0x67, 0x4d, 0x40, 0x1f, 1, 0, 2, 0x68, 0xee},
    .config_length = 17};
static const MediaTrack SOUND = {.kind = MEDIA_AUDIO,
                                 .name = "a-zh",
                                 .language = "zh",
                                 .channels = 2,
                                 .codec = "mp4a.40.2",
                                 .config = {0x11, 0x90},
                                 .config_length = 2};
static const MediaTrack *const TRACKS[] = {&PICTURE, &SOUND};

static GByteArray *init_of(const MediaTrack *track) {
    GByteArray *bytes = g_byte_array_new();
    cmaf_append_init(bytes, track);
    return bytes;
}

static void test_round_trip(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(TRACKS); i++) {
        g_autoptr(GByteArray) bytes = init_of(TRACKS[i]);
        MediaTrack track = {.kind = TRACKS[i]->kind, .width = 7};
        g_assert_true(cmaf_init_read(bytes->data, bytes->len, &track));
        g_assert_cmpstr(track.codec, ==, TRACKS[i]->codec);
        g_assert_cmpmem(track.config, track.config_length, TRACKS[i]->config,
                        TRACKS[i]->config_length);
        g_assert_cmpuint(track.width, ==, 7); /* what it does not say stays */
    }
}

static void test_longest(void) {
    MediaTrack longest = PICTURE, track = {.kind = MEDIA_VIDEO};
    memset(longest.config + 4, 0xab, MEDIA_CONFIG_MAX_BYTES - 4);
    longest.config_length = MEDIA_CONFIG_MAX_BYTES;
    g_autoptr(GByteArray) bytes = init_of(&longest);
    g_assert_true(cmaf_init_read(bytes->data, bytes->len, &track));
    g_assert_cmpmem(track.config, track.config_length, longest.config, MEDIA_CONFIG_MAX_BYTES);
}

static void test_other_kind(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(TRACKS); i++) {
        g_autoptr(GByteArray) bytes = init_of(TRACKS[i]);
        MediaTrack track = {.kind = TRACKS[1 - i]->kind, .codec = "old"};
        g_assert_false(cmaf_init_read(bytes->data, bytes->len, &track));
        g_assert_cmpstr(track.codec, ==, "old");
    }
}

static void test_truncated(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(TRACKS); i++) {
        g_autoptr(GByteArray) bytes = init_of(TRACKS[i]);
        for (guint n = 0; n < bytes->len; n++) {
            g_autofree uint8_t *piece = g_memdup2(bytes->data, MAX(n, 1));
            MediaTrack track = {.kind = TRACKS[i]->kind};
            g_assert_false(cmaf_init_read(piece, n, &track));
            g_assert_cmpuint(track.config_length, ==, 0);
        }
    }
}

/* Each byte in turn is what it is not: never read beyond the end, never more than there is room
 * for.
 */
static void test_broken(void) {
    static const uint8_t WRONG[] = {0x00, 0x7f, 0x80, 0xff};
    for (unsigned i = 0; i < G_N_ELEMENTS(TRACKS); i++) {
        g_autoptr(GByteArray) bytes = init_of(TRACKS[i]);
        for (guint at = 0; at < bytes->len; at++)
            for (unsigned w = 0; w < sizeof WRONG; w++) {
                g_autofree uint8_t *copy = g_memdup2(bytes->data, bytes->len);
                MediaTrack track = {.kind = TRACKS[i]->kind};
                copy[at] = WRONG[w];
                if (cmaf_init_read(copy, bytes->len, &track))
                    g_assert_cmpuint(track.config_length, <=, MEDIA_CONFIG_MAX_BYTES);
                else
                    g_assert_cmpuint(track.config_length, ==, 0);
            }
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cmaf_init_read/round_trip", test_round_trip);
    g_test_add_func("/cmaf_init_read/longest", test_longest);
    g_test_add_func("/cmaf_init_read/other_kind", test_other_kind);
    g_test_add_func("/cmaf_init_read/truncated", test_truncated);
    g_test_add_func("/cmaf_init_read/broken", test_broken);
    return g_test_run();
}
