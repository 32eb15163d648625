#include "media/engine/overload.h"

void overload_init(Overload *overload) {
    *overload = (Overload){.rest_s = OVERLOAD_REST_S};
}

void overload_note(Overload *overload, unsigned dropped) {
    if (dropped > overload->worst_drops)
        overload->worst_drops = dropped;
}

/* The highest picture that is (not) active, lowest first when `is_lowest`; -1: none. */
static int find_picture(const MediaTrack *tracks, unsigned n_tracks, uint32_t among,
                        bool is_lowest) {
    int found = -1;
    for (unsigned i = 0; i < n_tracks; i++) {
        if (tracks[i].kind != MEDIA_VIDEO || !(among & (1u << i)))
            continue;
        if (found < 0 || (tracks[i].height > tracks[found].height) != is_lowest)
            found = (int)i;
    }
    return found;
}

OverloadVerdict overload_judge(Overload *overload, const MediaTrack *tracks, unsigned n_tracks,
                               uint32_t active) {
    OverloadVerdict verdict = {-1, -1};
    bool is_bad = overload->worst_drops > OVERLOAD_DROPS_PER_S;
    overload->worst_drops = 0;
    overload->bad_seconds = is_bad ? overload->bad_seconds + 1 : 0;
    overload->good_seconds = is_bad ? 0 : overload->good_seconds + 1;
    if (overload->bad_seconds >= OVERLOAD_PATIENCE) {
        int highest = find_picture(tracks, n_tracks, active, false);
        overload->bad_seconds = 0;
        if (highest >= 0 && highest != find_picture(tracks, n_tracks, active, true))
            verdict.shed = highest;
    } else if (overload->good_seconds >= overload->rest_s) {
        verdict.restore = find_picture(tracks, n_tracks, ~active, true);
        overload->good_seconds = 0;
        if (verdict.restore >= 0 && overload->rest_s < OVERLOAD_REST_MAX_S)
            overload->rest_s *= 2;
    }
    return verdict;
}
