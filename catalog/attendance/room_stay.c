#include "catalog/attendance/room_stay.h"

#include "base/clock.h"

#define RATE_1 1000

G_STATIC_ASSERT(VIEWING_TRACK_VIDEO < (int)ROOM_STAY_TRACKS);
G_STATIC_ASSERT(VIEWING_TRACK_AUDIO < (int)ROOM_STAY_TRACKS);

void room_stay_init(RoomStay *ret_stay) {
    *ret_stay = (RoomStay){0};
    for (unsigned track = 0; track < ROOM_STAY_TRACKS; track++)
        ret_stay->due[track] = interval_set_new();
}

void room_stay_clear(RoomStay *stay) {
    for (unsigned track = 0; track < ROOM_STAY_TRACKS; track++)
        g_clear_pointer(&stay->due[track], interval_set_free);
}

/* ---- in ---- */

static bool touches_last(const IntervalSet *set, int64_t from_ms, int64_t to_ms) {
    Interval last = interval_set_at(set, interval_set_n(set) - 1);
    return from_ms <= last.to && to_ms >= last.from;
}

void room_stay_add(RoomStay *stay, ViewingTrack track, int64_t from_ms, int64_t to_ms) {
    IntervalSet *due = stay->due[track];
    if (interval_set_n(due) < ROOM_STAY_MAX_SPANS || touches_last(due, from_ms, to_ms))
        interval_set_add(due, from_ms, to_ms);
}

bool room_stay_has_due(const RoomStay *stay) {
    for (unsigned track = 0; track < ROOM_STAY_TRACKS; track++)
        if (interval_set_n(stay->due[track]) > 0)
            return true;
    return false;
}

/* ---- out ---- */

/* Of all tracks, since the meeting's beginning, no more intervals than fit into a beat. */
static IntervalSet *gather(const RoomStay *stay) {
    g_autoptr(IntervalSet) all = interval_set_new();
    for (unsigned track = 0; track < ROOM_STAY_TRACKS; track++)
        interval_set_add_all(all, stay->due[track]);
    unsigned n = interval_set_n(all);
    int64_t end_ms =
        n > VIEWING_BEAT_MAX_SEEN ? interval_set_at(all, VIEWING_BEAT_MAX_SEEN - 1).to : INT64_MAX;
    g_autoptr(IntervalSet) allowed = interval_set_new_one(stay->base_ms, end_ms);
    return interval_set_common(all, allowed);
}

/* What is said of a track is no longer due; nor is what lies in front of it. */
static void move_out(RoomStay *stay, unsigned track, int64_t end_ms, RoomStayWords *words) {
    g_autoptr(IntervalSet) allowed = interval_set_new_one(stay->base_ms, end_ms);
    g_autoptr(IntervalSet) said = interval_set_common(stay->due[track], allowed);
    g_autoptr(IntervalSet) gone = interval_set_new_one(0, end_ms);
    IntervalSet *left = interval_set_without(stay->due[track], gone);
    interval_set_free(stay->due[track]);
    stay->due[track] = left;
    words->n_spans[track] = MIN(interval_set_n(said), ROOM_STAY_MAX_SPANS);
    for (unsigned i = 0; i < words->n_spans[track]; i++) {
        Interval span = interval_set_at(said, i);
        words->spans[track][i] =
            (ViewingInterval){span.from - stay->base_ms, span.to - stay->base_ms};
    }
}

/* The server itself has seen it begin: its contact is that moment, but never before the opening. */
static void tell_when(const RoomStay *stay, const IntervalSet *seen, ViewingBeat *beat) {
    Interval first = interval_set_at(seen, 0);
    Interval last = interval_set_at(seen, interval_set_n(seen) - 1);
    beat->contact_us = MAX(first.from * CLOCK_US_PER_MS, stay->opened_at_us);
    beat->since_ms = MAX(last.to - beat->contact_us / CLOCK_US_PER_MS, 0);
}

bool room_stay_speak(RoomStay *stay, int64_t now_ms, bool is_final, RoomStayWords *ret_words) {
    g_autoptr(IntervalSet) seen = gather(stay);
    ViewingBeat *beat = &ret_words->beat;
    unsigned n = interval_set_n(seen);
    *ret_words = (RoomStayWords){0};
    for (unsigned track = 0; track < ROOM_STAY_TRACKS; track++)
        move_out(stay, track, n > 0 ? interval_set_at(seen, n - 1).to : stay->base_ms, ret_words);
    if (n == 0 && !is_final)
        return false;
    *beat = (ViewingBeat){.state = is_final ? VIEWING_ENDED : VIEWING_PLAYING,
                          .rate_milli = RATE_1,
                          .since_ms = -1,
                          .is_final = is_final,
                          .n_seen = n};
    for (unsigned i = 0; i < n; i++) {
        Interval span = interval_set_at(seen, i);
        beat->seen[i] = (ViewingInterval){span.from - stay->base_ms, span.to - stay->base_ms};
        stay->position_ms = MAX(stay->position_ms, beat->seen[i].to_ms);
    }
    if (n > 0)
        tell_when(stay, seen, beat);
    /* A second has one number: behind a crash it goes on above what was used and not kept. */
    int64_t second = (now_ms - stay->opened_at_us / CLOCK_US_PER_MS) / 1000;
    beat->sequence = stay->last_sequence = MAX(stay->last_sequence, second) + 1;
    beat->position_ms = stay->position_ms;
    return true;
}

void room_stay_take_back(RoomStay *stay, const RoomStayWords *words) {
    for (unsigned track = 0; track < ROOM_STAY_TRACKS; track++)
        for (unsigned i = 0; i < words->n_spans[track]; i++)
            room_stay_add(stay, (ViewingTrack)track, words->spans[track][i].from_ms + stay->base_ms,
                          words->spans[track][i].to_ms + stay->base_ms);
}
