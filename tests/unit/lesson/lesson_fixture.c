#include "lesson_fixture.h"

#include <ftw.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define VIDEO_TICKS 18000u /* 5 frames a second: a segment of one second */
#define AUDIO_TICKS 1024u

static uint8_t bytes[4096];

MediaTrack lesson_fixture_track(MediaKind kind, const char *name) {
    static const uint8_t AVCC[] = {1,    0x4d, 0x40, 0x1f, 0xff, 0xe1, 0,    4,   0x67,
                                   0x4d, 0x40, 0x1f, 1,    0,    2,    0x68, 0xee};
    static const uint8_t AAC[] = {0x11, 0x90};
    MediaTrack track = {.kind = kind, .width = 320, .height = 180, .channels = 2};
    g_strlcpy(track.name, name, sizeof track.name);
    track.config_length = kind == MEDIA_VIDEO ? sizeof AVCC : sizeof AAC;
    memcpy(track.config, kind == MEDIA_VIDEO ? AVCC : AAC, track.config_length);
    return track;
}

unsigned lesson_fixture_samples(MediaKind kind, unsigned number,
                                MediaSample ret_samples[LESSON_FIXTURE_SAMPLES]) {
    uint32_t ticks = kind == MEDIA_VIDEO ? VIDEO_TICKS : AUDIO_TICKS;
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7 + number);
    for (unsigned i = 0; i < LESSON_FIXTURE_SAMPLES; i++) {
        int64_t time = (int64_t)(number * LESSON_FIXTURE_SAMPLES + i) * ticks;
        ret_samples[i] = (MediaSample){.pts = time,
                                       .dts = time,
                                       .duration = ticks,
                                       .is_key = i == 0 || kind == MEDIA_AUDIO,
                                       .bytes = bytes + i,
                                       .length = 100 + 10 * number + i};
    }
    return LESSON_FIXTURE_SAMPLES;
}

char *lesson_fixture_folder(void) {
    char *folder = g_strdup_printf("%s/lesson-XXXXXX", g_get_tmp_dir());
    g_assert_nonnull(g_mkdtemp(folder));
    return folder;
}

static int remove_one(const char *path, const struct stat *state, int kind, struct FTW *place) {
    (void)state, (void)kind, (void)place;
    return remove(path);
}

void lesson_fixture_remove(const char *folder) {
    g_assert_cmpint(nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), ==, 0);
}
