/* What asking for and taking of every kind of export share. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/roster/export_table.h"
#include "catalog/store/database.h"

/* Who may allow it, besides who asks: account ids in *ret_audience, freed with g_strfreev().
 * ERROR_CONFLICT when there is nobody. */
bool export_ask_find_deciders(Database *database, const ExportRow *row, GStrv *ret_audience,
                              GError **error);

/* It is taken: a leaf of the ledger, in the transaction of the taking. ERROR_UNAVAILABLE while the
 * ledger waits. */
bool export_ask_seal(Database *database, const ExportRow *row, int64_t n_rows, GError **error);
