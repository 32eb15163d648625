/* Spans that were withdrawn from a meeting: neither live nor later to be seen. All verbs run on a
 * database thread; writing ones inside a write job. Media learns of them by the meeting's order. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define CUT_MAX_OF_MEETING 200

typedef struct CutRow {
    char id[ID_TEXT_BYTES];
    int64_t from_ms, to_ms; /* media time, half-open */
} CutRow;

/* CutRow elements by their begin. */
GArray *cut_table_list(Database *database, const char *meeting_id, GError **error);

/* Sets the id. ERROR_INVALID for a span that is none, ERROR_CONFLICT for too many. */
bool cut_table_insert(Database *database, const char *meeting_id, CutRow *cut, const char *made_by,
                      GError **error);

/* ERROR_NOT_FOUND, in the words of rights_not_found(). */
bool cut_table_remove(Database *database, const char *meeting_id, const char *id, GError **error);
