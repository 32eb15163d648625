/* Compares the rows of a spreadsheet with the roster and decides what each would do. Nothing is
 * written: a dry run is this, and applying begins with it. On a database thread's data, pure
 * otherwise. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/intake/import_roster.h"
#include "catalog/intake/import_table.h"

/* Sets outcome, unit, match and notes of every row that the reader found good. Of a table planned
 * before import_table_forget_plan() must have been called. For units the names of `roster` gain
 * those to be made. ERROR_INVALID when the roster's lookups cannot be made (broken text). */
bool import_plan(ImportTable *table, ImportRoster *roster, const ImportScope *scope,
                 const FieldCrypto *crypto, GError **error);
