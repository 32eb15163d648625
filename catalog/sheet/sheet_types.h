/* Cells, rows and limits of spreadsheets; what sheet_reader.h gives and sheet_writer.h takes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct SheetLimits {
    unsigned max_rows;           /* rows that are given */
    unsigned max_columns;        /* up to the last cell with content */
    unsigned max_cell_chars;     /* characters of one cell */
    size_t max_row_bytes;        /* text of one row, UTF-8 */
    size_t max_shared_bytes;     /* XLSX: table of shared texts, in memory */
    uint64_t max_unzipped_bytes; /* XLSX: of all that a selected sheet needs */
    unsigned max_ratio;          /* XLSX: unzipped to zipped, of one member above 16 MiB */
} SheetLimits;

typedef enum SheetFormat {
    SHEET_FORMAT_TEXT, /* CSV and TSV */
    SHEET_FORMAT_XLSX,
} SheetFormat;

typedef enum SheetCellKind {
    SHEET_CELL_EMPTY,
    SHEET_CELL_TEXT,        /* the only one beside EMPTY in CSV */
    SHEET_CELL_NUMBER,      /* as the file has it: "12", "5.1022419800101E+17" */
    SHEET_CELL_DATE,        /* "2024-02-29", "2024-02-29T08:30:00", "08:30:00" */
    SHEET_CELL_BOOLEAN,     /* "TRUE", "FALSE" */
    SHEET_CELL_ERROR,       /* "#N/A", "#REF!" … */
    SHEET_CELL_MERGED_AWAY, /* inside a merged area, not its first cell; without text */
} SheetCellKind;

typedef struct SheetCell {
    const char *text; /* UTF-8, ends with NUL, has none inside; never NULL */
    size_t length;    /* bytes */
    SheetCellKind kind;
    bool is_formula; /* text is what the last calculation gave; EMPTY: never calculated */
} SheetCell;

typedef struct SheetRow {
    unsigned number;  /* as a spreadsheet program shows it: from 1; empty rows count, too */
    unsigned n_cells; /* up to the last one that is not EMPTY */
    const SheetCell *cells;
} SheetRow;

typedef enum SheetStep {
    SHEET_FAILED = -1,
    SHEET_END = 0,
    SHEET_ROW = 1,
} SheetStep;

/* Of a table that is written. */
typedef struct SheetColumn {
    const char *header;
    unsigned width; /* characters, XLSX only */
    bool is_number; /* cells that read as a plain decimal number become numbers, XLSX only */
} SheetColumn;
