#include "media/engine/ladder.h"

#include <stdio.h>

#define SOUND_BIT_RATE     96000u
#define LOW_SOUND_BIT_RATE 48000u

/* 180p with its sound and all overhead stays below 192 kbit/s, which Apple's rules ask for. */
const LadderRung LADDER_RUNGS[] = {
    {1080, 1920, 4500000, false},
    {720, 1280, 2500000, false},
    {360, 640, 700000, false},
    {180, 320, 100000, true},
    {0, 0, 0, false},
};

const LadderRung *ladder_find(unsigned height) {
    for (const LadderRung *rung = LADDER_RUNGS; rung->height; rung++)
        if (rung->height == height)
            return rung;
    return NULL;
}

const unsigned *ladder_for_cores(unsigned n_cores) {
    static const unsigned ALL[] = {1080, 720, 360, 180, 0};
    static const unsigned SMALL[] = {720, 360, 180, 0};
    return n_cores >= 4 ? ALL : SMALL;
}

static void put_picture(const LadderRung *rung, MediaTrack *ret_track) {
    *ret_track = (MediaTrack){.kind = MEDIA_VIDEO,
                              .bit_rate = rung->bit_rate,
                              .width = rung->width,
                              .height = rung->height,
                              .is_low = rung->is_low};
    snprintf(ret_track->name, sizeof ret_track->name, "v%u", rung->height);
}

static void put_sound(const char *language, bool is_floor, bool is_low, MediaTrack *ret_track) {
    *ret_track = (MediaTrack){.kind = MEDIA_AUDIO,
                              .bit_rate = is_low ? LOW_SOUND_BIT_RATE : SOUND_BIT_RATE,
                              .channels = is_low ? 1 : 2,
                              .is_floor = is_floor,
                              .is_low = is_low};
    g_strlcpy(ret_track->language, language, sizeof ret_track->language);
    g_autofree char *small = g_ascii_strdown(language, -1);
    snprintf(ret_track->name, sizeof ret_track->name, "%s-%s", is_low ? "low" : "a", small);
}

unsigned ladder_make(const unsigned *heights, const char *const *languages,
                     MediaTrack ret_tracks[MEDIA_MAX_TRACKS]) {
    unsigned n = 0;
    bool has_low = false;
    for (; *heights; heights++) {
        const LadderRung *rung = ladder_find(*heights);
        if (!rung)
            continue;
        put_picture(rung, &ret_tracks[n++]);
        has_low = has_low || rung->is_low;
    }
    for (unsigned low = 0; low <= (has_low ? 1u : 0u); low++)
        for (unsigned i = 0; languages[i] && i < LADDER_MAX_LANGUAGES; i++)
            put_sound(languages[i], i == 0, low == 1, &ret_tracks[n++]);
    return n;
}
