/* Viewings: one row for each time that somebody opened a meeting, its recording or a lesson. All
 * verbs run on a database thread; writing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/id.h"
#include "catalog/store/database.h"
#include "catalog/viewing/viewing_turns.h"
#include "catalog/viewing/viewing_types.h"

/* Those of nobody in particular are kept that long after their last sign of life. */
#define VIEWING_KEEP_ANONYMOUS_US (30 * 24 * 3600 * CLOCK_US_PER_S)

/* Owns nothing. */
typedef struct ViewingRow {
    char id[ID_TEXT_BYTES];
    char meeting_id[ID_TEXT_BYTES]; /* one of both … */
    char lesson_id[ID_TEXT_BYTES];  /* … the other is "" */
    ViewingWho who;
    char who_id[ID_TEXT_BYTES];   /* account or screen; "": anonymous */
    char place_id[ID_TEXT_BYTES]; /* where the screen stands; "": none */
    char study_id[ID_TEXT_BYTES]; /* study session that it belongs to; "": none */
    bool is_live;                 /* false: the recording, or a lesson */
    bool is_kept;                 /* downloaded, to be watched without a line */
    bool is_over;                 /* its player said that it ends */
    int64_t taken_at_us;          /* told to go on here; 0: since its opening */
    ViewingState state;
    int64_t started_at_us, expires_at_us;
    int64_t last_beat_at_us; /* wall clock; 0: none yet */
    int64_t last_sequence;
    int64_t resume_ms;
    int64_t delivered_ms, delivered_bytes; /* sums of what the gate has sent */
    int64_t base_wall_us, duration_us;     /* of what is watched, as read; 0: not known, none */
} ViewingRow;

/* Id of what is watched. */
const char *viewing_table_of(const ViewingRow *row);

/* Sets id, place and start. `device`: what the player says of itself. */
bool viewing_table_insert(Database *database, ViewingRow *row, const char *device, GError **error);

/* ERROR_NOT_FOUND. */
bool viewing_table_get(Database *database, const char *id, ViewingRow *ret_row, GError **error);

/* State, last beat, resume position, what was delivered, when it took the person, its end. A row
 * that is gone is no error. */
bool viewing_table_update(Database *database, const ViewingRow *row, GError **error);

/* Where this person or screen left the recording or lesson, in a study session where its screens
 * did; 0: at the beginning, or at its end. */
bool viewing_table_resume(Database *database, const ViewingRow *of, int64_t *ret_resume_ms,
                          GError **error);

/* Viewings of the last VIEWING_STAKE_US that took this account and have not ended; nothing for who
 * is no account. */
#define VIEWING_STAKE_US (24 * 3600 * CLOCK_US_PER_S)
bool viewing_table_stakes(Database *database, const ViewingRow *of, ViewingStakes *ret_stakes,
                          GError **error);

/* Removes what is older than VIEWING_KEEP_ANONYMOUS_US of nobody in particular. */
bool viewing_table_purge(Database *database, int64_t *ret_removed, GError **error);
