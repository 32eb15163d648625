/* Reports on the wire: an object for each row, its keys are those of the kind's columns. */
#pragma once

#include <glib.h>

#include "catalog/report/report_types.h"
#include "catalog/report/report_facts.h"
#include "catalog/report/report_indicator.h"

/* `is_first`: nothing stands before it in the list. Numbers are whole; moments as everywhere;
 * texts and numbers that are not there are left out. */
void report_json_append_row(const ReportKind *kind, const ReportCell *cells, bool is_first,
                            GString *out);

/* "kind":…,"year":…,"rule":…,"made_at":…,"checkpoint":…: the members that begin every answer, each
 * with a comma behind. */
void report_json_append_head(const ReportKind *kind, const ReportQuery *query,
                             const ReportFacts *facts, GString *out);
/* "about":…, with a comma behind; NULL: nothing. */
void report_json_append_about(const char *about, GString *out);
/* "formula":{…}, with a comma behind: report_rank.h for programs. */
void report_json_append_formula(const ReportQuery *query, const ReportIndicators *indicators,
                                GString *out);
/* "sum":{…}, with a comma behind. */
void report_json_append_sum(const ReportSum *sum, GString *out);
