#include "catalog/report/report_score.h"

bool report_score(const ReportTerm *terms, unsigned n_terms, int64_t *ret_score) {
    int64_t sum = 0, weight = 0;
    for (unsigned i = 0; i < n_terms; i++) {
        sum += terms[i].is_there ? terms[i].weight * terms[i].share : 0;
        weight += terms[i].is_there ? terms[i].weight : 0;
    }
    *ret_score = weight > 0 ? sum / weight : 0;
    return weight > 0;
}

bool report_score_share(int64_t value, ReportSpan span, bool is_higher_better, int64_t *ret_share) {
    int64_t way = is_higher_better ? value - span.least : span.most - value;
    *ret_share = span.most > span.least ? way * 1000 / (span.most - span.least) : 0;
    return span.most > span.least;
}
