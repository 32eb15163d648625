#include "catalog/report/report_indicator.h"

#include "base/error.h"
#include "catalog/report/report_number.h"

void report_indicator_clear(ReportIndicators *indicators) {
    for (unsigned i = 0; i < indicators->n; i++)
        g_hash_table_unref(indicators->list[i].values);
    g_free(indicators->list);
    g_clear_pointer(&indicators->rows, g_ptr_array_unref);
    *indicators = (ReportIndicators){.rows = NULL};
}

static bool is_wanted(const IndicatorRow *row, const ReportQuery *query) {
    return row->state == INDICATOR_PUBLISHED ||
           (row->state == INDICATOR_DRAFT && query->has_drafts);
}

/* Values of the units compared. */
static ReportIndicator make(const IndicatorRow *row, const char *const *unit_ids) {
    ReportIndicator made = {.row = row, .values = g_hash_table_new(g_str_hash, g_str_equal)};
    for (unsigned i = 0; i < row->values->len; i++) {
        IndicatorValue *value = row->values->pdata[i];
        if (!g_strv_contains(unit_ids, value->unit_id))
            continue;
        g_hash_table_insert(made.values, value->unit_id, value);
        made.span.least =
            made.n_values == 0 ? value->value_milli : MIN(made.span.least, value->value_milli);
        made.span.most =
            made.n_values == 0 ? value->value_milli : MAX(made.span.most, value->value_milli);
        made.n_values++;
    }
    return made;
}

bool report_indicator_load(Database *database, const ReportQuery *query,
                           const char *const *unit_ids, ReportIndicators *ret_indicators,
                           GError **error) {
    const IndicatorQuery wanted = {query->year, query->roots_json};
    g_auto(ReportIndicators) found = {indicator_table_list(database, &wanted, error), NULL, 0};
    if (!found.rows)
        return false;
    found.list = g_new0(ReportIndicator, found.rows->len);
    for (unsigned i = 0; i < found.rows->len; i++) {
        if (!is_wanted(found.rows->pdata[i], query))
            continue;
        found.list[found.n++] = make(found.rows->pdata[i], unit_ids);
        if (found.list[found.n - 1].n_values == 0)
            g_hash_table_unref(found.list[--found.n].values);
    }
    *ret_indicators = found;
    found = (ReportIndicators){.rows = NULL};
    return true;
}

ReportTerm report_indicator_term(const ReportIndicator *indicator, const char *unit_id) {
    const IndicatorValue *value = g_hash_table_lookup(indicator->values, unit_id);
    ReportTerm term = {.weight = indicator->row->weight};
    term.is_there = value && report_score_share(value->value_milli, indicator->span,
                                                indicator->row->is_higher_better, &term.share);
    return term;
}

char *report_indicator_words(const ReportIndicators *indicators, const char *unit_id) {
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < indicators->n; i++) {
        const ReportIndicator *indicator = &indicators->list[i];
        const IndicatorValue *value = g_hash_table_lookup(indicator->values, unit_id);
        char amount[REPORT_NUMBER_BYTES], share[REPORT_NUMBER_BYTES];
        ReportTerm term = report_indicator_term(indicator, unit_id);
        if (!value)
            continue;
        report_number_thousandths(value->value_milli, amount);
        report_number_thousandths(term.share * 100, share);
        g_string_append_printf(out, "%s%s%s %s%s", out->len > 0 ? "；" : "", indicator->row->name,
                               indicator->row->state == INDICATOR_DRAFT ? "（草案）" : "", amount,
                               indicator->row->measure);
        if (term.is_there)
            g_string_append_printf(out, " → %s%%", share);
    }
    bool is_empty = out->len == 0;
    return g_string_free(out, is_empty);
}
