/* Writes what an import's plan says, in one write job: planned once more against the roster of that
 * moment, then row by row. A row that the roster refuses is undone alone and becomes wrong; when
 * anything else fails nothing of the import stays. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/intake/import_roster.h"
#include "catalog/intake/import_table.h"
#include "catalog/store/database.h"

/* A write job's work. `prepared` may be NULL; its rows are used up. *ret_roster is what it was
 * compared with, for paths of names. */
bool import_apply(Database *database, ImportTable *table, const ImportScope *scope,
                  const FieldCrypto *crypto, GPtrArray *prepared, ImportRoster **ret_roster,
                  GError **error);

/* The second half alone, of a plan that is known to hold still. `roster` is what it was made with.
 */
bool import_apply_planned(Database *database, ImportTable *table, ImportRoster *roster,
                          const FieldCrypto *crypto, GPtrArray *prepared, GError **error);
