/* What was sent to each viewing: the server's own side of every attendance record.
 *
 * A gate worker notes an answer when it begins and hands the note on when its last byte is out: two
 * stores into memory of its own, no lock, no allocation. One thread gathers the notes of all
 * workers and joins them to intervals of media time. What does not fit is counted, never waited
 * for. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "media/types/media_track.h"

#define DELIVERED_ID_BYTES    16     /* a viewing: the UUID's bytes */
#define DELIVERED_MAX_OPEN    16384u /* answers on their way, for each gate worker */
#define DELIVERED_MAX_WAITING 32768u /* notes not gathered yet, for each gate worker */

typedef struct Delivered Delivered;

/* DeliveredNote.kind of what holds picture and sound. */
#define DELIVERED_BOTH_KINDS N_MEDIA_KINDS

/* One answer: [first, first + n_units) of media time, counted from 0. The unit is that of whoever
 * made the table: parts of the grid (MEDIA_PART_US) for meetings, milliseconds for lessons. */
typedef struct DeliveredNote {
    uint8_t viewing[DELIVERED_ID_BYTES];
    uint64_t first;
    uint32_t n_units;
    uint32_t bytes; /* of the whole answer: a part of it is not credited */
    MediaKind kind;
} DeliveredNote;

Delivered *delivered_new(void);
/* When no gate worker runs any more. */
void delivered_free(Delivered *delivered);

/* Any gate worker: a tag for GateAnswer, 0 when there is no room (the answer is not counted). */
uint64_t delivered_begin(Delivered *delivered, const DeliveredNote *note);
/* The same worker; `is_complete` false: the client left, nothing is credited. */
void delivered_end(Delivered *delivered, uint64_t tag, uint64_t bytes, bool is_complete);

/* One thread: gives every finished note to `fn`. */
typedef void (*DeliveredFn)(const DeliveredNote *note, void *user);
void delivered_gather(Delivered *delivered, DeliveredFn fn, void *user);

/* Answers that could not be counted since the start; any thread. */
uint64_t delivered_lost(const Delivered *delivered);
