#include "catalog/api/report_json.h"

#include "base/json_table.h"
#include "catalog/api/wire.h"

static void append_value(ReportForm form, const ReportCell *cell, GString *out) {
    if (form == REPORT_MOMENT) {
        g_autofree char *moment = wire_raw_time(cell->number);
        g_string_append(out, moment);
    } else if (form == REPORT_ID || form == REPORT_TEXT || form == REPORT_WORD) {
        json_append_string(out, cell->text);
    } else {
        g_string_append_printf(out, "%" G_GINT64_FORMAT, cell->number);
    }
}

static bool is_there(ReportForm form, const ReportCell *cell) {
    if (form == REPORT_ID || form == REPORT_TEXT || form == REPORT_WORD)
        return cell->text != NULL;
    return !cell->is_empty;
}

void report_json_append_row(const ReportKind *kind, const ReportCell *cells, bool is_first,
                            GString *out) {
    bool is_comma = false;
    g_string_append(out, is_first ? "{" : ",{");
    for (unsigned i = 0; i < kind->n_columns; i++) {
        const ReportColumn *column = &kind->columns[i];
        if (!is_there(column->form, &cells[i]))
            continue;
        g_string_append_printf(out, "%s\"%s\":", is_comma ? "," : "", column->key);
        append_value(column->form, &cells[i], out);
        is_comma = true;
    }
    g_string_append_c(out, '}');
}

void report_json_append_head(const ReportKind *kind, const ReportQuery *query,
                             const ReportFacts *facts, GString *out) {
    g_autofree char *made_at = wire_time(facts->made_at_us);
    g_string_append_printf(
        out, "\"kind\":\"%s\",\"year\":%d,\"rule\":\"" REPORT_RULE "\",\"made_at\":\"%s\",",
        kind->word, query->year, made_at);
    if (facts->size > 0)
        g_string_append_printf(out,
                               "\"checkpoint\":{\"epoch\":%" G_GINT64_FORMAT
                               ",\"size\":%" G_GINT64_FORMAT ",\"root\":\"%s\"},",
                               facts->epoch, facts->size, facts->root);
}

void report_json_append_about(const char *about, GString *out) {
    if (!about)
        return;
    g_string_append(out, "\"about\":");
    json_append_string(out, about);
    g_string_append_c(out, ',');
}

typedef struct IndicatorJson {
    const char *id, *name, *measure;
    int64_t weight;
    bool is_higher_better;
    const char *source;
    int state;
    const char *made_by, *published_by, *published_at;
} IndicatorJson;

static const JsonTable INDICATOR_TABLE = {
    "indicator", sizeof(IndicatorJson),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(IndicatorJson, id)},
        {"name", JSON_STRING, offsetof(IndicatorJson, name)},
        {"measure", JSON_STRING, offsetof(IndicatorJson, measure)},
        {"weight", JSON_INTEGER, offsetof(IndicatorJson, weight)},
        {"is_higher_better", JSON_BOOL, offsetof(IndicatorJson, is_higher_better)},
        {"source", JSON_STRING, offsetof(IndicatorJson, source)},
        {"state", JSON_ENUM, offsetof(IndicatorJson, state), .words = INDICATOR_STATE_WORDS},
        {"made_by", JSON_STRING, offsetof(IndicatorJson, made_by)},
        {"published_by", JSON_STRING, offsetof(IndicatorJson, published_by)},
        {"published_at", JSON_STRING, offsetof(IndicatorJson, published_at)},
        {NULL, JSON_END},
    }};

static void append_indicator(const IndicatorRow *row, GString *out) {
    g_autofree char *published_at = wire_time(row->published.at_us);
    const IndicatorJson json = {.id = row->id,
                                .name = row->name,
                                .measure = row->measure,
                                .weight = row->weight,
                                .is_higher_better = row->is_higher_better,
                                .source = row->source,
                                .state = (int)row->state,
                                .made_by = row->made.name,
                                .published_by = row->published.name,
                                .published_at = published_at};
    json_table_append(&INDICATOR_TABLE, &json, out);
}

void report_json_append_formula(const ReportQuery *query, const ReportIndicators *indicators,
                                GString *out) {
    const ReportWeights *weights = &query->weights;
    const struct {
        const char *of, *is;
        unsigned weight;
    } terms[] = {
        {"attended_share", "attended / expected", weights->attended},
        {"hours_share", "mean(min(hours / asked, 1))", weights->hours},
        {"met_share", "members with hours >= asked / members with asked > 0", weights->met},
    };
    g_string_append_printf(out,
                           "\"formula\":{\"score\":\"sum(weight * share) / sum(weight)\","
                           "\"least_members\":%d,\"terms\":[",
                           REPORT_RANK_LEAST);
    for (unsigned i = 0; i < G_N_ELEMENTS(terms); i++)
        g_string_append_printf(out, "%s{\"of\":\"%s\",\"weight\":%u,\"is\":\"%s\"}",
                               i > 0 ? "," : "", terms[i].of, terms[i].weight, terms[i].is);
    g_string_append_printf(out, "],\"with_drafts\":%s,\"indicators\":[",
                           query->has_drafts ? "true" : "false");
    for (unsigned i = 0; i < indicators->n; i++) {
        g_string_append(out, i > 0 ? "," : "");
        append_indicator(indicators->list[i].row, out);
    }
    g_string_append(out, "]},");
}

typedef struct SumJson {
    int64_t members, asked, is_short, hours, missing;
} SumJson;

static const JsonTable SUM_TABLE = {"sum", sizeof(SumJson),
                                    (const JsonField[]){
                                        {"members", JSON_INTEGER, offsetof(SumJson, members)},
                                        {"asked", JSON_INTEGER, offsetof(SumJson, asked)},
                                        {"short", JSON_INTEGER, offsetof(SumJson, is_short)},
                                        {"hours", JSON_INTEGER, offsetof(SumJson, hours)},
                                        {"missing", JSON_INTEGER, offsetof(SumJson, missing)},
                                        {NULL, JSON_END},
                                    }};

void report_json_append_sum(const ReportSum *sum, GString *out) {
    const SumJson json = {sum->members, sum->asked_members, sum->short_members, sum->hours_milli,
                          sum->missing_milli};
    g_string_append(out, "\"sum\":");
    json_table_append(&SUM_TABLE, &json, out);
    g_string_append_c(out, ',');
}
