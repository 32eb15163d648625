/* How the cells of a text file are parted. Pure. */
#pragma once

#include <stddef.h>

typedef struct CsvDialect {
    char separator; /* comma, tab or semicolon */
    size_t n_skip;  /* bytes of a first line "sep=;", which is no row */
} CsvDialect;

/* Decides from the beginning of the text: the separator that parts the most of the first rows into
 * the same number of cells; comma when nothing parts them. */
CsvDialect csv_dialect_find(const char *text, size_t length);
