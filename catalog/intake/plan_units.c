#include "catalog/intake/plan_units.h"

#include <string.h>

#include "catalog/roster/unit_table.h"

typedef struct Planner {
    ImportTable *table;
    ImportRoster *roster;
    UnitNames *units;
    const ImportScope *scope;
    GHashTable *made_by;   /* unit index + 1 → row number that named it first */
    GHashTable *externals; /* external id → row number */
} Planner;

typedef enum Placing { PLACED, WAITS } Placing;

static unsigned depth_of(const UnitNames *units, int unit) {
    unsigned depth = 0;
    for (; unit >= 0; unit = unit_names_parent(units, unit))
        depth++;
    return depth;
}

/* PLACED also when the row is found to be wrong. */
static Placing find_parent(Planner *planner, ImportRow *row, int *ret_parent) {
    const char *text = row->values[UNIT_FIELD_PARENT];
    unsigned n_matches = 0;
    *ret_parent = import_roster_base(planner->roster);
    if (!text) {
        if (*ret_parent == UNIT_NAMES_NONE && !planner->scope->can_make_roots)
            import_table_wrong(planner->table, row, NOTE_PARENT_UNKNOWN, "", NULL);
        return PLACED;
    }
    *ret_parent = unit_names_find(planner->units, text, &n_matches);
    if (*ret_parent == UNIT_NAMES_NONE)
        return WAITS;
    if (*ret_parent == UNIT_NAMES_AMBIGUOUS) {
        g_autofree char *count = g_strdup_printf("%u", n_matches);
        import_table_wrong(planner->table, row, NOTE_PARENT_AMBIGUOUS, text, count);
    }
    return PLACED;
}

static bool is_equal(const char *given, const char *present) {
    return !given || g_strcmp0(given, present) == 0;
}

static void check_level(Planner *planner, ImportRow *row) {
    const char *name = row->values[UNIT_FIELD_LEVEL];
    if (!name)
        return;
    row->detail = import_roster_level(planner->roster, name);
    if (row->detail)
        return;
    if (planner->scope->can_make_levels)
        import_table_note(planner->table, row, NOTE_LEVEL_NEW, name, NULL);
    else
        import_table_wrong(planner->table, row, NOTE_LEVEL_UNKNOWN, name, NULL);
}

/* Same or changed, of a unit that is there. */
static ImportOutcome compare(Planner *planner, ImportRow *row, int unit, int parent) {
    const ImportUnit *present = import_roster_unit(planner->roster, unit);
    bool has_moved = row->values[UNIT_FIELD_PARENT] &&
                     unit_names_parent(planner->units, unit) != parent && unit != parent;
    bool is_renamed =
        !g_str_equal(row->values[UNIT_FIELD_NAME], unit_names_name(planner->units, unit));
    if (is_renamed)
        import_table_note(planner->table, row, NOTE_RENAMED, unit_names_name(planner->units, unit),
                          row->values[UNIT_FIELD_NAME]);
    if (has_moved) {
        g_autofree char *from =
            unit_names_path(planner->units, unit_names_parent(planner->units, unit));
        g_autofree char *to = unit_names_path(planner->units, parent);
        import_table_note(planner->table, row, NOTE_MOVES, from, to);
    }
    bool is_same_level = !row->values[UNIT_FIELD_LEVEL] ||
                         (row->detail && g_str_equal(row->detail, present->level_id));
    bool is_same = !has_moved && !is_renamed && is_same_level &&
                   is_equal(row->values[UNIT_FIELD_CODE], present->code) &&
                   is_equal(row->values[UNIT_FIELD_EXTERNAL], present->external_id);
    return is_same ? IMPORT_SAME : IMPORT_CHANGED;
}

/* Whether another row named this unit or external id before; says so. */
static bool is_twice(Planner *planner, ImportRow *row, int unit) {
    const char *external = row->values[UNIT_FIELD_EXTERNAL];
    unsigned before =
        unit >= 0
            ? GPOINTER_TO_UINT(g_hash_table_lookup(planner->made_by, GINT_TO_POINTER(unit + 1)))
            : 0;
    if (before == 0 && external)
        before = GPOINTER_TO_UINT(g_hash_table_lookup(planner->externals, external));
    if (before == 0)
        return false;
    g_autofree char *number = g_strdup_printf("%u", before);
    import_table_wrong(planner->table, row, NOTE_TWICE_IN_FILE, number, NULL);
    return true;
}

static void note_taken(Planner *planner, const ImportRow *row, int unit) {
    g_hash_table_insert(planner->made_by, GINT_TO_POINTER(unit + 1), GUINT_TO_POINTER(row->number));
    if (row->values[UNIT_FIELD_EXTERNAL])
        g_hash_table_insert(planner->externals, (char *)row->values[UNIT_FIELD_EXTERNAL],
                            GUINT_TO_POINTER(row->number));
}

