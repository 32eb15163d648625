/* Reads a whole spreadsheet file and shows it as text, for comparing. */
#pragma once

#include <glib.h>
#include <stddef.h>

#include "catalog/sheet/sheet_reader.h"

/* One line per row: "3: name|n:12|d:2024-01-01|b:TRUE|e:#N/A|^|=n:4|=". Letters: the kind when it
 * is not text; ^ merged away; = a formula. Ends with "! word: message" when reading failed. */
char *sheet_fixture_dump(const void *bytes, size_t size, const SheetLimits *limits,
                         const char *sheet_name);

/* The same of a text file, given as a C string. */
char *sheet_fixture_dump_text(const char *text);
