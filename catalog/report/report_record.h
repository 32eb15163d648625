/* Closed records as rows: of one register, and of one member in a year; the newest of each chain.
 * On a database thread. */
#pragma once

#include "catalog/report/report_types.h"

extern const ReportKind REPORT_EVENT;
extern const ReportKind REPORT_PERSON;
