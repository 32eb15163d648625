/* What rows of units would do, see import_plan.h. A parent may stand further down in the file: rows
 * whose parent is not known yet wait for the next round. */
#pragma once

#include "catalog/intake/import_roster.h"
#include "catalog/intake/import_table.h"

/* The unit names of `roster` gain those to be made. A row's `match` is its parent. */
void plan_units_run(ImportTable *table, ImportRoster *roster, const ImportScope *scope);
