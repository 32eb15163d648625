#include "media/encode/coded_time.h"

#define NS_PER_S INT64_C(1000000000)

int64_t coded_time_ticks(MediaKind kind, int64_t running_ns) {
    const MediaGrid *grid = &MEDIA_GRIDS[kind];
    if (kind == MEDIA_VIDEO) {
        int64_t n = (running_ns + CODED_TIME_PICTURE_NS / 2) / CODED_TIME_PICTURE_NS;
        return n * grid->frame_ticks;
    }
    /* Whole seconds apart: the product would overflow after 53 hours. */
    int64_t samples = running_ns / NS_PER_S * grid->timescale +
                      (running_ns % NS_PER_S * grid->timescale + NS_PER_S / 2) / NS_PER_S;
    int64_t n = (samples + CODED_TIME_SOUND / 2) / CODED_TIME_SOUND;
    return n * grid->frame_ticks - CODED_TIME_SOUND_DELAY;
}

int64_t coded_time_sound_ns(int64_t n) {
    int64_t samples = n * CODED_TIME_SOUND;
    int64_t rate = MEDIA_GRIDS[MEDIA_AUDIO].timescale;
    return samples / rate * NS_PER_S + samples % rate * NS_PER_S / rate;
}
