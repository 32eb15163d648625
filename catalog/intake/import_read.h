/* From the bytes of a spreadsheet to rows of an import: finds the header, recognises the columns,
 * judges each cell by itself. Pure; takes seconds for large files, so it runs on a worker. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/intake/import_table.h"
#include "catalog/sheet/sheet_reader.h"

#define IMPORT_MAX_COLUMNS      256
#define IMPORT_HEADER_SEARCH    20 /* rows from the top among which the header is looked for */
#define IMPORT_COLUMN_SAMPLES   3
#define IMPORT_FILE_MAX_BYTES   (32 * 1024 * 1024)
#define IMPORT_HEADER_MAX_CHARS 64

/* How the file is to be read. */
typedef struct ImportLayout {
    unsigned sheet;
    unsigned header_row;             /* 0: look for it */
    bool has_columns;                /* false: recognise them */
    unsigned n_columns;              /* of `columns` */
    int columns[IMPORT_MAX_COLUMNS]; /* field of each, -1: not taken */
} ImportLayout;

typedef struct ImportColumn {
    char *header;
    int field;                            /* -1: not taken */
    char *samples[IMPORT_COLUMN_SAMPLES]; /* numbers of people masked; NULL: fewer */
} ImportColumn;

typedef struct ImportReading {
    GStrv sheets;
    unsigned sheet, header_row, n_header_rows;
    GPtrArray *columns; /* of ImportColumn */
    ImportTable *table;
    char *missing; /* names of required fields that no column holds, or NULL; then there are no rows
                    */
} ImportReading;

void import_read_free(ImportReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportReading, import_read_free)

/* NULL when the file cannot be read: the errors of SheetReader. */
ImportReading *import_read(GBytes *file, ImportKind kind, const ImportLayout *layout,
                           GError **error);
