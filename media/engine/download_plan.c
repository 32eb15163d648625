#include "media/engine/download_plan.h"

#include <string.h>

/* A picture that misses less than this is complete: a moment stands still. */
#define COMPLETE_PER_MILLE 999u

/* ---- ranges ---- */

static int64_t floor_us(int64_t us) {
    return us / MEDIA_SEGMENT_US * MEDIA_SEGMENT_US;
}

static int64_t ceil_us(int64_t us) {
    return us > INT64_MAX - MEDIA_SEGMENT_US ? INT64_MAX : floor_us(us + MEDIA_SEGMENT_US - 1);
}

static int by_begin(const void *left, const void *right) {
    int64_t a = ((const LiveCut *)left)->from_us, b = ((const LiveCut *)right)->from_us;
    return (a > b) - (a < b);
}

static void add_range(GArray *ranges, int64_t from_us, int64_t to_us) {
    Mp4Range range = {from_us, to_us};
    if (from_us < to_us)
        g_array_append_val(ranges, range);
}

GArray *download_plan_ranges(const LiveOrder *order, int64_t live_from_us) {
    if (!order->is_recorded || (order->state != LIVE_ENDED && order->state != LIVE_PUBLISHED))
        return NULL;
    int64_t from_us = MAX(order->trim_from_us, MAX(live_from_us, 0));
    int64_t at_us = floor_us(from_us + MEDIA_SEGMENT_US / 2);
    int64_t end_us = order->trim_to_us > 0 ? ceil_us(order->trim_to_us) : INT64_MAX;
    GArray *ranges = g_array_new(FALSE, FALSE, sizeof(Mp4Range));
    g_autoptr(GArray) cuts = g_array_copy(order->cuts);
    g_array_sort(cuts, by_begin);
    for (guint i = 0; i < cuts->len; i++) {
        const LiveCut *cut = &g_array_index(cuts, LiveCut, i);
        if (cut->to_us <= cut->from_us)
            continue;
        add_range(ranges, at_us, MIN(floor_us(cut->from_us), end_us));
        at_us = MAX(at_us, ceil_us(cut->to_us));
    }
    add_range(ranges, at_us, end_us);
    return ranges;
}

bool download_plan_is_equal(const GArray *ranges, const GArray *other) {
    if (!ranges || !other)
        return ranges == other;
    return ranges->len == other->len &&
           (ranges->len == 0 ||
            memcmp(ranges->data, other->data, ranges->len * sizeof(Mp4Range)) == 0);
}

/* ---- tracks ---- */

typedef struct Census {
    const GArray *ranges;
    uint64_t n_parts[MEDIA_MAX_TRACKS];
} Census;

static bool is_within(const GArray *ranges, const GridRow *row) {
    int64_t begin_us = (int64_t)row->msn * MEDIA_SEGMENT_US;
    for (guint i = 0; i < ranges->len; i++) {
        const Mp4Range *range = &g_array_index(ranges, Mp4Range, i);
        if (begin_us >= range->from_us && begin_us < range->to_us)
            return true;
    }
    return false;
}

static void count_row(const GridRow *row, const GridSpan *spans, void *user) {
    Census *census = user;
    if (!is_within(census->ranges, row))
        return;
    for (unsigned i = 0; i < row->n_tracks; i++)
        census->n_parts[i] += spans[i].length > 0;
}

static unsigned find_picture(const Recording *recording, const Census *census) {
    const MediaTrack *tracks = recording_tracks(recording);
    unsigned n = recording_n_tracks(recording), found = n;
    uint64_t most = 0;
    for (unsigned i = 0; i < n; i++)
        if (tracks[i].kind == MEDIA_VIDEO)
            most = MAX(most, census->n_parts[i]);
    for (unsigned i = 0; i < n && most > 0; i++)
        if (tracks[i].kind == MEDIA_VIDEO &&
            census->n_parts[i] * 1000 >= most * COMPLETE_PER_MILLE &&
            (found == n || tracks[i].bit_rate > tracks[found].bit_rate))
            found = i;
    return found;
}

unsigned download_plan_tracks(Recording *recording, const GArray *ranges,
                              unsigned ret_tracks[MEDIA_MAX_TRACKS]) {
    const MediaTrack *tracks = recording_tracks(recording);
    unsigned n = recording_n_tracks(recording), n_found = 0;
    Census census = {.ranges = ranges};
    recording_each_row(recording, count_row, &census);
    unsigned picture = find_picture(recording, &census);
    if (picture < n)
        ret_tracks[n_found++] = picture;
    for (unsigned turn = 0; turn < 2; turn++)
        for (unsigned i = 0; i < n; i++)
            if (tracks[i].kind == MEDIA_AUDIO && !tracks[i].is_low && census.n_parts[i] > 0 &&
                tracks[i].is_floor == (turn == 0))
                ret_tracks[n_found++] = i;
    return n_found;
}
