/* The arithmetic of a ranking. Pure; thousandths, rounded down. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct ReportTerm {
    unsigned weight;
    int64_t share;
    bool is_there; /* else it has no weight */
} ReportTerm;

/* Σ weight × share / Σ weight. False: no term has a weight. */
bool report_score(const ReportTerm *terms, unsigned n_terms, int64_t *ret_score);

/* What is compared lies between these. */
typedef struct ReportSpan {
    int64_t least, most;
} ReportSpan;

/* How far the value is from the worst to the best. False when all are the same: it tells nothing
 * apart. */
bool report_score_share(int64_t value, ReportSpan span, bool is_higher_better, int64_t *ret_share);
