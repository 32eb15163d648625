#include "catalog/attendance/indicator_check.h"

#include <string.h>

#include "base/error.h"
#include "catalog/attendance/indicator_seal.h"
#include "catalog/attendance/policy_table.h"
#include "catalog/ledger/ledger_leaf.h"
#include "catalog/roster/unit_tree.h"

static const char *find_fault(const IndicatorRow *row) {
    if (row->year < POLICY_FIRST_YEAR || row->year > POLICY_LAST_YEAR)
        return "cannot use this indicator: its year must be from 2000 to 2999";
    if (!*row->name || !*row->source)
        return "cannot use this indicator: it must say its name and its source";
    if (row->weight > INDICATOR_WEIGHT_MAX)
        return "cannot use this indicator: its weight must be from 0 to 100";
    if (row->values->len == 0 || row->values->len > INDICATOR_MAX_VALUES)
        return "cannot use this indicator: it has 1 to 500 values";
    return NULL;
}

bool indicator_check_head(IndicatorRow *row, GError **error) {
    g_strstrip(row->name);
    g_strstrip(row->measure);
    g_strstrip(row->source);
    const char *fault = find_fault(row);
    if (!fault) {
        g_autofree char *text = indicator_seal_text(row);
        if (strlen(text) > LEDGER_TEXT_MAX_BYTES - INDICATOR_SEAL_SPARE_BYTES)
            fault = "cannot use this indicator: its notes are too long together";
    }
    if (fault)
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, fault);
    return fault == NULL;
}

static const char *judge(IndicatorValue *value, GHashTable *units, GHashTable *seen) {
    const UnitTreeRow *unit = g_hash_table_lookup(units, value->unit_id);
    if (!unit)
        return "There is no such unit below.";
    g_free(value->unit_name);
    value->unit_name = g_strdup(unit->name);
    if (!g_hash_table_add(seen, value->unit_id))
        return "This unit has a value already.";
    if (value->value_milli < -INDICATOR_VALUE_MAX || value->value_milli > INDICATOR_VALUE_MAX)
        return "This value is out of bounds.";
    return NULL;
}

GPtrArray *indicator_check_values(Database *database, const IndicatorRow *row, GError **error) {
    g_autofree char *roots = *row->unit_id ? g_strdup_printf("[\"%s\"]", row->unit_id) : NULL;
    const UnitTreeQuery query = {.roots_json = roots, .with_closed = true};
    g_autoptr(GPtrArray) tree = unit_tree_load(database, &query, error);
    if (!tree)
        return NULL;
    g_autoptr(GHashTable) units = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; i < tree->len; i++) {
        UnitTreeRow *unit = tree->pdata[i];
        if (unit->depth > 0 || !roots) /* nobody has a value of its own making */
            g_hash_table_insert(units, unit->id, unit);
    }
    g_autoptr(GPtrArray) faults = g_ptr_array_new();
    for (unsigned i = 0; i < row->values->len; i++)
        g_ptr_array_add(faults, (void *)judge(row->values->pdata[i], units, seen));
    return g_steal_pointer(&faults);
}
