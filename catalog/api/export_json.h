/* Exports on the wire: ExportRow of player-web/shared/contract/sheets.ts. */
#pragma once

#include <glib.h>

#include "catalog/roster/export_table.h"

/* As `account_id` sees it. Caller frees. */
char *export_json(const ExportRow *row, const char *account_id);
char *export_json_list(const GPtrArray *rows, const char *account_id);
