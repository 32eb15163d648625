/* Places and the units that use them. A place belongs to the unit that looks after it; other units
 * beyond the asker's reach are neither shown nor touched. */
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/unit_json.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/place_table.h"

/* ---- on the wire ---- */

typedef struct PlaceJson {
    const char *id, *unit_id, *name, *address;
    GPtrArray *serves;
    int64_t screens;
} PlaceJson;

static const JsonField PLACE_FIELDS[] = {
    {"id", JSON_STRING, offsetof(PlaceJson, id)},
    {"unit_id", JSON_STRING, offsetof(PlaceJson, unit_id)},
    {"name", JSON_STRING, offsetof(PlaceJson, name)},
    {"address", JSON_STRING, offsetof(PlaceJson, address)},
    {"serves", JSON_OBJECTS, offsetof(PlaceJson, serves), .table = &UNIT_JSON_STEP},
    {"screens", JSON_INTEGER, offsetof(PlaceJson, screens)},
    {NULL, JSON_END},
};
static const JsonTable PLACE_TABLE = {"place", sizeof(PlaceJson), PLACE_FIELDS};

static void append_place(GString *out, const PlaceRow *row) {
    g_autoptr(GPtrArray) serves = unit_json_steps(row->serves);
    PlaceJson json = {row->id, row->unit_id, row->name, row->address, serves, row->n_screens};
    json_table_append(&PLACE_TABLE, &json, out);
}

static bool may(Database *database, const Call *call, RightId right, const char *unit_id,
                GError **error) {
    return rights_check(database, call->identity.account_id, right, unit_id, error);
}

/* ---- GET places ---- */

static bool run_list(Database *database, Call *call, GError **error) {
    const char *unit_id = *(char **)call->state;
    g_auto(RightsReach) reach = {0};
    if ((unit_id && !may(database, call, RIGHT_PLACE_SEE, unit_id, error)) ||
        !rights_reach(database, call->identity.account_id, RIGHT_PLACE_SEE, &reach, error))
        return false;
    PlaceQuery query = {.unit_id = unit_id, .roots_json = reach.json};
    g_autoptr(GPtrArray) rows = place_table_list(database, &query, error);
    if (!rows)
        return false;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append_place(out, g_ptr_array_index(rows, i));
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(out, FALSE);
    return true;
}

static void free_unit_id(void *state) {
    g_free(*(char **)state);
}

static const CallState UNIT_STATE = {sizeof(char *), free_unit_id};

void handle_list_places(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &UNIT_STATE);
    const char *unit_id = api_request_query(request, "unit");
    *(char **)call->state = unit_id && *unit_id ? g_strdup(unit_id) : NULL;
    call_read(call, run_list, call_reply_ok);
}

/* ---- changing ---- */

static bool answer_place(Database *database, Call *call, GError **error) {
    g_auto(RightsReach) reach = {0};
    if (!rights_reach(database, call->identity.account_id, RIGHT_PLACE_SEE, &reach, error))
        return false;
    PlaceQuery query = {.id = call->target, .roots_json = reach.json};
    g_autoptr(PlaceRow) row = place_table_get(database, &query, error);
    if (!row)
        return false;
    GString *out = g_string_new(NULL);
    append_place(out, row);
    call->json = g_string_free(out, FALSE);
    return true;
}

static bool set_serves(Database *database, const Call *call, const PlaceRow *row, GStrv unit_ids,
                       GError **error) {
    if (!unit_ids)
        return true;
    g_auto(RightsReach) reach = {0};
    for (unsigned i = 0; unit_ids[i]; i++)
        if (!may(database, call, RIGHT_PLACE_CHANGE, unit_ids[i], error))
            return false;
    return rights_reach(database, call->identity.account_id, RIGHT_PLACE_CHANGE, &reach, error) &&
           place_table_set_serves(database, row, (const char *const *)unit_ids, reach.json, error);
}

/* What the audit keeps: of the units served, which may be many, the number. */
typedef struct DetailJson {
    const char *name, *address;
    int64_t serves;
    bool has_serves;
} DetailJson;

static const JsonField DETAIL_FIELDS[] = {
    {"name", JSON_STRING, offsetof(DetailJson, name)},
    {"address", JSON_STRING, offsetof(DetailJson, address)},
    {"serves", JSON_INTEGER, offsetof(DetailJson, serves),
     .present_offset = offsetof(DetailJson, has_serves)},
    {NULL, JSON_END},
};
static const JsonTable DETAIL_TABLE = {"place", sizeof(DetailJson), DETAIL_FIELDS};

