/* The spreadsheet of old films: one row a file, with the lesson that it becomes. Pure; nothing but
 * the sheet itself is judged here. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define COURSE_SHEET_MAX_ROWS 5000

typedef enum CourseSheetField {
    COURSE_SHEET_FILE,
    COURSE_SHEET_COURSE,
    COURSE_SHEET_LESSON,
    COURSE_SHEET_SERIES,
    COURSE_SHEET_LANGUAGE,
    COURSE_SHEET_TOPIC,
    COURSE_SHEET_REQUIRED,
    COURSE_SHEET_AUDIENCE,
    COURSE_SHEET_N_FIELDS
} CourseSheetField;

typedef struct CourseSheetRow {
    unsigned number;                     /* as a spreadsheet program shows it */
    char *values[COURSE_SHEET_N_FIELDS]; /* tidied; NULL: empty */
    bool has_required, is_required;      /* has_: the cell says something */
    bool has_audience, is_public;        /* likewise; not public: who is signed in */
    char *problem;                       /* one sentence, or NULL: the row is good */
} CourseSheetRow;

/* What a column is called, for people. */
const char *course_sheet_field_name(CourseSheetField field);

/* CourseSheetRow elements in their order. `sheet` counts from 0. Merged cells count for all their
 * rows; other columns, empty rows and a header that comes again are passed over. ERROR_CONFIG
 * (a column is missing) and those of sheet_reader.h. */
GPtrArray *course_sheet_read(GBytes *file, unsigned sheet, GError **error);

/* The first problem counts. Takes the sentence. */
void course_sheet_row_wrong(CourseSheetRow *row, char *take_problem);
