/* Whom a meeting concerns, to be told of it when they are online: the accounts and screens that it
 * is for, and whoever runs it. On a database thread. */
#pragma once

#include <glib.h>

#include "catalog/meeting/meeting_table.h"
#include "catalog/store/database.h"

typedef enum MeetingAudience {
    MEETING_AUDIENCE_STUDIO, /* who runs it: of a rehearsal nobody else hears */
    MEETING_AUDIENCE_ALL
} MeetingAudience;

/* Ids of accounts that are not locked and of paired screens. */
GStrv meeting_audience_ids(Database *database, const MeetingRow *row, MeetingAudience audience,
                           GError **error);
