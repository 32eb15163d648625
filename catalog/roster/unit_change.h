/* Changes of a unit: renamed, moved, given another level, code or place among its siblings; closed.
 * Its former state stays in unit_past. Write jobs only. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/roster/unit_table.h"
#include "catalog/store/database.h"

/* NULL: as it is. */
typedef struct UnitPatch {
    const char *name;
    const char *parent_id; /* "": becomes a root */
    const char *level_id;  /* "": none */
    const char *code;      /* "": none */
    const char *external_id;
    const char *before_id; /* stands before this sibling; "": last. Moved without it: last */
} UnitPatch;

/* Returns the unit as it is afterwards. ERROR_NOT_FOUND for an unknown unit, parent or sibling,
 * ERROR_INVALID for bad values, ERROR_CONFLICT when it or the parent is closed, the parent is below
 * it, the tree would be too deep or a sibling has the name. */
UnitRow *unit_change_patch(Database *database, const char *id, const UnitPatch *patch,
                           GError **error);

/* ERROR_CONFLICT, with the numbers of what stands in the way, while units, people, places, screens
 * or transfers belong to it. */
bool unit_change_close(Database *database, const char *id, GError **error);
