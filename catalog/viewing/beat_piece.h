/* Where the media of one beat lies in the time of the wall: steps 1 to 6 of credit rule 1
 * (docs/attendance.md, "From a viewing to pieces"). Who credits closed records and who says how
 * much it is so far both ask here. Moments and times are ms. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define BEAT_PIECE_RATE_MIN_MILLI 250

/* What a beat says of its time. */
typedef struct BeatTime {
    int64_t arrived_ms;
    int64_t contact_ms; /* 0: not said */
    int64_t since_ms;   /* -1: not said */
    int64_t rate_milli;
    int64_t seen_ms; /* sum of its intervals */
} BeatTime;

/* The viewing before this beat. */
typedef struct BeatBefore {
    int64_t opened_ms, placed_ms;
    int64_t max_rate_milli; /* V */
} BeatBefore;

/* Where what is kept of the beat lies: [start, start + length). */
typedef struct BeatSpan {
    int64_t start, length;
    int64_t kept;    /* media */
    int64_t unseen;  /* from the contact to the arrival */
    int64_t done_ms; /* of the kept media, what was laid */
} BeatSpan;

/* False: the beat brings nothing, and `placed` stays. Else placed is start + length. */
bool beat_piece_place(const BeatTime *time, const BeatBefore *before, BeatSpan *ret_span);

typedef struct BeatPiece {
    int64_t media_from, media_to, wall_from, wall_to; /* neither is empty */
} BeatPiece;

/* The next one of its intervals, in their order; true when something of it is kept. */
bool beat_piece_lay(BeatSpan *span, int64_t from_ms, int64_t to_ms, BeatPiece *ret_piece);
