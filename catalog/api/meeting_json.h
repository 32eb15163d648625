/* Meetings on the wire. What a reader is told depends on whether she runs the meeting. */
#pragma once

#include <glib.h>

#include "catalog/meeting/meeting_input_table.h"
#include "catalog/meeting/meeting_list.h"
#include "catalog/meeting/meeting_viewer.h"
#include "catalog/store/database.h"

/* `seen` as MeetingRow of the contract; `rows` (MeetingSeen) as a list of them. */
void meeting_json_append_list(GString *out, const GPtrArray *rows);

/* One meeting in full, as `viewer` sees it. On a database thread. Caller frees. */
char *meeting_json_detail(Database *database, const MeetingViewer *viewer, const MeetingRow *row,
                          bool runs, GError **error);

/* Where encoders push to; "" when a way is off. */
typedef struct MeetingJsonPush {
    const char *host;
    unsigned rtmp_port, srt_port;
} MeetingJsonPush;

void meeting_json_append_input(GString *out, const MeetingInputRow *row,
                               const MeetingJsonPush *push);
