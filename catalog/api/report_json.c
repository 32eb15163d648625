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
