/* The table of shared texts (ECMA-376 part 1, 18.4): read whole into one piece of memory, bounded.
 * Runs of rich text are joined; readings for pronunciation are left out. */
#pragma once

#include <glib.h>
#include <stddef.h>

#include "catalog/sheet/xlsx_zip.h"

typedef struct XlsxStrings XlsxStrings;

/* `part` NULL: an empty table. TOO_LARGE: more than max_shared_bytes. */
XlsxStrings *xlsx_strings_read(XlsxZip *zip, const char *part, const SheetLimits *limits,
                               GError **error);
void xlsx_strings_free(XlsxStrings *strings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XlsxStrings, xlsx_strings_free)

/* NULL when there is no such text. Borrowed. */
const char *xlsx_strings_get(const XlsxStrings *strings, size_t index, size_t *ret_length);
