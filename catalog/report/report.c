#include "catalog/report/report.h"

#include <string.h>

#include "catalog/report/report_year.h"

static const ReportKind *const KINDS[] = {&REPORT_YEAR};

const ReportKind *report_find(const char *word) {
    for (unsigned i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (strcmp(KINDS[i]->word, word) == 0)
            return KINDS[i];
    return NULL;
}
