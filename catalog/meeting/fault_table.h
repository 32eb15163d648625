/* Spans of a meeting's media in which the platform failed, or nobody in its room sent: nobody is
 * late or gone through them (docs/attendance.md, "Faults"). All verbs run on a database thread;
 * writing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/meeting/meeting_media.h"
#include "catalog/store/database.h"

typedef struct FaultSpan {
    int64_t from_ms, to_ms; /* media time, half-open */
} FaultSpan;

/* FaultSpan elements in order, disjoint and not touching: all that is known of the meeting, whoever
 * said it. */
GArray *fault_table_spans(Database *database, const char *meeting_id, GError **error);

/* What the media side says; one that is known already, and a meeting that is gone, are no error.
 * More than FAULT_MAX_OF_MEETING are not kept. */
#define FAULT_MAX_OF_MEETING 1000
bool fault_table_note(Database *database, const char *meeting_id, const MeetingMediaFault *fault,
                      GError **error);
