/* What the columns of a spreadsheet may hold, and how their headers are recognised. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum ImportKind { IMPORT_UNITS, IMPORT_MEMBERS } ImportKind;

#define IMPORT_MAX_FIELDS 8 /* of a kind */

enum { UNIT_FIELD_PARENT, UNIT_FIELD_NAME, UNIT_FIELD_LEVEL, UNIT_FIELD_CODE, UNIT_FIELD_EXTERNAL };
enum {
    MEMBER_FIELD_NAME,
    MEMBER_FIELD_IDENTITY,
    MEMBER_FIELD_PHONE,
    MEMBER_FIELD_UNIT,
    MEMBER_FIELD_KIND,
    MEMBER_FIELD_GENDER,
    MEMBER_FIELD_FROM,
    MEMBER_FIELD_EXTERNAL,
};

typedef struct ImportField {
    const char *word; /* on the wire; NULL ends the table */
    const char *name; /* what it is usually called, for people */
    bool is_required;
    bool is_secret;            /* a number of a person: masked wherever it is shown */
    bool fills_down;           /* a merged cell counts for all its rows */
    const char *const *titles; /* other names, without spaces and brackets; NULL-terminated */
} ImportField;

extern const char *const IMPORT_KIND_WORDS[]; /* indexed by ImportKind, NULL-terminated */

/* In the order of the enums above. */
const ImportField *import_field_table(ImportKind kind);

/* Index of the field with this word, -1 for none. */
int import_field_find(ImportKind kind, const char *word);

/* Index of the field that a column with this header holds, -1 for none: "身份证号码（18位）*" is
 * an identity number. Its own names first, then the longest one that the header contains. */
int import_field_of_header(ImportKind kind, const char *header);
