/* Where coded tracks go. */
#pragma once

#include "media/types/media_track.h"

/* Both on streaming threads of the pipeline; for one track always in order, on_track first. */
typedef struct EncoderSink {
    void (*on_track)(unsigned track, const MediaTrack *info, void *user);
    void (*on_sample)(unsigned track, const MediaSample *sample, void *user);
    void *user;
} EncoderSink;
