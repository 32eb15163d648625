#include "catalog/api/unit_json.h"

#include "catalog/api/wire.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/unit_past.h"
#include "catalog/roster/unit_table.h"

/* ---- steps ---- */

static const JsonField STEP_FIELDS[] = {
    {"id", JSON_STRING, offsetof(UnitStepJson, id)},
    {"name", JSON_STRING, offsetof(UnitStepJson, name)},
    {NULL, JSON_END},
};
const JsonTable UNIT_JSON_STEP = {"step", sizeof(UnitStepJson), STEP_FIELDS};

GPtrArray *unit_json_steps(const GPtrArray *steps) {
    GPtrArray *out = g_ptr_array_new_full(steps->len, g_free);
    for (unsigned i = 0; i < steps->len; i++) {
        const UnitStep *step = g_ptr_array_index(steps, i);
        UnitStepJson *json = g_new(UnitStepJson, 1);
        *json = (UnitStepJson){step->id, step->name};
        g_ptr_array_add(out, json);
    }
    return out;
}

static const char *text_or_null(const char *text) {
    return *text ? text : NULL;
}

/* ---- the list ---- */

/* Texts are borrowed but the moment. */
typedef struct RowJson {
    const char *id, *parent_id, *level_id, *name, *code, *external_id;
    int64_t members;
    char *closed_at;
} RowJson;

static const JsonField ROW_FIELDS[] = {
    {"id", JSON_STRING, offsetof(RowJson, id)},
    {"parent_id", JSON_STRING, offsetof(RowJson, parent_id)},
    {"level_id", JSON_STRING, offsetof(RowJson, level_id)},
    {"name", JSON_STRING, offsetof(RowJson, name)},
    {"code", JSON_STRING, offsetof(RowJson, code)},
    {"external_id", JSON_STRING, offsetof(RowJson, external_id)},
    {"members", JSON_INTEGER, offsetof(RowJson, members)},
    {"closed_at", JSON_STRING, offsetof(RowJson, closed_at)},
    {NULL, JSON_END},
};
static const JsonTable ROW_TABLE = {"unit", sizeof(RowJson), ROW_FIELDS};

char *unit_json_list(const GPtrArray *rows) {
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        const UnitTreeRow *row = g_ptr_array_index(rows, i);
        g_autofree char *closed_at = wire_time(row->closed_at_us);
        RowJson json = {.id = row->id,
                        .parent_id = text_or_null(row->parent_id),
                        .level_id = text_or_null(row->level_id),
                        .name = row->name,
                        .code = row->code,
                        .external_id = row->external_id,
                        .members = row->n_members,
                        .closed_at = closed_at};
        if (i > 0)
            g_string_append_c(out, ',');
        json_table_append(&ROW_TABLE, &json, out);
    }
    g_string_append_c(out, ']');
    return g_string_free(out, FALSE);
}

/* ---- one unit ---- */

typedef struct PastJson {
    char *from, *until;                    /* owned */
    const char *name, *parent_name, *code; /* borrowed */
} PastJson;

static const JsonField PAST_FIELDS[] = {
    {"from", JSON_STRING, offsetof(PastJson, from)},
    {"until", JSON_STRING, offsetof(PastJson, until)},
    {"name", JSON_STRING, offsetof(PastJson, name)},
    {"parent_name", JSON_STRING, offsetof(PastJson, parent_name)},
    {"code", JSON_STRING, offsetof(PastJson, code)},
    {NULL, JSON_END},
};
static const JsonTable PAST_TABLE = {"past", sizeof(PastJson), PAST_FIELDS};

typedef struct DetailJson {
    const char *id, *level_id, *name, *code, *external_id;
    GPtrArray *path, *past;
    int64_t members, members_below;
    char *created_at, *closed_at;
} DetailJson;

