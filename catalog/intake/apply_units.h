/* Writes rows of units that were planned, see import_apply.h. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/intake/import_roster.h"
#include "catalog/intake/import_table.h"

bool apply_units_run(Database *database, ImportTable *table, ImportRoster *roster, GError **error);
