#include "media/course/cuts.h"

int64_t cuts_frame_time(uint64_t n, unsigned rate_num, unsigned rate_den) {
    return (int64_t)((n * CUTS_A_SECOND * rate_den + rate_num / 2) / rate_num);
}

/* A tail of less than the shortest goes to the segment before, where there is room. */
static GArray *close_cuts(GArray *cuts, int64_t end) {
    while (cuts->len > 1) {
        int64_t last = g_array_index(cuts, int64_t, cuts->len - 1);
        int64_t before = g_array_index(cuts, int64_t, cuts->len - 2);
        if (end - last >= CUTS_SHORTEST || (end > last && end - before > CUTS_LONGEST))
            break;
        g_array_set_size(cuts, cuts->len - 1);
    }
    g_array_append_val(cuts, end);
    return cuts;
}

GArray *cuts_even(int64_t end, unsigned rate_num, unsigned rate_den) {
    GArray *cuts = g_array_new(FALSE, FALSE, sizeof(int64_t));
    uint64_t step = ((uint64_t)2 * rate_num + rate_den / 2) / rate_den;
    step = MAX(step, 1);
    for (uint64_t n = 0;; n += step) {
        int64_t time = cuts_frame_time(n, rate_num, rate_den);
        if (time >= end && n > 0)
            break;
        g_array_append_val(cuts, time);
    }
    return close_cuts(cuts, end);
}

GArray *cuts_from_keys(const int64_t *keys, unsigned n_keys, int64_t end) {
    g_autoptr(GArray) cuts = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int64_t last = 0;
    g_array_append_val(cuts, last);
    for (unsigned i = 1; i < n_keys; i++) {
        int64_t next = i + 1 < n_keys ? keys[i + 1] : end;
        bool is_long = keys[i] - last >= CUTS_USUAL - CUTS_A_SECOND / 50;
        bool must = keys[i] - last >= CUTS_SHORTEST && next - last > CUTS_LONGEST;
        if (!is_long && !must)
            continue;
        last = keys[i];
        g_array_append_val(cuts, last);
    }
    close_cuts(cuts, end);
    for (unsigned i = 1; i < cuts->len; i++) {
        int64_t length = g_array_index(cuts, int64_t, i) - g_array_index(cuts, int64_t, i - 1);
        /* 4 s of a rate that is not exactly what it says */
        if (length <= 0 || length > CUTS_LONGEST + CUTS_A_SECOND / 50)
            return NULL;
    }
    return g_steal_pointer(&cuts);
}

uint64_t cuts_sound_frame(int64_t time) {
    return (uint64_t)time * CUTS_SOUND_HZ / ((uint64_t)CUTS_A_SECOND * CUTS_AAC);
}

uint64_t cuts_sound_frames(const GArray *cuts) {
    int64_t end = g_array_index(cuts, int64_t, cuts->len - 1);
    int64_t last = g_array_index(cuts, int64_t, cuts->len - 2);
    int64_t half = (int64_t)CUTS_A_SECOND * CUTS_AAC / CUTS_SOUND_HZ / 2;
    return MAX(cuts_sound_frame(end + half), cuts_sound_frame(last) + 1);
}
