/* The indicators of a year in a ranking: published ones, and drafts where they are asked for. On a
 * database thread. */
#pragma once

#include "catalog/attendance/indicator_table.h"
#include "catalog/report/report_types.h"
#include "catalog/report/report_score.h"

typedef struct ReportIndicator {
    const IndicatorRow *row; /* borrowed */
    GHashTable *values;      /* of units: id → IndicatorValue, borrowed */
    ReportSpan span;         /* of the units compared */
    unsigned n_values;       /* … that have one */
} ReportIndicator;

typedef struct ReportIndicators {
    GPtrArray *rows; /* IndicatorRow */
    ReportIndicator *list;
    unsigned n;
} ReportIndicators;

/* Those with a value of one of these units. */
bool report_indicator_load(Database *database, const ReportQuery *query,
                           const char *const *unit_ids, ReportIndicators *ret_indicators,
                           GError **error);
void report_indicator_clear(ReportIndicators *indicators);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReportIndicators, report_indicator_clear)

/* The unit's term. A unit without a value has none. */
ReportTerm report_indicator_term(const ReportIndicator *indicator, const char *unit_id);

/* "安全生产 12.5 → 80%；…": what the unit has of each, drafts marked; NULL: nothing. Caller frees.
 */
char *report_indicator_words(const ReportIndicators *indicators, const char *unit_id);
