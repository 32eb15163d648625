/* Media of one person in the room of a group meeting, on their way to the raw viewing log: spans of
 * the wall clock come in each second, in any order and repeatedly; out go, now and then, one beat
 * and what was delivered of each track. Values of ms since 1970 unless said. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "catalog/credit/interval_set.h"
#include "catalog/viewing/viewing_types.h"

#define ROOM_STAY_TRACKS 2u /* VIEWING_TRACK_VIDEO, VIEWING_TRACK_AUDIO */
/* Of a track, that wait: a minute of bad line. What would be one more is left out. */
#define ROOM_STAY_MAX_SPANS 64u

typedef struct RoomStay {
    IntervalSet *due[ROOM_STAY_TRACKS]; /* owned; not written yet */
    int64_t base_ms;                    /* media time 0 of the meeting */
    int64_t opened_at_us;               /* of its viewing */
    int64_t position_ms;                /* media time of the end of what was written */
    int64_t last_sequence;              /* of its beats */
} RoomStay;

void room_stay_init(RoomStay *ret_stay);
void room_stay_clear(RoomStay *stay);

void room_stay_add(RoomStay *stay, ViewingTrack track, int64_t from_ms, int64_t to_ms);
bool room_stay_has_due(const RoomStay *stay);

/* What is said to the log; media times. `beat` has `seen`, the union of all tracks, and its
 * contact as `contact_us`. */
typedef struct RoomStayWords {
    ViewingBeat beat;
    unsigned n_spans[ROOM_STAY_TRACKS];
    ViewingInterval spans[ROOM_STAY_TRACKS][ROOM_STAY_MAX_SPANS];
} RoomStayWords;

/* Takes what is due, VIEWING_BEAT_MAX_SEEN intervals at most; what lies before the meeting's
 * beginning is dropped. `is_final`: the stay is over, also when nothing is due. False: there is
 * nothing to say. */
bool room_stay_speak(RoomStay *stay, int64_t now_ms, bool is_final, RoomStayWords *ret_words);
/* They were not stored: they are due again. */
void room_stay_take_back(RoomStay *stay, const RoomStayWords *words);
