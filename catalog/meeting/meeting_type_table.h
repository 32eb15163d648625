/* What a meeting is called in the county: broadcast, lecture … and what it adds itself. All verbs
 * run on a database thread; writing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define MEETING_TYPE_NAME_MAX_CHARS 32
#define MEETING_MAX_TYPES           100

typedef struct MeetingTypeRow {
    char id[ID_TEXT_BYTES];
    char *name;
    bool is_builtin;
} MeetingTypeRow;

void meeting_type_row_free(MeetingTypeRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MeetingTypeRow, meeting_type_row_free)

/* MeetingTypeRow elements, built-in ones first. */
GPtrArray *meeting_type_list(Database *database, GError **error);
/* Sets id. ERROR_INVALID for a bad name, ERROR_CONFLICT for one that is there or too many. */
bool meeting_type_insert(Database *database, MeetingTypeRow *row, GError **error);
