/* MeetingHealth on the wire. */
#pragma once

#include "catalog/viewing/meeting_health.h"

/* `health` NULL: the meeting is not running. Caller frees. */
char *meeting_health_json_write(const MeetingHealth *health, unsigned n_viewers);
