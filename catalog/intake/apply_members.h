/* Writes rows of members that were planned, see import_apply.h. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/intake/import_roster.h"
#include "catalog/intake/import_table.h"

/* Makes the rows of new members ready, which costs more than storing them: numbers sealed, pinyin.
 * Any thread. Elements are MemberRow or NULL, by row; freed with the array. */
GPtrArray *apply_members_prepare(const ImportTable *table, const FieldCrypto *crypto);

bool apply_members_run(Database *database, ImportTable *table, ImportRoster *roster,
                       const FieldCrypto *crypto, GPtrArray *prepared, GError **error);
