/* What a report is asked with, and whether who asks may have it. */
#pragma once

#include "catalog/api/call.h"
#include "catalog/report/report_types.h"

typedef struct ReportCall {
    const ReportKind *kind;
    ReportQuery query;                          /* its texts are those below */
    char *unit_id, *subject_id, *after, *roots; /* owned, or NULL */
    GBytes *file;                               /* owned */
    const char *form;                           /* "screen", "csv", "xlsx" */
    int64_t n_people;
} ReportCall;

extern const CallState REPORT_CALL; /* a call whose state is one */

/* Fills the state from the path and the query. False when it answered and freed the call. */
bool report_call_read(Call *take_call);

/* Fills roots with the units that are asked for within reach. ERROR_NOT_FOUND for what is out of
 * it. */
bool report_call_open(Database *database, Call *call, GError **error);

/* Writes down that it was given, in the transaction that lets it go. */
bool report_call_note(Database *database, Call *call, GError **error);
