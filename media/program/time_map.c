#include "media/program/time_map.h"

#include <glib.h>

#define PICTURE_US  (INT64_C(1000000) / MEDIA_FRAME_RATE)
#define MARGIN_US   INT64_C(60000)   /* beyond what a late sample needs */
#define MOST_LAG_US INT64_C(1000000) /* that pictures may cause */
#define TOO_MUCH_US INT64_C(60000)
/* An input is watched for so long before it is hurried; twice as long when that was too hasty. */
#define WATCH_US      INT64_C(5000000)
#define WATCH_MOST_US INT64_C(160000000)
#define NO_SLACK_SEEN INT64_MAX

void time_map_init(TimeMap *map, int64_t shift_us, bool may_hurry) {
    /* An advanced input must wait for the others. */
    int64_t delay = TIME_MAP_DELAY_US + (shift_us < 0 ? -shift_us : 0);
    *map = (TimeMap){.delay_us = delay,
                     .shift_us = shift_us,
                     .may_hurry = may_hurry,
                     .watch_us = WATCH_US,
                     .slack_us = NO_SLACK_SEEN};
}

static bool fits(MediaKind kind, int64_t due_us, int64_t begun_us) {
    int64_t latest = kind == MEDIA_VIDEO ? TIME_MAP_FARTHEST_US : TIME_MAP_LATEST_US;
    return due_us >= begun_us - latest && due_us <= begun_us + TIME_MAP_FARTHEST_US;
}

static void anchor(TimeMap *map, MediaKind kind, int64_t pts_us, int64_t begun_us) {
    int64_t due = begun_us + map->delay_us;
    if (kind == MEDIA_VIDEO) /* on a tick: then no jitter of less than half a frame shows */
        due += (PICTURE_US - due % PICTURE_US) % PICTURE_US;
    map->has_old = map->is_anchored;
    map->old_offset_us = map->offset_us;
    map->offset_us = due - pts_us;
    map->is_anchored = true;
    map->slack_us = NO_SLACK_SEEN;
    map->watched_since_us = begun_us;
    map->lag_us = 0;
    map->n_anchors++;
}

static void move(TimeMap *map, int64_t by_us) {
    map->offset_us += by_us;
    map->lag_us += by_us;
}

/* An input that piled up data lags more than it needs: it is brought back at once. One cut of the
 * sound is heard less than many. */
static void watch(TimeMap *map, int64_t slack_us, int64_t begun_us) {
    if (slack_us < map->slack_us)
        map->slack_us = slack_us;
    if (begun_us - map->watched_since_us < map->watch_us)
        return;
    map->has_hurried = map->may_hurry && map->slack_us > map->delay_us + TOO_MUCH_US;
    if (map->has_hurried)
        move(map, map->delay_us - map->slack_us);
    map->watched_since_us = begun_us;
    map->slack_us = NO_SLACK_SEEN;
}

static void note_late(TimeMap *map, int64_t begun_us) {
    map->n_late++;
    if (map->has_hurried)
        map->watch_us = MIN(2 * map->watch_us, WATCH_MOST_US);
    map->has_hurried = false;
    map->watched_since_us = begun_us;
    map->slack_us = NO_SLACK_SEEN;
}

/* Timestamps come from strangers: sums must not overflow. */
static int64_t tame(int64_t pts_us) {
    const int64_t most = INT64_MAX / 4;
    return pts_us > most ? most : pts_us < -most ? -most : pts_us;
}

int64_t time_map_due(TimeMap *map, MediaKind kind, int64_t pts_us, int64_t begun_us) {
    pts_us = tame(pts_us);
    int64_t shift = map->shift_us;
    if (!map->is_anchored)
        anchor(map, kind, pts_us, begun_us);
    if (!fits(kind, pts_us + map->offset_us, begun_us)) {
        if (map->has_old && fits(kind, pts_us + map->old_offset_us, begun_us))
            return pts_us + map->old_offset_us + shift;
        anchor(map, kind, pts_us, begun_us);
    }
    int64_t slack = pts_us + map->offset_us + (shift < 0 ? shift : 0) - begun_us;
    bool may_move = kind == MEDIA_AUDIO || map->lag_us < MOST_LAG_US;
    if (slack < 0 && may_move) {
        move(map, MARGIN_US - slack);
        note_late(map, begun_us);
        slack = MARGIN_US;
    }
    if (slack >= 0)
        watch(map, slack, begun_us);
    return pts_us + map->offset_us + shift;
}
