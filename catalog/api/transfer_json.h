/* TransferDesk on the wire. */
#pragma once

#include <glib.h>

#include "base/json_table.h"
#include "catalog/api/call.h"
#include "catalog/roster/transfer_table.h"

extern const JsonTable TRANSFER_JSON; /* structs that borrow from TransferRow */

/* TransferRow elements → structs of TRANSFER_JSON as who asks sees them, which borrow from the
 * rows. NULL with an error. Caller unrefs. */
GPtrArray *transfer_json_rows(Database *database, const Call *call, const GPtrArray *rows,
                              GError **error);

/* Texts. NULL with an error. Caller frees. */
char *transfer_json(Database *database, const Call *call, const TransferRow *row, GError **error);
char *transfer_json_list(Database *database, const Call *call, const GPtrArray *rows,
                         GError **error);
