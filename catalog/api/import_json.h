/* Imports on the wire. */
#pragma once

#include <glib.h>

#include "catalog/intake/import.h"

/* Columns and fields are empty while the file is being read or written. Caller frees. */
char *import_json(const Import *import, ImportLanguage language);

typedef struct ImportRowsQuery {
    int outcome;    /* ImportOutcome, -1: any */
    unsigned after; /* row number; 0: from the start */
    unsigned limit;
    ImportLanguage language;
} ImportRowsQuery;

/* Of an import that rests. Caller frees. */
char *import_json_rows(const Import *import, const ImportRowsQuery *query);
