#include "catalog/attendance/indicator_seal.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/ledger/ledger_table.h"

#define NOTHING "-"
#define NUMBER  " %" G_GINT64_FORMAT "\n"

/* A line break would be another line. */
static void append_words(GString *out, const char *key, const char *words) {
    g_autofree char *clean = g_strdup(words && *words ? words : NOTHING);
    g_string_append_printf(out, "%s %s\n", key, g_strdelimit(clean, "\n\r", ' '));
}

static void append_act(GString *out, const char *key, const IndicatorAct *act) {
    g_autofree char *by = g_strconcat(key, "_by", NULL);
    append_words(out, by, act->name);
    g_string_append_printf(out, "%s" NUMBER, key, act->at_us);
}

char *indicator_seal_text(const IndicatorRow *row) {
    GString *out = g_string_new("tongping-indicator 1\n");
    g_string_append_printf(out, "id %s\nrevision" NUMBER "unit %s\nyear %d\n", row->id,
                           row->revision, *row->unit_id ? row->unit_id : NOTHING, row->year);
    append_words(out, "name", row->name);
    append_words(out, "measure", row->measure);
    g_string_append_printf(out, "weight %u\nbetter %s\n", row->weight,
                           row->is_higher_better ? "higher" : "lower");
    append_words(out, "source", row->source);
    append_act(out, "made", &row->made);
    append_act(out, "published", &row->published);
    for (unsigned i = 0; i < row->values->len; i++) {
        const IndicatorValue *value = row->values->pdata[i];
        g_autofree char *key =
            g_strdup_printf("value %s %" G_GINT64_FORMAT, value->unit_id, value->value_milli);
        append_words(out, key, value->note);
    }
    return g_string_free(out, FALSE);
}

static void set_act(IndicatorAct *target, const IndicatorAct *act) {
    g_strlcpy(target->by, act->by, sizeof target->by);
    g_free(target->name);
    target->name = g_strdup(act->name);
    target->at_us = clock_wall_us();
}

static const char *find_fault(const IndicatorRow *row, const IndicatorAct *act, int64_t revision,
                              int *ret_code) {
    *ret_code = ERROR_CONFLICT;
    if (row->state != INDICATOR_DRAFT)
        return "cannot publish this indicator: it is no draft any more";
    if (strcmp(row->made.by, act->by) == 0)
        return "cannot publish this indicator: somebody else than who wrote it does";
    *ret_code = ERROR_STALE;
    if (row->revision != revision)
        return "cannot publish this indicator: its draft was changed meanwhile";
    return NULL;
}

bool indicator_seal_publish(Database *database, IndicatorRow *row, const IndicatorAct *act,
                            int64_t revision, GError **error) {
    database_assert_current(database);
    int code = 0;
    const char *fault = find_fault(row, act, revision, &code);
    if (fault) {
        g_set_error_literal(error, BASE_ERROR, code, fault);
        return false;
    }
    set_act(&row->published, act);
    row->state = INDICATOR_PUBLISHED;
    g_autofree char *text = indicator_seal_text(row);
    return ledger_table_append(database, LEDGER_INDICATOR, row->id, text, &row->leaf, error) &&
           indicator_table_settle(database, row, error);
}

bool indicator_seal_withdraw(Database *database, IndicatorRow *row, const IndicatorAct *act,
                             const char *reason, GError **error) {
    database_assert_current(database);
    if (row->state != INDICATOR_PUBLISHED) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot withdraw this indicator: it is withdrawn already");
        return false;
    }
    set_act(&row->withdrawn, act);
    row->state = INDICATOR_WITHDRAWN;
    g_free(row->withdrawn_reason);
    row->withdrawn_reason = g_strdup(reason);
    GString *out = g_string_new("tongping-indicator-withdrawn 1\n");
    g_string_append_printf(out, "id %s\nleaf" NUMBER, row->id, row->leaf);
    append_words(out, "reason", reason);
    append_act(out, "withdrawn", &row->withdrawn);
    g_autofree char *text = g_string_free(out, FALSE);
    int64_t leaf = 0;
    return ledger_table_append(database, LEDGER_INDICATOR, row->id, text, &leaf, error) &&
           indicator_table_settle(database, row, error);
}
