/* Bundles: records with everything that proves them, as a file for outsiders. They are exports:
 * asked for here, allowed by a second person when they name many, taken like the others. */
#include <string.h>

#include "base/error.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/bundle_set.h"
#include "catalog/api/call.h"
#include "catalog/api/export_ask.h"
#include "catalog/api/export_json.h"

#define REASON_MAX_CHARS 200

typedef struct Asked {
    char *register_id, *unit_id, *reason;
    GStrv record_ids;
} Asked;

static const JsonField ASKED_FIELDS[] = {
    {"register_id", JSON_STRING, offsetof(Asked, register_id), .max = ID_TEXT_BYTES - 1},
    {"unit_id", JSON_STRING, offsetof(Asked, unit_id), .max = ID_TEXT_BYTES - 1},
    {"record_ids", JSON_STRINGS, offsetof(Asked, record_ids), JSON_OPTIONAL, 1,
     BUNDLE_SET_ALONE_MAX_PEOPLE, .item_max = ID_TEXT_BYTES - 1},
    {"reason", JSON_STRING, offsetof(Asked, reason), .max = REASON_MAX_CHARS},
    {NULL, JSON_END},
};
static const JsonTable ASKED_TABLE = {"bundle", sizeof(Asked), ASKED_FIELDS};

typedef struct State {
    char *record_ids; /* owned: JSON, once each; NULL: of a register */
    GStrv audience;   /* owned: who is told */
    char *export_id;  /* owned */
} State;

static void clear_state(void *data) {
    State *state = data;
    g_free(state->record_ids);
    g_strfreev(state->audience);
    g_free(state->export_id);
}

static const CallState STATE = {sizeof(State), clear_state};

/* NULL: one of them is no id. Ids are letters of hexadecimal digits, so nothing is to be escaped.
 */
static char *ids_as_json(const GStrv ids) {
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GString) out = g_string_new("[");
    for (unsigned i = 0; ids[i]; i++) {
        if (!id_is_uuid(ids[i]))
            return NULL;
        if (g_hash_table_add(known, ids[i]))
            g_string_append_printf(out, "%s\"%s\"", out->len > 1 ? "," : "", ids[i]);
    }
    return g_strdup_printf("%s]", out->str);
}

static bool insert(Database *database, Call *call, ExportRow *row, GError **error) {
    State *state = call->state;
    bool is_alone = row->n_rows <= BUNDLE_SET_ALONE_MAX_PEOPLE;
    row->state = is_alone ? EXPORT_READY : EXPORT_WAITING;
    if ((!is_alone && !export_ask_find_deciders(database, row, &state->audience, error)) ||
        !export_table_insert(database, row, error))
        return false;
    state->export_id = g_strdup(row->id);
    call->target = g_strdup(row->id);
    call->detail = g_strdup_printf("{\"kind\":\"records\",\"register_id\":\"%s\",\"unit_id\":\"%s\""
                                   ",\"rows\":%" G_GINT64_FORMAT "}",
                                   row->register_id, row->unit_id, row->n_rows);
    g_autoptr(ExportRow) made = export_table_get(database, row->id, error);
    call->json = made ? export_json(made, call->identity.account_id) : NULL;
    return made != NULL;
}

static bool run_ask(Database *database, Call *call, GError **error) {
    const Asked *asked = call->input;
    const State *state = call->state;
    ExportRow row = {.is_records = true,
                     .record_ids = state->record_ids,
                     .reason = asked->reason && *asked->reason ? asked->reason : NULL};
    g_auto(RecordPick) set = {0};
    g_strlcpy(row.register_id, asked->register_id ? asked->register_id : "",
              sizeof row.register_id);
    g_strlcpy(row.unit_id, asked->unit_id ? asked->unit_id : "", sizeof row.unit_id);
    g_strlcpy(row.asked_by, call->identity.account_id, sizeof row.asked_by);
    if (!bundle_set_collect(database, call, &row, &set, error))
        return false;
    row.n_rows = set.members->len;
    return insert(database, call, &row, error);
}

static void on_asked(Call *take_call) {
    const State *state = take_call->state;
    if (take_call->env->on_news && state->audience && state->audience[0])
        take_call->env->on_news((const char *const *)state->audience, "export.asked",
                                state->export_id, take_call->env->on_news_user);
    call_reply_created(take_call);
}

/* What is wrong with the question, or NULL. */
static const char *find_fault(const Asked *asked, State *state) {
    bool has_register = asked->register_id && *asked->register_id;
    bool has_unit = asked->unit_id && *asked->unit_id;
    if (has_register == (asked->record_ids != NULL))
        return "A bundle is of a register or of records: name one of them.";
    if (has_register && !id_is_uuid(asked->register_id))
        return "'register_id' must be the id of a register.";
    if (has_unit && !id_is_uuid(asked->unit_id))
        return "'unit_id' must be the id of a unit.";
    if (has_unit && !has_register)
        return "A unit is named with a register only.";
    if (asked->record_ids && !(state->record_ids = ids_as_json(asked->record_ids)))
        return "'record_ids' must be ids of records.";
    return NULL;
}

void handle_post_bundle(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &ASKED_TABLE, &STATE);
    if (!call)
        return;
    const char *fault = find_fault(call->input, call->state);
    if (fault) {
        call_fail_literal(call, ERROR_INVALID, fault);
        return;
    }
    call->action = "export.ask";
    call_write(call, run_ask, on_asked);
}
