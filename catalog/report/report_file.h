/* A report as a file: the rows that the screen has, all of them, in the columns that are for
 * people. XLSX has a sheet for each group (township), with lines above that say what it is and
 * which ledger it was made from; CSV is the table alone. On a database thread, in memory. */
#pragma once

#include <glib.h>

#include "catalog/report/report_facts.h"
#include "catalog/report/report_types.h"
#include "catalog/sheet/sheet_types.h"

typedef struct ReportFile {
    const ReportKind *kind;
    const ReportQuery *query; /* without a page */
    const ReportFacts *facts;
    const char *about; /* the unit, the event …, as it is called; NULL: everything */
    const char *note;  /* one more line, e.g. a formula; or NULL */
    SheetFormat format;
} ReportFile;

GBytes *report_file_make(Database *database, const ReportFile *file, GError **error);

/* How many rows it would have. */
bool report_file_count(Database *database, const ReportKind *kind, const ReportQuery *query,
                       int64_t *ret_rows, GError **error);
