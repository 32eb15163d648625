/* Units on the wire. */
#pragma once

#include <glib.h>

#include "base/json_table.h"
#include "catalog/api/call.h"
#include "catalog/roster/unit_tree.h"
#include "catalog/store/database.h"

/* {id, name} of a unit; texts are borrowed. */
typedef struct UnitStepJson {
    const char *id, *name;
} UnitStepJson;
extern const JsonTable UNIT_JSON_STEP;

/* UnitStep elements → structs of UNIT_JSON_STEP, which borrow from them. Caller unrefs. */
GPtrArray *unit_json_steps(const GPtrArray *steps);

/* GPtrArray of UnitTreeRow → list. Caller frees. */
char *unit_json_list(const GPtrArray *rows);

/* One unit as who asks may see it: the path begins where his reach does, former parents beyond it
 * have no name. NULL with an error. Caller frees. */
char *unit_json_detail(Database *database, const Call *call, const char *unit_id, GError **error);
