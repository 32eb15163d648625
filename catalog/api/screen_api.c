/* Paired screens, for those who look after them. */
#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/screen_json.h"
#include "catalog/rights/rights.h"

static ScreenRow *get_within_reach(Database *database, const Call *call, RightId right,
                                   GError **error) {
    g_autoptr(ScreenRow) row = screen_table_get(database, call->target, error);
    bool is_allowed =
        row && rights_check(database, call->identity.account_id, right, row->unit_id, error);
    return is_allowed ? g_steal_pointer(&row) : NULL;
}

/* ---- GET screens ---- */

/* When a screen was last heard of is known on the api thread: the text is made there. */
typedef struct ScreenState {
    char *unit_id;   /* owned, or NULL */
    GPtrArray *rows; /* owned: of ScreenRow */
} ScreenState;

static void clear_screens(void *data) {
    ScreenState *state = data;
    g_free(state->unit_id);
    g_clear_pointer(&state->rows, g_ptr_array_unref);
}

static const CallState SCREEN_STATE = {sizeof(ScreenState), clear_screens};

static bool run_list(Database *database, Call *call, GError **error) {
    ScreenState *state = call->state;
    const char *account_id = call->identity.account_id;
    g_auto(RightsReach) reach = {0};
    if (state->unit_id &&
        !rights_check(database, account_id, RIGHT_SCREEN_SEE, state->unit_id, error))
        return false;
    if (!rights_reach(database, account_id, RIGHT_SCREEN_SEE, &reach, error))
        return false;
    ScreenQuery query = {reach.is_everywhere ? NULL : reach.json, state->unit_id,
                         SCREEN_LIST_MAX_ROWS};
    state->rows = screen_table_list(database, &query, error);
    return state->rows != NULL;
}

static void append_screen(GString *out, const Call *call, const ScreenRow *row) {
    screen_json_append(out, row, screen_seen_at_us(call->env->screens_seen, row->id));
}

static void on_listed(Call *take_call) {
    const ScreenState *state = take_call->state;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < state->rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append_screen(out, take_call, state->rows->pdata[i]);
    }
    g_string_append_c(out, ']');
    take_call->json = g_string_free(out, FALSE);
    call_reply_ok(take_call);
}

void handle_list_screens(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &SCREEN_STATE);
    ScreenState *state = call->state;
    state->unit_id = g_strdup(api_request_query(request, "unit"));
    call_read(call, run_list, on_listed);
}

/* ---- GET screens/{id} ---- */

static void keep_row(Call *call, ScreenRow *take_row) {
    ScreenState *state = call->state;
    g_clear_pointer(&state->rows, g_ptr_array_unref);
    state->rows = g_ptr_array_new_with_free_func((GDestroyNotify)screen_row_free);
    g_ptr_array_add(state->rows, take_row);
}

static void reply_row(Call *take_call) {
    const ScreenState *state = take_call->state;
    GString *out = g_string_new(NULL);
    append_screen(out, take_call, state->rows->pdata[0]);
    take_call->json = g_string_free(out, FALSE);
    call_reply_ok(take_call);
}

static bool run_get(Database *database, Call *call, GError **error) {
    ScreenRow *row = get_within_reach(database, call, RIGHT_SCREEN_SEE, error);
    if (row)
        keep_row(call, row);
    return row != NULL;
}

/* NULL when answered already. */
static Call *begin(ApiRequest *request, void *user, const JsonTable *input, const char *action) {
    Call *call = call_new(request, user, input, &SCREEN_STATE);
    if (!call)
        return NULL;
    call->action = action;
    call->target = g_strdup(api_request_segment(request, "id"));
    return call;
}

void handle_get_screen(ApiRequest *request, void *user) {
    call_read(begin(request, user, NULL, NULL), run_get, reply_row);
}

/* ---- PATCH screens/{id} ---- */

typedef struct ScreenChange {
    char *name, *unit_id, *place_id;
} ScreenChange;

static const JsonField CHANGE_FIELDS[] = {
    {"name", JSON_STRING, offsetof(ScreenChange, name), JSON_OPTIONAL, 1, SCREEN_NAME_MAX_CHARS},
    {"unit_id", JSON_STRING, offsetof(ScreenChange, unit_id), JSON_OPTIONAL, 36, 36},
    {"place_id", JSON_STRING, offsetof(ScreenChange, place_id), JSON_OPTIONAL, 0, 36},
    {NULL, JSON_END},
};
static const JsonTable CHANGE_TABLE = {"screen", sizeof(ScreenChange), CHANGE_FIELDS};

/* A place that is not named does not come along to another unit. */
static void apply(ScreenRow *row, const ScreenChange *change) {
    bool moves = change->unit_id && !g_str_equal(change->unit_id, row->unit_id);
    if (change->name) {
        g_free(row->name);
        row->name = g_strdup(change->name);
    }
    if (change->unit_id)
        g_strlcpy(row->unit_id, change->unit_id, sizeof row->unit_id);
    if (change->place_id || moves)
        g_strlcpy(row->place_id, change->place_id ? change->place_id : "", sizeof row->place_id);
}

static bool run_change(Database *database, Call *call, GError **error) {
    const ScreenChange *change = call->input;
    g_autoptr(ScreenRow) row = get_within_reach(database, call, RIGHT_SCREEN_CHANGE, error);
    if (!row)
        return false;
    apply(row, change);
    if (!rights_check(database, call->identity.account_id, RIGHT_SCREEN_CHANGE, row->unit_id,
                      error) ||
        !screen_table_update(database, row, error))
        return false;
    ScreenRow *changed = screen_table_get(database, call->target, error);
    if (!changed)
        return false;
    keep_row(call, changed);
    call->detail = json_table_write(&CHANGE_TABLE, change);
    return true;
}

/* The screen itself and who did it: other windows of hers show it too. */
static void tell(const Call *call) {
    const ApiEnv *env = call->env;
    const char *const ids[] = {call->target, call->identity.account_id, NULL};
    if (env->on_news)
        env->on_news(ids, "screen.changed", call->target, env->on_news_user);
}

static void on_changed(Call *take_call) {
    sessions_forget(take_call->env->sessions, take_call->target);
    tell(take_call);
    reply_row(take_call);
}

void handle_patch_screen(ApiRequest *request, void *user) {
    Call *call = begin(request, user, &CHANGE_TABLE, "screen.change");
    if (call)
        call_write(call, run_change, on_changed);
}

/* ---- DELETE screens/{id} ---- */

static bool run_unpair(Database *database, Call *call, GError **error) {
    g_autoptr(ScreenRow) row = get_within_reach(database, call, RIGHT_SCREEN_CHANGE, error);
    return row && screen_table_unpair(database, row->id, error);
}

static void on_unpaired(Call *take_call) {
    tell(take_call);
    sessions_ended(take_call->env->sessions, take_call->target, NULL, NULL);
    call_reply_no_content(take_call);
}

void handle_delete_screen(ApiRequest *request, void *user) {
    call_write(begin(request, user, NULL, "screen.unpair"), run_unpair, on_unpaired);
}
