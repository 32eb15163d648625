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
 * score = Σ weight × share / Σ weight, over the terms that the unit has: without an event
 * `attended` is none, without asked hours `hours` and `met` are none. Thousandths, rounded down. */
#pragma once

#include "catalog/report/report_types.h"

extern const ReportKind REPORT_RANK;
