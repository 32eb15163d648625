/* The languages that the county speaks and the server knows by itself. ICU has no data for half of
 * them, wrong directions for others. The office adds rows and names languages differently without a
 * rebuild: its rows are values that the caller brings. Pure; static data. */
#pragma once

#include <stdbool.h>

typedef struct Language {
    const char *tag;     /* BCP 47, as short as it is clear: "lis", "kk-Cyrl" */
    const char *autonym; /* its name in itself: a device may not know the tag */
    const char *name_zh, *name_en;
    const char *script; /* ISO 15924 */
    const char *code3; /* ISO 639-2/T, else 639-3: for MP4 (ISO/IEC 14496-12 §8.4.2) and MPEG-TS */
    bool is_rtl;
    bool is_vertical; /* columns from left to right (GB/T 26233) */
} Language;

/* All rows. A tag with a script stands before the bare one. */
const Language *language_table_rows(unsigned *ret_n);

/* RFC 4647 §3.4 (lookup): the tag, then without its last subtag, and so on; at each step a row of
 * the office's (`own_rows`, may be NULL) comes before a built-in one. NULL: unknown. */
const Language *language_table_lookup(const char *tag, const Language *own_rows, unsigned n_own);

/* Of the built-in rows; an unknown tag is returned as it is. */
const char *language_table_autonym(const char *tag);

/* Of the built-in rows, else the tag's own three letters, else "und". A code stands for itself. */
#define LANGUAGE_TABLE_CODE3_BYTES 4 /* with NUL */
void language_table_code3(const char *tag, char ret_code3[LANGUAGE_TABLE_CODE3_BYTES]);

/* Whether the office may add such a row: tag well-formed, script and code of the right form, names
 * not empty. */
bool language_table_is_sound(const Language *row);
