/* What would close a member's gap: lessons that he may watch, in his language, and has not watched,
 * until their hours are enough; required courses first, then the newest. On a database thread. */
#pragma once

#include "catalog/report/report_types.h"

extern const ReportKind REPORT_GAPS;

/* His hours of the year, as REPORT_YEAR has them. ERROR_NOT_FOUND for who has no home then. */
bool report_gaps_sum(Database *database, const ReportQuery *query, ReportSum *ret_sum,
                     GError **error);
