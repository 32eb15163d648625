#include "catalog/attendance/policy_seal.h"

#include "catalog/ledger/ledger_table.h"

#define NOTHING "-"
#define NUMBER  " %" G_GINT64_FORMAT "\n"

/* A line break would be another line. */
static void append_words(GString *out, const char *key, const char *words) {
    g_autofree char *clean = g_strdup(words && *words ? words : NOTHING);
    g_string_append_printf(out, "%s %s\n", key, g_strdelimit(clean, "\n\r", ' '));
}

char *policy_seal_text(const PolicyRow *row) {
    const CreditPolicy *credit = &row->credit;
    GString *out = g_string_new("tongping-policy 1\n");
    g_string_append_printf(out, "id %s\nversion" NUMBER, row->id, row->version);
    g_string_append_printf(out, "unit %s\nkind %s\nfrom %d\npreset %s\n",
                           *row->unit_id ? row->unit_id : NOTHING, row->kind, row->from_year,
                           row->preset);
    g_string_append_printf(out,
                           "max_rate" NUMBER "replay_weight" NUMBER "offline_weight" NUMBER
                           "present_at" NUMBER "absent_below" NUMBER,
                           credit->max_rate_milli, credit->replay_weight_milli,
                           credit->offline_weight_milli, credit->present_at_milli,
                           credit->absent_below_milli);
    g_string_append_printf(
        out, "late_after" NUMBER "left_before" NUMBER "least" NUMBER "cap" NUMBER,
        credit->late_after_ms, credit->left_before_ms, credit->least_ms, credit->cap_ms);
    g_string_append_printf(
        out, "counts %s\nhour" NUMBER "yearly_hours" NUMBER "yearly_hours_lead" NUMBER,
        POLICY_COUNTS_WORDS[credit->counts], credit->hour_ms, row->yearly_hours_milli,
        row->yearly_hours_lead_milli);
    append_words(out, "reason", row->reason);
    append_words(out, "made_by", row->made_name);
    g_string_append_printf(out, "made" NUMBER, row->made_at_us);
    return g_string_free(out, FALSE);
}

static bool set_leaf(Database *database, const PolicyRow *row, int64_t leaf, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE policy SET leaf = ?3 WHERE id = ?1 AND version = ?2", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_int64(statement, 2, row->version);
    statement_bind_int64(statement, 3, leaf);
    return statement_run(statement, error);
}

bool policy_seal_all(Database *database, GError **error) {
    database_assert_current(database);
    const PolicyQuery unsealed = {.is_unsealed = true};
    g_autoptr(GPtrArray) rows = policy_table_list(database, &unsealed, error);
    bool is_good = rows != NULL;
    for (unsigned i = 0; is_good && i < rows->len; i++) {
        const PolicyRow *row = rows->pdata[i];
        g_autofree char *text = policy_seal_text(row);
        int64_t leaf = 0;
        is_good = ledger_table_append(database, LEDGER_POLICY, row->id, text, &leaf, error) &&
                  set_leaf(database, row, leaf, error);
    }
    return is_good;
}
