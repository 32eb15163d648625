/* Days and times of workbooks: a number together with a number format (ECMA-376 part 1, 18.8.30 and
 * 18.17.4). Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum XlsxDateKind {
    XLSX_DATE_NOT,    /* a number as any other */
    XLSX_DATE_DAY,    /* shows days only */
    XLSX_DATE_TIME,   /* shows hours, minutes, seconds only */
    XLSX_DATE_MOMENT, /* both, or what the value says */
} XlsxDateKind;

#define XLSX_DATE_TEXT_BYTES 24

XlsxDateKind xlsx_date_kind_of_code(const char *format_code);
/* Formats that have a number, but no code in the file. */
XlsxDateKind xlsx_date_kind_of_builtin(unsigned format_id);

/* "2024-02-29", "2024-02-29T08:30:00" or "08:30:00". False when the number is none of these: not a
 * number, negative, after 9999, or the 29 February 1900 that never was. */
bool xlsx_date_text(const char *number, XlsxDateKind kind, bool is_1904,
                    char ret_text[static XLSX_DATE_TEXT_BYTES]);
