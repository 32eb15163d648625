/* Meetings that come again: instances are rows made ahead, each of which is changed alone. Inside
 * a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/meeting/meeting_plan.h"
#include "catalog/store/database.h"

#define MEETING_SERIES_AHEAD_US (INT64_C(60) * 86400 * 1000000)
#define MEETING_SERIES_AHEAD    12 /* at most so many to come */

typedef struct MeetingSchedule {
    int64_t starts_at_us, ends_at_us; /* of the first */
    int64_t repeat_until_us;          /* 0: no end */
    const char *created_by;           /* id of the account */
} MeetingSchedule;

/* Stores a plan: one meeting, or a series with its first instances; `ret_id` gets the id of the
 * first. ERROR_INVALID, and the errors of meeting_plan_make(). */
bool meeting_series_plan(Database *database, const MeetingPlan *plan,
                         const MeetingSchedule *schedule, char ret_id[ID_TEXT_BYTES],
                         GError **error);

/* Makes what is due of all series. */
bool meeting_series_extend(Database *database, int64_t now_us, unsigned *ret_made, GError **error);
