/* What rows of members would do, see import_plan.h. The same person is known by identity number,
 * then by external id, then, when the row or the roster has no number, by name within the unit. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/intake/import_roster.h"
#include "catalog/intake/import_table.h"

bool plan_members_run(ImportTable *table, ImportRoster *roster, const FieldCrypto *crypto,
                      GError **error);
