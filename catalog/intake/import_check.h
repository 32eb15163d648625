/* Judges the cells of one row by themselves, without the roster, and puts good ones into their one
 * form: identity numbers of 18 digits, telephones without spaces, days as YYYY-MM-DD. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/intake/import_table.h"

/* NFC, no space at the ends and none between Chinese characters ("张 三"). Caller frees. */
char *import_check_tidy(const char *text);

/* What a numeric cell of a spreadsheet stands for, written out: "1.38E10" is 13800000000. NULL when
 * it has more digits than a spreadsheet keeps (15): the rest is lost. Caller frees. */
char *import_check_number(const char *text);

/* A number that was lost to rounding, in this field. */
void import_check_rounded(ImportTable *table, ImportRow *row, int field, const char *text);

void import_check_row(ImportTable *table, ImportRow *row);

/* "2024-07-01", "2024/7/1", "2024.7.1", "2024年7月1日", "20240701", "2024-07-01T00:00:00" →
 * "2024-07-01"; NULL for what is no day. Caller frees. */
char *import_check_day(const char *text);