static char *detail_of(const char *name, const char *address, GStrv serves) {
    DetailJson json = {name, address, serves ? g_strv_length(serves) : 0, serves != NULL};
    return json_table_write(&DETAIL_TABLE, &json);
}

typedef struct NewPlace {
    char *unit_id, *name, *address;
    GStrv serves;
} NewPlace;

#define SERVES_FIELD(type)                                                                         \
    {                                                                                              \
        "serves", JSON_STRINGS, offsetof(type, serves), .max = PLACE_MAX_SERVES,                   \
                                                        .item_max = ID_TEXT_BYTES - 1              \
    }

static const JsonField NEW_FIELDS[] = {
    {"unit_id", JSON_STRING, offsetof(NewPlace, unit_id), JSON_REQUIRED, 1, ID_TEXT_BYTES - 1},
    {"name", JSON_STRING, offsetof(NewPlace, name), JSON_REQUIRED, 1, PLACE_NAME_MAX_CHARS},
    {"address", JSON_STRING, offsetof(NewPlace, address), .max = PLACE_ADDRESS_MAX_CHARS},
    SERVES_FIELD(NewPlace),
    {NULL, JSON_END},
};
static const JsonTable NEW_TABLE = {"place", sizeof(NewPlace), NEW_FIELDS};

static bool run_insert(Database *database, Call *call, GError **error) {
    const NewPlace *input = call->input;
    PlaceRow row = {.name = input->name,
                    .address = input->address && *input->address ? input->address : NULL};
    g_strlcpy(row.unit_id, input->unit_id, sizeof row.unit_id);
    if (!may(database, call, RIGHT_PLACE_CHANGE, row.unit_id, error) ||
        !place_table_insert(database, &row, error) ||
        !set_serves(database, call, &row, input->serves, error))
        return false;
    call->target = g_strdup(row.id);
    call->detail = detail_of(input->name, input->address, input->serves);
    return answer_place(database, call, error);
}

void handle_post_place(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &NEW_TABLE, NULL);
    if (!call)
        return;
    call->action = "place.create";
    call_write(call, run_insert, call_reply_created);
}

/* The place of the path, when who asks may change it. */
static PlaceRow *take_place(Database *database, const Call *call, GError **error) {
    char unit_id[ID_TEXT_BYTES];
    if (!place_table_unit(database, call->target, unit_id, error)) {
        g_clear_error(error); /* the same words as for a foreign one */
        unit_id[0] = '\0';
    }
    if (!may(database, call, RIGHT_PLACE_CHANGE, unit_id, error))
        return NULL;
    return place_table_get(database, &(PlaceQuery){.id = call->target}, error);
}

typedef struct PlaceChange {
    char *name, *address;
    GStrv serves;
} PlaceChange;

static const JsonField CHANGE_FIELDS[] = {
    {"name", JSON_STRING, offsetof(PlaceChange, name), JSON_OPTIONAL, 1, PLACE_NAME_MAX_CHARS},
    {"address", JSON_STRING, offsetof(PlaceChange, address), .max = PLACE_ADDRESS_MAX_CHARS},
    SERVES_FIELD(PlaceChange),
    {NULL, JSON_END},
};
static const JsonTable CHANGE_TABLE = {"place", sizeof(PlaceChange), CHANGE_FIELDS};

static void set_text(char **text, const char *value) {
    if (!value)
        return;
    g_free(*text);
    *text = *value ? g_strdup(value) : NULL;
}

static bool run_change(Database *database, Call *call, GError **error) {
    const PlaceChange *change = call->input;
    g_autoptr(PlaceRow) row = take_place(database, call, error);
    if (!row)
        return false;
    set_text(&row->name, change->name);
    set_text(&row->address, change->address);
    if (!place_table_update(database, row, error) ||
        !set_serves(database, call, row, change->serves, error))
        return false;
    call->detail = detail_of(change->name, change->address, change->serves);
    return answer_place(database, call, error);
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

void handle_patch_place(ApiRequest *request, void *user) {
    Call *call = begin(request, user, &CHANGE_TABLE, "place.update");
    if (call)
        call_write(call, run_change, call_reply_ok);
}

static bool run_end(Database *database, Call *call, GError **error) {
    g_autoptr(PlaceRow) row = take_place(database, call, error);
    return row && place_table_end(database, row->id, error);
}

void handle_delete_place(ApiRequest *request, void *user) {
    call_write(begin(request, user, NULL, "place.end"), run_end, call_reply_no_content);
}
