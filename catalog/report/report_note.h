/* Who was given a report that names people, of which units: one row and one leaf of the ledger a
 * day for each reader, report and form; not one for each person in it (docs/attendance.md,
 * "Reads"). Inside a write job. */
#pragma once

#include "catalog/report/report_types.h"

typedef struct ReportGiven {
    const ReportKind *kind;
    const char *reader_id;  /* account */
    const char *subject;    /* unit, register, course; NULL or "": everything within reach */
    const char *roots_json; /* as in ReportQuery: whom it covers */
    int year;               /* 0: none */
    const char *form;       /* "screen", "csv", "xlsx" */
    int64_t n_people;
} ReportGiven;

/* ERROR_UNAVAILABLE while the ledger waits. */
bool report_note(Database *database, const ReportGiven *given, GError **error);
