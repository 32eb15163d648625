/* The kinds of reports that there are. */
#pragma once

#include "catalog/report/report_types.h"

/* NULL: there is none. */
const ReportKind *report_find(const char *word);
