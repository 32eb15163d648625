/* The row-by-row report of an import as a file: what each row does and what is wrong with it. */
#pragma once

#include <glib.h>

#include "catalog/intake/import.h"
#include "catalog/sheet/sheet_types.h"

/* Numbers of people are not in it. */
GBytes *import_report(const ImportWork *work, SheetFormat format, ImportLanguage language,
                      GError **error);

/* What is shown of a row: its name, the path of its unit as it was found or written. Caller frees.
 */
char *import_report_unit(const ImportWork *work, const ImportRow *row);
const char *import_report_name(const ImportWork *work,
                               const ImportRow *row); /* borrowed, never NULL */
