/* Viewings of who is in the room of a group meeting: opened by the server, for what the SFU has
 * delivered. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "catalog/attendance/room_quiet.h"
#include "catalog/store/database.h"
#include "catalog/viewing/credit_live.h"
#include "catalog/viewing/viewing_table.h"

typedef struct RoomViewing {
    ViewingRow row;
    bool is_none;         /* no group meeting, or it is not open: nothing of it is counted */
    ViewingStakes stakes; /* for its opening in the log, like the terms */
    CreditLiveTerms terms;
} RoomViewing;

/* Inside a write job. */
bool room_viewing_open(Database *database, const char *meeting_id, const char *person_id,
                       bool is_screen, RoomViewing *ret_viewing, GError **error);

/* ViewingRow elements, of the last day: those that a server that was killed has left without an
 * end. */
GPtrArray *room_viewing_list_left(Database *database, int64_t now_us, GError **error);

/* The time in which the server was gone, and a moment to come back, is a fault of those of their
 * meetings that are still open. Of that list; inside a write job. */
#define ROOM_VIEWING_BACK_US (30 * CLOCK_US_PER_S)
bool room_viewing_note_away(Database *database, const GPtrArray *left, int64_t now_us,
                            GError **error);

/* Nobody in the room of the meeting sent anything: a fault of it, if it is an open group meeting;
 * else
 * `*ret_is_none`. Of quiet since the beginning nothing is noted when somebody was heard before: by
 * a server that was killed, whose time away is a fault. Inside a write job. */
bool room_viewing_note_quiet(Database *database, const char *meeting_id, const RoomQuietSpan *quiet,
                             bool *ret_is_none, GError **error);
