/* What there is to say about a row of a spreadsheet: one table of sentences in the languages of the
 * pages. Pure. */
#pragma once

#include <glib.h>

#include "catalog/intake/import_field.h"

typedef enum ImportNoteKind {
    /* the row is wrong */
    NOTE_NAME_MISSING,
    NOTE_NAME_BAD,
    NOTE_IDENTITY_ROUNDED,
    NOTE_IDENTITY_WRONG,
    NOTE_PHONE_WRONG,
    NOTE_UNIT_MISSING,
    NOTE_UNIT_UNKNOWN,
    NOTE_UNIT_AMBIGUOUS,
    NOTE_KIND_UNKNOWN,
    NOTE_GENDER_UNKNOWN,
    NOTE_DAY_WRONG,
    NOTE_CODE_WRONG,
    NOTE_CODE_ROUNDED,
    NOTE_EXTERNAL_BAD,
    NOTE_FORMULA_EMPTY,
    NOTE_CELL_ERROR,
    NOTE_CELL_MERGED,
    NOTE_TWICE_IN_FILE,
    NOTE_TWICE_NO_NUMBER,
    NOTE_NAMESAKES,
    NOTE_OTHER_PERSON,
    NOTE_NOT_YOURS,
    NOTE_PARENT_UNKNOWN,
    NOTE_PARENT_AMBIGUOUS,
    NOTE_CYCLE,
    NOTE_TOO_DEEP,
    NOTE_LEVEL_UNKNOWN,
    NOTE_REFUSED,
    /* it is good, but worth knowing */
    NOTE_RENAMED,
    NOTE_MOVES,
    NOTE_RETURNS,
    NOTE_LEVEL_NEW,
    NOTE_TOTAL_ROW,
    NOTE_HEADER_AGAIN,
    /* about the file as a whole */
    NOTE_COLUMNS_MISSING,
    NOTE_WRONG_COUNTY,
    IMPORT_N_NOTES,
} ImportNoteKind;

typedef enum ImportLanguage { IMPORT_ZH_CN, IMPORT_EN, IMPORT_N_LANGUAGES } ImportLanguage;

/* `a` and `b` stand in the sentence where the table has {a} and {b}; NULL: nothing. An error's
 * sentence in them (NOTE_IDENTITY_WRONG, NOTE_REFUSED) is told in `language`, too. Caller frees. */
char *import_note_text(ImportNoteKind kind, ImportLanguage language, const char *a, const char *b);

/* "en…" is English, everything else (NULL too) Chinese. */
ImportLanguage import_note_language(const char *locale);
