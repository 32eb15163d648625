#include "catalog/report/report.h"

#include <string.h>

#include "catalog/report/report_course.h"
#include "catalog/report/report_gaps.h"
#include "catalog/report/report_rank.h"
#include "catalog/report/report_record.h"
#include "catalog/report/report_year.h"

static const ReportKind *const KINDS[] = {&REPORT_YEAR,   &REPORT_RANK,   &REPORT_EVENT,
                                          &REPORT_COURSE, &REPORT_PERSON, &REPORT_GAPS};

const ReportKind *report_find(const char *word) {
    for (unsigned i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (strcmp(KINDS[i]->word, word) == 0)
            return KINDS[i];
    return NULL;
}
