#include "catalog/intake/apply_units.h"

#include "base/error.h"
#include "catalog/roster/level_table.h"
#include "catalog/roster/unit_change.h"
#include "catalog/roster/unit_table.h"

typedef struct Applier {
    Database *database;
    ImportTable *table;
    UnitNames *units;
    GHashTable *new_levels; /* name → id, owned texts */
    int64_t room;
} Applier;

/* ---- levels that the file names and nobody knows ---- */

static bool has_level(const GPtrArray *levels, const char *name) {
    for (unsigned i = 0; i < levels->len; i++)
        if (g_str_equal(((LevelRow *)levels->pdata[i])->name, name))
            return true;
    return false;
}

static bool takes_part(const ImportRow *row) {
    return row->outcome == IMPORT_NEW || row->outcome == IMPORT_CHANGED;
}

static bool make_levels(Applier *applier, GError **error) {
    g_autoptr(GPtrArray) levels = level_table_list(applier->database, error);
    if (!levels)
        return false;
    unsigned n_before = levels->len;
    for (unsigned i = 0; i < import_table_count(applier->table); i++) {
        const ImportRow *row = import_table_row(applier->table, i);
        const char *name = row->values[UNIT_FIELD_LEVEL];
        if (!takes_part(row) || !name || row->detail || has_level(levels, name))
            continue;
        LevelRow *level = g_new0(LevelRow, 1);
        level->name = g_strdup(name);
        g_ptr_array_add(levels, level);
    }
    if (levels->len > n_before && !level_table_replace(applier->database, levels, error))
        return false;
    for (unsigned i = n_before; i < levels->len; i++) {
        const LevelRow *level = levels->pdata[i];
        g_hash_table_insert(applier->new_levels, g_strdup(level->name), g_strdup(level->id));
    }
    return true;
}

static const char *level_id_of(const Applier *applier, const ImportRow *row) {
    const char *name = row->values[UNIT_FIELD_LEVEL];
    if (!name || row->detail)
        return row->detail;
    return g_hash_table_lookup(applier->new_levels, name);
}

/* ---- rows ---- */

static const char *parent_id_of(const Applier *applier, const ImportRow *row) {
    return row->match >= 0 ? unit_names_id(applier->units, row->match) : "";
}

static bool make_unit(Applier *applier, ImportRow *row, GError **error) {
    const char *level_id = level_id_of(applier, row);
    UnitRow unit = {.name = (char *)row->values[UNIT_FIELD_NAME],
                    .code = (char *)row->values[UNIT_FIELD_CODE],
                    .external_id = (char *)row->values[UNIT_FIELD_EXTERNAL]};
    g_strlcpy(unit.parent_id, parent_id_of(applier, row), sizeof unit.parent_id);
    g_strlcpy(unit.level_id, level_id ? level_id : "", sizeof unit.level_id);
    if (!unit_table_insert(applier->database, &unit, &applier->room, error))
        return false;
    unit_names_set_id(applier->units, row->unit, unit.id);
    return true;
}

static bool change_unit(Applier *applier, const ImportRow *row, GError **error) {
    bool is_moved = row->values[UNIT_FIELD_PARENT] && row->unit != row->match &&
                    unit_names_parent(applier->units, row->unit) != row->match;
    UnitPatch patch = {.name = row->values[UNIT_FIELD_NAME],
                       .parent_id = is_moved ? parent_id_of(applier, row) : NULL,
                       .level_id = level_id_of(applier, row),
                       .code = row->values[UNIT_FIELD_CODE],
                       .external_id = row->values[UNIT_FIELD_EXTERNAL]};
    g_autoptr(UnitRow) unit = unit_change_patch(
        applier->database, unit_names_id(applier->units, row->unit), &patch, error);
    return unit != NULL;
}

/* A change is undone alone when the tree refuses it; a new unit may carry others and fails all. */
static bool apply_row(Applier *applier, ImportRow *row, GError **error) {
    if (row->outcome == IMPORT_NEW)
        return make_unit(applier, row, error);
    g_autoptr(GError) refusal = NULL;
    if (!database_savepoint(applier->database, error))
        return false;
    if (change_unit(applier, row, &refusal))
        return database_savepoint_keep(applier->database, error);
    import_table_wrong(applier->table, row, NOTE_REFUSED, error_public_text(refusal), NULL);
    return database_savepoint_undo(applier->database, error);
}

static int by_unit(const void *a, const void *b) {
    const ImportRow *left = *(ImportRow *const *)a, *right = *(ImportRow *const *)b;
    return (left->unit > right->unit) - (left->unit < right->unit);
}

/* Units got their index when their parent had one: in this order parents are there first. */
static GPtrArray *in_order(const ImportTable *table) {
    GPtrArray *rows = g_ptr_array_new();
    for (unsigned i = 0; i < import_table_count(table); i++)
        if (takes_part(import_table_row(table, i)))
            g_ptr_array_add(rows, import_table_row(table, i));
    g_ptr_array_sort(rows, by_unit);
    return rows;
}

bool apply_units_run(Database *database, ImportTable *table, ImportRoster *roster, GError **error) {
    g_autoptr(GHashTable) new_levels =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    Applier applier = {.database = database,
                       .table = table,
                       .units = import_roster_units(roster),
                       .new_levels = new_levels};
    if (!unit_table_room(database, &applier.room, error) || !make_levels(&applier, error))
        return false;
    g_autoptr(GPtrArray) rows = in_order(table);
    for (unsigned i = 0; i < rows->len; i++) {
        ImportRow *row = rows->pdata[i];
        if (!apply_row(&applier, row, error)) {
            g_prefix_error(error, "cannot import row %u: ", row->number);
            return false;
        }
    }
    return true;
}