static int find_present(const Planner *planner, const ImportRow *row, int parent) {
    const char *external = row->values[UNIT_FIELD_EXTERNAL];
    int unit =
        external ? import_roster_find_external_unit(planner->roster, external) : UNIT_NAMES_NONE;
    if (unit >= 0)
        return unit;
    unit = unit_names_child(planner->units, parent, row->values[UNIT_FIELD_NAME]);
    if (unit >= 0 || row->values[UNIT_FIELD_PARENT])
        return unit;
    /* A list that leaves its top row without a parent may name the base itself. */
    int base = import_roster_base(planner->roster);
    bool is_base = base >= 0 &&
                   g_str_equal(row->values[UNIT_FIELD_NAME], unit_names_name(planner->units, base));
    return is_base ? base : UNIT_NAMES_NONE;
}

static Placing place(Planner *planner, ImportRow *row) {
    int parent;
    if (find_parent(planner, row, &parent) == WAITS)
        return WAITS;
    check_level(planner, row);
    if (row->outcome == IMPORT_WRONG)
        return PLACED;
    int unit = find_present(planner, row, parent);
    if (is_twice(planner, row, unit))
        return PLACED;
    if (unit >= 0 && unit_names_is_below(planner->units, parent, unit) && parent != unit) {
        import_table_wrong(planner->table, row, NOTE_CYCLE, row->values[UNIT_FIELD_NAME], NULL);
        return PLACED;
    }
    if (unit < 0 && depth_of(planner->units, parent) >= UNIT_MAX_DEPTH) {
        import_table_wrong(planner->table, row, NOTE_TOO_DEEP, NULL, NULL);
        return PLACED;
    }
    bool is_new = unit < 0;
    if (is_new)
        unit = unit_names_add(planner->units, NULL, parent, row->values[UNIT_FIELD_NAME]);
    row->unit = unit;
    row->match = parent;
    row->outcome = is_new ? IMPORT_NEW : compare(planner, row, unit, parent);
    note_taken(planner, row, unit);
    return PLACED;
}

/* What still waits names a parent that is nowhere, or one that waits too: a circle. */
static void refuse_waiting(Planner *planner, const GPtrArray *waiting) {
    g_autoptr(UnitNames) names = unit_names_new();
    for (unsigned i = 0; i < waiting->len; i++)
        unit_names_add(names, NULL, UNIT_NAMES_NONE,
                       ((ImportRow *)waiting->pdata[i])->values[UNIT_FIELD_NAME]);
    for (unsigned i = 0; i < waiting->len; i++) {
        ImportRow *row = waiting->pdata[i];
        const char *parent = row->values[UNIT_FIELD_PARENT];
        unsigned n_matches;
        int above = (int)i;
        /* Follow the parents among those that wait: a way that does not end is a circle. */
        for (unsigned steps = 0; above >= 0 && steps <= waiting->len; steps++)
            above = unit_names_find(
                names, ((ImportRow *)waiting->pdata[above])->values[UNIT_FIELD_PARENT], &n_matches);
        if (above >= 0)
            import_table_wrong(planner->table, row, NOTE_CYCLE, row->values[UNIT_FIELD_NAME], NULL);
        else
            import_table_wrong(planner->table, row, NOTE_PARENT_UNKNOWN, parent, NULL);
    }
}

void plan_units_run(ImportTable *table, ImportRoster *roster, const ImportScope *scope) {
    g_autoptr(GHashTable) made_by = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) externals = g_hash_table_new(g_str_hash, g_str_equal);
    Planner planner = {table, roster, import_roster_units(roster), scope, made_by, externals};
    g_autoptr(GPtrArray) waiting = g_ptr_array_new();
    for (unsigned i = 0; i < import_table_count(table); i++)
        if (import_table_row(table, i)->outcome == IMPORT_SAME)
            g_ptr_array_add(waiting, import_table_row(table, i));
    for (bool has_moved_on = true; has_moved_on && waiting->len > 0;) {
        g_autoptr(GPtrArray) next = g_ptr_array_new();
        for (unsigned i = 0; i < waiting->len; i++)
            if (place(&planner, waiting->pdata[i]) == WAITS)
                g_ptr_array_add(next, waiting->pdata[i]);
        has_moved_on = next->len < waiting->len;
        g_ptr_array_unref(g_steal_pointer(&waiting));
        waiting = g_steal_pointer(&next);
    }
    refuse_waiting(&planner, waiting);
}
