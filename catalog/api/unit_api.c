/* The organisation tree. Who looks after a part of it sees that part alone, from its top. */
#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/unit_json.h"
#include "catalog/api/wire.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/unit_change.h"
#include "catalog/roster/unit_table.h"
#include "catalog/roster/unit_tree.h"

static bool may(Database *database, const Call *call, RightId right, const char *unit_id,
                GError **error) {
    return rights_check(database, call->identity.account_id, right, unit_id, error);
}

/* ---- GET units ---- */

typedef struct ListState {
    int64_t as_of_us; /* 0: now */
    bool with_closed;
} ListState;

static const CallState LIST_STATE = {sizeof(ListState), NULL};

static bool run_list(Database *database, Call *call, GError **error) {
    const ListState *state = call->state;
    g_auto(RightsReach) reach = {0};
    if (!rights_reach(database, call->identity.account_id, RIGHT_UNIT_SEE, &reach, error))
        return false;
    UnitTreeQuery query = {reach.json, state->as_of_us, state->with_closed};
    g_autoptr(GPtrArray) rows = unit_tree_load(database, &query, error);
    if (!rows)
        return false;
    call->json = unit_json_list(rows);
    return true;
}

void handle_list_units(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &LIST_STATE);
    ListState *state = call->state;
    const char *as_of = api_request_query(request, "as_of");
    if (as_of && *as_of && !wire_read_time(as_of, &state->as_of_us)) {
        call_fail_literal(call, ERROR_INVALID,
                          "'as_of' must be a moment such as 2026-07-01T08:00:00Z.");
        return;
    }
    state->with_closed = g_strcmp0(api_request_query(request, "closed"), "1") == 0;
    call_read(call, run_list, call_reply_ok);
}

/* ---- GET units/{id} ---- */

static bool answer_detail(Database *database, Call *call, GError **error) {
    call->json = unit_json_detail(database, call, call->target, error);
    return call->json != NULL;
}

static bool run_get(Database *database, Call *call, GError **error) {
    return may(database, call, RIGHT_UNIT_SEE, call->target, error) &&
           answer_detail(database, call, error);
}

/* `input` may be NULL; NULL when answered already. */
static Call *begin(ApiRequest *request, void *user, const JsonTable *input, const char *action) {
    Call *call = call_new(request, user, input, NULL);
    if (!call)
        return NULL;
    call->action = action;
    call->target = g_strdup(api_request_segment(request, "id"));
    return call;
}

void handle_get_unit(ApiRequest *request, void *user) {
    call_read(begin(request, user, NULL, NULL), run_get, call_reply_ok);
}

/* ---- POST units ---- */

typedef struct NewUnit {
    char *parent_id, *level_id, *name, *code, *external_id;
} NewUnit;

static const JsonField NEW_FIELDS[] = {
    {"parent_id", JSON_STRING, offsetof(NewUnit, parent_id), .max = ID_TEXT_BYTES - 1},
    {"level_id", JSON_STRING, offsetof(NewUnit, level_id), .max = ID_TEXT_BYTES - 1},
    {"name", JSON_STRING, offsetof(NewUnit, name), JSON_REQUIRED, 1, UNIT_NAME_MAX_CHARS},
    {"code", JSON_STRING, offsetof(NewUnit, code), .max = UNIT_CODE_DIGITS},
    {"external_id", JSON_STRING, offsetof(NewUnit, external_id), JSON_OPTIONAL, 1,
     UNIT_EXTERNAL_ID_MAX_CHARS},
    {NULL, JSON_END},
};
static const JsonTable NEW_TABLE = {"unit", sizeof(NewUnit), NEW_FIELDS};

static void set_id(char id[ID_TEXT_BYTES], const char *text) {
    g_strlcpy(id, text ? text : "", ID_TEXT_BYTES);
}

