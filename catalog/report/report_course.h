/* A course: the members of the units, each with the lessons that he has watched alone and the study
 * sessions of the course at which he was, of whatever year. On a database thread. */
#pragma once

#include "catalog/report/report_types.h"

extern const ReportKind REPORT_COURSE;
