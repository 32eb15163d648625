/* Reads what an attendance sheet says. On a database thread. */
#pragma once

#include <stdbool.h>

#include "catalog/attendance/register_table.h"
#include "catalog/paper/paper_sheet.h"
#include "catalog/store/database.h"

typedef struct PaperSheetOrder {
    const RegisterRow *row;
    const char *roots_json; /* people and places of these units and below; NULL: everywhere */
    PaperLanguage language;
    bool is_blank;
    const char *printed_by; /* a name */
} PaperSheetOrder;

/* ERROR_TOO_LARGE: more than PAPER_SHEET_MAX_ROWS. */
PaperSheet *paper_sheet_load(Database *database, const PaperSheetOrder *order, GError **error);
