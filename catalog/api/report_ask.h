/* What a report is asked with: of a request's query, or of the text that an export keeps. */
#pragma once

#include "catalog/api/call.h"
#include "catalog/report/report_types.h"

typedef struct ReportAsk {
    const ReportKind *kind;
    ReportQuery query;                          /* its texts are those below */
    char *unit_id, *subject_id, *after, *roots; /* owned, or NULL */
} ReportAsk;

void report_ask_clear(ReportAsk *ask);

/* `get` gives the text of a name, or NULL. False with an error: ERROR_NOT_FOUND for an unknown
 * kind, ERROR_INVALID. */
typedef const char *(*ReportAskFn)(const void *user, const char *name);
typedef struct ReportAskSource {
    const char *kind;
    ReportAskFn get;
    const void *user;
} ReportAskSource;
bool report_ask_read(const ReportAskSource *source, ReportAsk *ret_ask, GError **error);

/* The same of "year?year=2026&only=short", for the unit ("": all within reach). */
bool report_ask_parse(const char *text, const char *unit_id, ReportAsk *ret_ask, GError **error);

/* Fills roots with the units that are asked for within reach. ERROR_NOT_FOUND for what is
 * out of it. */
bool report_ask_open(Database *database, const Call *call, ReportAsk *ask, GError **error);

/* Writes down that one that was opened was given, in the transaction that lets it go. `form`:
 * "screen", "csv", "xlsx". */
typedef struct ReportAskGiven {
    const char *form;
    int64_t n_people;
} ReportAskGiven;
bool report_ask_note(Database *database, const Call *call, const ReportAsk *ask,
                     const ReportAskGiven *given, GError **error);

/* What it is about, as it is called; NULL: everything within reach. ERROR_NOT_FOUND when it is not
 * within it. Caller frees. */
bool report_ask_name(Database *database, const ReportAsk *ask, char **ret_name, GError **error);

/* The file, of all rows. */
GBytes *report_ask_file(Database *database, const ReportAsk *ask, bool is_xlsx, GError **error);

/* How many people it names; 0 of a kind that names none. */
bool report_ask_people(Database *database, const ReportAsk *ask, int64_t *ret_people,
                       GError **error);

/* "attachment; …" by RFC 6266, with the name in UTF-8 by RFC 8187. Caller frees. */
char *report_ask_disposition(const ReportAsk *ask, bool is_xlsx);
