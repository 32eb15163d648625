/* The units just below the asked one, each with all below it, ranked by a formula that is published
 * with it. What is smaller than REPORT_RANK_LEAST members stands behind, without a rank. On a
 * database thread.
 *
 * | term       | share                                                              |
 * |------------|--------------------------------------------------------------------|
 * | `attended` | of meetings and sessions at which members were expected and not excused: those
 * with present, late, left_early | | `hours`    | mean of each member's hours / asked hours, at
 * most 1                | | `met`      | members who have all hours that are asked |
 *
 * Each indicator of the year (report_indicator.h) is a further term: its share is how far the
 * unit's value is from the worst to the best of the units compared.
 *
 * score = Σ weight × share / Σ weight, over the terms that the unit has: without an event
 * `attended` is none, without asked hours `hours` and `met` are none, without a value no indicator
 * is. Thousandths, rounded down. While nobody has a record or a value, no unit has a score. */
#pragma once

#include "catalog/report/report_indicator.h"
#include "catalog/report/report_types.h"

extern const ReportKind REPORT_RANK;

/* Those that the ranking counts, for who says how it was made. */
bool report_rank_indicators(Database *database, const ReportQuery *query,
                            ReportIndicators *ret_indicators, GError **error);
