/* Names of the levels of the tree. */
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/level_table.h"

typedef struct LevelJson {
    char *id, *name;
} LevelJson;

static const JsonField LEVEL_FIELDS[] = {
    {"id", JSON_STRING, offsetof(LevelJson, id), .max = ID_TEXT_BYTES - 1},
    {"name", JSON_STRING, offsetof(LevelJson, name), JSON_REQUIRED, 1, LEVEL_NAME_MAX_CHARS},
    {NULL, JSON_END},
};
static const JsonTable LEVEL_TABLE = {"level", sizeof(LevelJson), LEVEL_FIELDS};

typedef struct LevelsInput {
    GPtrArray *levels;
} LevelsInput;

static const JsonField LEVELS_FIELDS[] = {
    {"levels", JSON_OBJECTS, offsetof(LevelsInput, levels), JSON_REQUIRED, 0, LEVEL_MAX_ROWS,
     .table = &LEVEL_TABLE},
    {NULL, JSON_END},
};
static const JsonTable LEVELS_TABLE = {"levels", sizeof(LevelsInput), LEVELS_FIELDS};

static bool run_list(Database *database, Call *call, GError **error) {
    g_autoptr(GPtrArray) rows = level_table_list(database, error);
    if (!rows)
        return false;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        LevelRow *row = g_ptr_array_index(rows, i);
        if (i > 0)
            g_string_append_c(out, ',');
        json_table_append(&LEVEL_TABLE, &(LevelJson){row->id, row->name}, out);
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_levels(ApiRequest *request, void *user) {
    call_read(call_new(request, user, NULL, NULL), run_list, call_reply_ok);
}

static GPtrArray *rows_of(const LevelsInput *input) {
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)level_row_free);
    for (unsigned i = 0; input->levels && i < input->levels->len; i++) {
        const LevelJson *json = g_ptr_array_index(input->levels, i);
        LevelRow *row = g_new0(LevelRow, 1);
        g_strlcpy(row->id, json->id ? json->id : "", sizeof row->id);
        row->name = g_strdup(json->name);
        g_ptr_array_add(rows, row);
    }
    return rows;
}

/* What the audit keeps. */
typedef struct NamesJson {
    const char **names;
} NamesJson;

static const JsonField NAMES_FIELDS[] = {
    {"names", JSON_STRINGS, offsetof(NamesJson, names)},
    {NULL, JSON_END},
};
static const JsonTable NAMES_TABLE = {"names", sizeof(NamesJson), NAMES_FIELDS};

static char *names_of(const GPtrArray *rows) {
    const char *names[LEVEL_MAX_ROWS + 1] = {NULL};
    for (unsigned i = 0; i < MIN(rows->len, LEVEL_MAX_ROWS); i++)
        names[i] = ((const LevelRow *)g_ptr_array_index(rows, i))->name;
    return json_table_write(&NAMES_TABLE, &(NamesJson){names});
}

static bool run_replace(Database *database, Call *call, GError **error) {
    g_autoptr(GPtrArray) rows = rows_of(call->input);
    call->detail = names_of(rows);
    return rights_check(database, call->identity.account_id, RIGHT_LEVEL_CHANGE, NULL, error) &&
           level_table_replace(database, rows, error) && run_list(database, call, error);
}

void handle_put_levels(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &LEVELS_TABLE, NULL);
    if (!call)
        return;
    call->action = "level.change";
    call_write(call, run_replace, call_reply_ok);
}
