/* The text that invites to a meeting, to be pasted elsewhere. Pure; any thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/meeting/meeting_table.h"

#define INVITATION_BEIJING "Asia/Shanghai"

/* Title, who holds it, when in its own time zone and, when that is another one, in Beijing, the
 * link. Caller frees. */
char *invitation_text(const MeetingRow *row, const char *url, bool is_chinese);