static bool run_insert(Database *database, Call *call, GError **error) {
    const NewUnit *input = call->input;
    UnitRow row = {.name = input->name, .code = input->code, .external_id = input->external_id};
    set_id(row.parent_id, input->parent_id);
    set_id(row.level_id, input->level_id);
    if (!may(database, call, RIGHT_UNIT_CHANGE, input->parent_id, error) ||
        !unit_table_insert(database, &row, NULL, error))
        return false;
    call->target = g_strdup(row.id);
    call->detail = json_table_write(&NEW_TABLE, input);
    return answer_detail(database, call, error);
}

static void on_inserted(Call *take_call) {
    g_autofree char *location = g_strdup_printf("/api/v1/units/%s", take_call->target);
    api_reply_add_field(take_call->request, "Location", location);
    call_reply_created(take_call);
}

void handle_post_unit(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &NEW_TABLE, NULL);
    if (!call)
        return;
    call->action = "unit.create";
    call_write(call, run_insert, on_inserted);
}

/* ---- PATCH units/{id} ---- */

typedef struct UnitChange {
    char *parent_id, *level_id, *name, *code, *before_id;
} UnitChange;

static const JsonField CHANGE_FIELDS[] = {
    {"parent_id", JSON_STRING, offsetof(UnitChange, parent_id), .max = ID_TEXT_BYTES - 1},
    {"level_id", JSON_STRING, offsetof(UnitChange, level_id), .max = ID_TEXT_BYTES - 1},
    {"name", JSON_STRING, offsetof(UnitChange, name), JSON_OPTIONAL, 1, UNIT_NAME_MAX_CHARS},
    {"code", JSON_STRING, offsetof(UnitChange, code), .max = UNIT_CODE_DIGITS},
    {"before_id", JSON_STRING, offsetof(UnitChange, before_id), .max = ID_TEXT_BYTES - 1},
    {NULL, JSON_END},
};
static const JsonTable CHANGE_TABLE = {"unit", sizeof(UnitChange), CHANGE_FIELDS};

/* Moving changes what two units are made of, the order what one is made of: both need the right for
 * them. "" is the whole tree. */
static bool may_move(Database *database, const Call *call, const UnitChange *change,
                     GError **error) {
    if (!change->parent_id && !change->before_id)
        return true;
    g_autoptr(UnitRow) row = unit_table_get(database, call->target, error);
    if (!row || !may(database, call, RIGHT_UNIT_CHANGE, row->parent_id, error))
        return false;
    return !change->parent_id || may(database, call, RIGHT_UNIT_CHANGE, change->parent_id, error);
}

static bool may_see_sibling(Database *database, const Call *call, const UnitChange *change,
                            GError **error) {
    return !change->before_id || !*change->before_id ||
           may(database, call, RIGHT_UNIT_CHANGE, change->before_id, error);
}

static bool run_change(Database *database, Call *call, GError **error) {
    const UnitChange *change = call->input;
    if (!may(database, call, RIGHT_UNIT_CHANGE, call->target, error) ||
        !may_move(database, call, change, error) || !may_see_sibling(database, call, change, error))
        return false;
    UnitPatch patch = {.name = change->name,
                       .parent_id = change->parent_id,
                       .level_id = change->level_id,
                       .code = change->code,
                       .before_id = change->before_id};
    g_autoptr(UnitRow) row = unit_change_patch(database, call->target, &patch, error);
    if (!row)
        return false;
    call->detail = json_table_write(&CHANGE_TABLE, change);
    return answer_detail(database, call, error);
}

void handle_patch_unit(ApiRequest *request, void *user) {
    Call *call = begin(request, user, &CHANGE_TABLE, "unit.update");
    if (call)
        call_write(call, run_change, call_reply_ok);
}

/* ---- DELETE units/{id} ---- */

static bool run_close(Database *database, Call *call, GError **error) {
    return may(database, call, RIGHT_UNIT_CHANGE, call->target, error) &&
           unit_change_close(database, call->target, error);
}

void handle_delete_unit(ApiRequest *request, void *user) {
    call_write(begin(request, user, NULL, "unit.close"), run_close, call_reply_no_content);
}
