/* What a recording holds of a meeting's earlier lives is shown again, and its numbers go on. */
#pragma once

#include "media/engine/announcer.h"
#include "media/record/recording.h"

typedef struct LivePast {
    Recording *recording;
    Announcer *announcer;
    MediaTrack *tracks; /* filled in from the recording's initialization segments */
    unsigned n_tracks;
    /* What comes of it; zero before. */
    bool has_rows;
    GridRow first; /* without its parts */
    unsigned next_generation;
    uint64_t next_msn;
} LivePast;

void live_past_load(LivePast *past);
