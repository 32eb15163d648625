/* What units were before: each change of name, parent, level or code leaves the state that ended.
 * All verbs run on a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/roster/unit_table.h"
#include "catalog/store/database.h"

#define UNIT_PAST_MAX_ROWS 200

typedef struct UnitPast {
    int64_t from_us, until_us;
    char parent_id[ID_TEXT_BYTES]; /* "": it was a root */
    char *parent_name;             /* as it is called today, or NULL */
    char *name;
    char *code; /* or NULL */
} UnitPast;

/* Keeps the state of `before`, which ends now; `until_us` is later than its from_us. */
bool unit_past_append(Database *database, const UnitRow *before, int64_t until_us, GError **error);

/* UnitPast elements, newest first, at most UNIT_PAST_MAX_ROWS. */
GPtrArray *unit_past_list(Database *database, const char *unit_id, GError **error);
