/* Exports of reports: what export_api.c does for the roster, done for them. */
#pragma once

#include "catalog/api/call.h"
#include "catalog/roster/export_table.h"

/* The report may be asked for by who asks, and names so many people. ERROR_INVALID for a report
 * that cannot be. */
bool export_report_count(Database *database, const Call *call, const ExportRow *row,
                         int64_t *ret_people, GError **error);

GBytes *export_report_make(Database *database, const Call *call, const ExportRow *row,
                           unsigned *ret_people, GError **error);

/* Writes down that it was given, in the transaction that takes it. */
bool export_report_note(Database *database, const Call *call, const ExportRow *row,
                        unsigned n_people, GError **error);

/* "attachment; …"; caller frees. */
char *export_report_disposition(const ExportRow *row);
