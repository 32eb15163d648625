/* What must hold for every spreadsheet file, whatever is in it. */
#pragma once

#include <glib.h>

/* Reads every sheet twice: rows rise, cells are valid UTF-8 within the limits, both readings agree,
 * errors are ours. The rows of the first sheet, written as CSV and as XLSX, read back the same. */
void sheet_check_file(GBytes *file);
