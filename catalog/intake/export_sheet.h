/* The roster as a spreadsheet that an import takes again without a change: its columns are those of
 * import_field.h. All verbs run on a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/sheet/sheet_types.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

typedef struct ExportSheetQuery {
    const char *unit_id; /* this unit and all below; "": the whole tree */
    const char *const
        *roots;        /* paths of names begin at the highest of these units; NULL: at the top */
    bool is_units;     /* otherwise the members whose home they are */
    bool with_numbers; /* of members: identity and telephone numbers, in clear */
    SheetFormat format;
} ExportSheetQuery;

bool export_sheet_count(Database *database, const ExportSheetQuery *query, int64_t *ret_rows,
                        GError **error);

/* The file in memory, rows in the order of the tree, then by name. */
GBytes *export_sheet_make(Database *database, const ExportSheetQuery *query,
                          const FieldCrypto *crypto, unsigned *ret_rows, GError **error);
