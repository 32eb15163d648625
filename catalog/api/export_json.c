#include "catalog/api/export_json.h"

#include "base/json_table.h"
#include "catalog/api/wire.h"

typedef struct ExportJson {
    const char *id, *kind, *report, *unit_id, *unit_name, *format, *reason, *state, *asked_by,
        *decided_by;
    bool with_numbers, is_mine;
    int64_t n_rows;
    char *asked_at, *expires_at;
} ExportJson;

static const JsonField FIELDS[] = {
    {"id", JSON_STRING, offsetof(ExportJson, id)},
    {"kind", JSON_STRING, offsetof(ExportJson, kind)},
    {"report", JSON_STRING, offsetof(ExportJson, report)},
    {"unit_id", JSON_STRING, offsetof(ExportJson, unit_id)},
    {"unit_name", JSON_STRING, offsetof(ExportJson, unit_name)},
    {"format", JSON_STRING, offsetof(ExportJson, format)},
    {"with_numbers", JSON_BOOL, offsetof(ExportJson, with_numbers)},
    {"rows", JSON_INTEGER, offsetof(ExportJson, n_rows)},
    {"reason", JSON_STRING, offsetof(ExportJson, reason)},
    {"state", JSON_STRING, offsetof(ExportJson, state)},
    {"asked_by", JSON_STRING, offsetof(ExportJson, asked_by)},
    {"asked_at", JSON_STRING, offsetof(ExportJson, asked_at)},
    {"decided_by", JSON_STRING, offsetof(ExportJson, decided_by)},
    {"mine", JSON_BOOL, offsetof(ExportJson, is_mine)},
    {"expires_at", JSON_STRING, offsetof(ExportJson, expires_at)},
    {NULL, JSON_END},
};
static const JsonTable TABLE = {"export", sizeof(ExportJson), FIELDS};

static void append(GString *out, const ExportRow *row, const char *account_id) {
    g_autofree char *asked_at = wire_time(row->asked_at_us);
    g_autofree char *expires_at = wire_time(row->expires_at_us);
    ExportJson json = {
        .id = row->id,
        .kind = row->report     ? "report"
                : row->is_units ? "units"
                                : "members",
        .report = row->report,
        .unit_id = *row->unit_id ? row->unit_id : NULL,
        .unit_name = row->unit_name,
        .format = row->is_xlsx ? "xlsx" : "csv",
        .with_numbers = row->with_numbers,
        .n_rows = row->n_rows,
        .reason = row->reason,
        .state = EXPORT_STATE_WORDS[row->state],
        .asked_by = row->asked_by_name ? row->asked_by_name : "",
        .asked_at = asked_at,
        .decided_by = *row->decided_by ? row->decided_by_name ? row->decided_by_name : "" : NULL,
        .is_mine = g_str_equal(row->asked_by, account_id),
        .expires_at = expires_at,
    };
    json_table_append(&TABLE, &json, out);
}

char *export_json(const ExportRow *row, const char *account_id) {
    GString *out = g_string_new(NULL);
    append(out, row, account_id);
    return g_string_free(out, FALSE);
}

char *export_json_list(const GPtrArray *rows, const char *account_id) {
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append(out, rows->pdata[i], account_id);
    }
    g_string_append_c(out, ']');
    return g_string_free(out, FALSE);
}