static const JsonField DETAIL_FIELDS[] = {
    {"id", JSON_STRING, offsetof(DetailJson, id)},
    {"path", JSON_OBJECTS, offsetof(DetailJson, path), .table = &UNIT_JSON_STEP},
    {"level_id", JSON_STRING, offsetof(DetailJson, level_id)},
    {"name", JSON_STRING, offsetof(DetailJson, name)},
    {"code", JSON_STRING, offsetof(DetailJson, code)},
    {"external_id", JSON_STRING, offsetof(DetailJson, external_id)},
    {"members", JSON_INTEGER, offsetof(DetailJson, members)},
    {"members_below", JSON_INTEGER, offsetof(DetailJson, members_below)},
    {"past", JSON_OBJECTS, offsetof(DetailJson, past), .table = &PAST_TABLE},
    {"created_at", JSON_STRING, offsetof(DetailJson, created_at)},
    {"closed_at", JSON_STRING, offsetof(DetailJson, closed_at)},
    {NULL, JSON_END},
};
static const JsonTable DETAIL_TABLE = {"unit", sizeof(DetailJson), DETAIL_FIELDS};

static void free_past(void *data) {
    PastJson *json = data;
    g_free(json->from);
    g_free(json->until);
    g_free(json);
}

static bool is_within(Database *database, const RightsReach *reach, const char *unit_id,
                      bool *ret_is_within, GError **error) {
    *ret_is_within = reach->is_everywhere;
    if (reach->is_everywhere || !*unit_id)
        return true;
    g_autoptr(GPtrArray) path =
        unit_tree_path(database, unit_id, (const char *const *)reach->roots, error);
    if (path)
        *ret_is_within = path->len > 0;
    return path != NULL;
}

/* The texts of the result borrow from `past`. */
static GPtrArray *past_json(Database *database, const GPtrArray *past, const RightsReach *reach,
                            GError **error) {
    g_autoptr(GPtrArray) rows = g_ptr_array_new_full(past->len, free_past);
    for (unsigned i = 0; i < past->len; i++) {
        const UnitPast *row = g_ptr_array_index(past, i);
        bool is_visible;
        if (!is_within(database, reach, row->parent_id, &is_visible, error))
            return NULL;
        PastJson *json = g_new(PastJson, 1);
        *json = (PastJson){.from = wire_time(row->from_us),
                           .until = wire_time(row->until_us),
                           .name = row->name,
                           .parent_name = is_visible ? row->parent_name : NULL,
                           .code = row->code};
        g_ptr_array_add(rows, json);
    }
    return g_steal_pointer(&rows);
}

static bool fill_numbers(Database *database, DetailJson *json, GError **error) {
    return unit_tree_members(database, json->id, &json->members, error) &&
           unit_tree_members_below(database, json->id, &json->members_below, error);
}

char *unit_json_detail(Database *database, const Call *call, const char *unit_id, GError **error) {
    g_auto(RightsReach) reach = {0};
    g_autoptr(UnitRow) row = unit_table_get(database, unit_id, error);
    if (!row || !rights_reach(database, call->identity.account_id, RIGHT_UNIT_SEE, &reach, error))
        return NULL;
    g_autoptr(GPtrArray) path =
        unit_tree_path(database, unit_id, (const char *const *)reach.roots, error);
    g_autoptr(GPtrArray) past = path ? unit_past_list(database, unit_id, error) : NULL;
    g_autoptr(GPtrArray) past_rows = past ? past_json(database, past, &reach, error) : NULL;
    if (!past_rows)
        return NULL;
    g_autoptr(GPtrArray) steps = unit_json_steps(path);
    g_autofree char *created_at = wire_time(row->created_at_us);
    g_autofree char *closed_at = wire_time(row->closed_at_us);
    DetailJson json = {.id = row->id,
                       .path = steps,
                       .level_id = text_or_null(row->level_id),
                       .name = row->name,
                       .code = row->code,
                       .external_id = row->external_id,
                       .past = past_rows,
                       .created_at = created_at,
                       .closed_at = closed_at};
    return fill_numbers(database, &json, error) ? json_table_write(&DETAIL_TABLE, &json) : NULL;
}
