/* Reading what was done and looked at. */
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/page.h"
#include "catalog/api/wire.h"
#include "catalog/store/audit_table.h"

typedef struct AuditJson {
    const char *id;
    char *at;
    const char *actor_id, *actor_name, *action, *target, *peer, *outcome, *detail;
} AuditJson;

static const JsonField AUDIT_FIELDS[] = {
    {"id", JSON_STRING, offsetof(AuditJson, id)},
    {"at", JSON_STRING, offsetof(AuditJson, at)},
    {"actor_id", JSON_STRING, offsetof(AuditJson, actor_id)},
    {"actor_name", JSON_STRING, offsetof(AuditJson, actor_name)},
    {"action", JSON_STRING, offsetof(AuditJson, action)},
    {"target", JSON_STRING, offsetof(AuditJson, target)},
    {"peer", JSON_STRING, offsetof(AuditJson, peer)},
    {"outcome", JSON_STRING, offsetof(AuditJson, outcome)},
    {"detail", JSON_RAW, offsetof(AuditJson, detail)},
    {NULL, JSON_END},
};
static const JsonTable AUDIT_TABLE = {"audit", sizeof(AuditJson), AUDIT_FIELDS};

static void append_row(GString *out, const AuditRow *row) {
    g_autofree char *at = wire_time(row->at_us);
    AuditJson json = {
        .id = row->id,
        .at = at,
        .actor_id = row->actor_id[0] ? row->actor_id : NULL,
        .actor_name = row->actor_name,
        .action = row->action,
        .target = row->target,
        .peer = row->peer,
        .outcome = row->outcome,
        .detail = row->detail,
    };
    json_table_append(&AUDIT_TABLE, &json, out);
}

typedef struct ListState {
    Page page; /* first: page_read() fills it */
    char *action, *actor, *target;
} ListState;

static void clear_list(void *data) {
    ListState *state = data;
    PAGE_STATE.clear(&state->page);
    g_free(state->action);
    g_free(state->actor);
    g_free(state->target);
}

static const CallState LIST_STATE = {sizeof(ListState), clear_list};

static bool run_list(Database *database, Call *call, GError **error) {
    const ListState *state = call->state;
    const AuditQuery query = {state->page.after, state->page.limit, state->action, state->actor,
                              state->target};
    g_autoptr(GPtrArray) rows = audit_table_list(database, &query, error);
    if (!rows)
        return false;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append_row(out, g_ptr_array_index(rows, i));
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_audit(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &LIST_STATE);
    ListState *state = call->state;
    state->action = g_strdup(api_request_query(request, "action"));
    state->actor = g_strdup(api_request_query(request, "actor"));
    state->target = g_strdup(api_request_query(request, "target"));
    if (page_read(call, AUDIT_LIST_MAX_ROWS))
        call_read(call, run_list, call_reply_ok);
}
