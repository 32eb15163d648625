/* Transfers: asked where the member is at home, decided where he is to be. The clerks of the
 * other side are told at once. */
#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/member_handlers.h"
#include "catalog/api/member_reach.h"
#include "catalog/api/transfer_json.h"
#include "catalog/rights/appointment_table.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/transfer_table.h"
#include "catalog/roster/transfer_target.h"

static bool may(Database *database, const Call *call, RightId right, const char *unit_id,
                GError **error) {
    return rights_check(database, call->identity.account_id, right, unit_id, error);
}

/* ---- news ---- */

typedef struct NewsState {
    char id[ID_TEXT_BYTES]; /* of the transfer */
    GStrv account_ids;
    const char *kind;
} NewsState;

static void clear_news(void *data) {
    g_strfreev(((NewsState *)data)->account_ids);
}

static const CallState NEWS_STATE = {sizeof(NewsState), clear_news};

static void tell(Call *call) {
    const NewsState *state = call->state;
    if (call->env->on_news && state->account_ids && *state->account_ids)
        call->env->on_news((const char *const *)state->account_ids, state->kind, state->id,
                           call->env->on_news_user);
}

/* Who looks after the unit, but who asks. */
static GStrv find_listeners(Database *database, const Call *call, RightId right,
                            const char *unit_id, GError **error) {
    g_auto(GStrv) ids =
        appointment_table_accounts_for(database, unit_id, RIGHTS_TABLE[right].roles, error);
    if (!ids)
        return NULL;
    g_autoptr(GStrvBuilder) others = g_strv_builder_new();
    for (unsigned i = 0; ids[i]; i++)
        if (!g_str_equal(ids[i], call->identity.account_id))
            g_strv_builder_add(others, ids[i]);
    return g_strv_builder_end(others);
}

/* Who asked waits for the answer, wherever his right comes from. */
static GStrv with_asker(GStrv take_ids, const TransferRow *row, const Call *call) {
    const char *const *ids = (const char *const *)take_ids;
    if (g_str_equal(row->asked_by, call->identity.account_id) ||
        g_strv_contains(ids, row->asked_by))
        return take_ids;
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_strv_builder_addv(builder, (const char **)take_ids);
    g_strv_builder_add(builder, row->asked_by);
    g_strfreev(take_ids);
    return g_strv_builder_end(builder);
}

/* Remembers whom to tell and makes the answer. */
static bool finish(Database *database, Call *call, RightId right, bool is_to_source,
                   GError **error) {
    NewsState *state = call->state;
    g_autoptr(TransferRow) row = transfer_table_get(database, state->id, error);
    if (!row)
        return false;
    state->account_ids = find_listeners(database, call, right,
                                        is_to_source ? row->from_unit_id : row->to_unit_id, error);
    if (!state->account_ids)
        return false;
    if (is_to_source)
        state->account_ids = with_asker(g_steal_pointer(&state->account_ids), row, call);
    call->json = transfer_json(database, call, row, error);
    return call->json != NULL;
}

/* ---- POST members/{id}/transfers ---- */

typedef struct NewTransfer {
    char *unit_id, *from;
} NewTransfer;

static const JsonField NEW_FIELDS[] = {
    {"unit_id", JSON_STRING, offsetof(NewTransfer, unit_id), JSON_REQUIRED, 1, ID_TEXT_BYTES - 1},
    {"from", JSON_STRING, offsetof(NewTransfer, from), .max = DAY_TEXT_BYTES - 1},
    {NULL, JSON_END},
};
static const JsonTable NEW_TABLE = {"transfer", sizeof(NewTransfer), NEW_FIELDS};

static bool run_ask(Database *database, Call *call, GError **error) {
    const NewTransfer *input = call->input;
    NewsState *state = call->state;
    TransferRow row = {0};
    g_strlcpy(row.member_id, call->target, sizeof row.member_id);
    g_strlcpy(row.to_unit_id, input->unit_id, sizeof row.to_unit_id);
    g_strlcpy(row.from_day, input->from ? input->from : "", sizeof row.from_day);
    g_strlcpy(row.asked_by, call->identity.account_id, sizeof row.asked_by);
    if (!member_reach_home(database, call, RIGHT_TRANSFER_ASK, call->target, error) ||
        !transfer_table_ask(database, &row, error))
        return false;
    g_strlcpy(state->id, row.id, sizeof state->id);
    state->kind = "transfer.asked";
    return finish(database, call, RIGHT_TRANSFER_DECIDE, false, error);
}

static void on_asked(Call *take_call) {
    tell(take_call);
    call_reply_created(take_call);
}

void handle_post_transfer(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &NEW_TABLE, &NEWS_STATE);
    if (!call)
        return;
    call->action = "transfer.ask";
    call->target = g_strdup(api_request_segment(request, "id"));
    call->detail = json_table_write(&NEW_TABLE, call->input);
    call_write(call, run_ask, on_asked);
}

/* ---- GET transfers ---- */

static void free_text(void *state) {
    g_free(*(char **)state);
}

static const CallState STATE_STATE = {sizeof(char *), free_text};

static bool run_list(Database *database, Call *call, GError **error) {
    g_auto(RightsReach) reach = {0};
    if (!rights_reach(database, call->identity.account_id, RIGHT_TRANSFER_SEE, &reach, error))
        return false;
    const TransferQuery query = {.roots_json = reach.json, .state = *(char **)call->state};
    g_autoptr(GPtrArray) rows = transfer_table_list(database, &query, error);
    if (!rows)
        return false;
    call->json = transfer_json_list(database, call, rows, error);
    return call->json != NULL;
}

void handle_list_transfers(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE_STATE);
    const char *state = api_request_query(request, "state");
    if (state && *state && !g_strv_contains(TRANSFER_STATE_WORDS, state)) {
        call_fail_literal(call, ERROR_INVALID,
                          "'state' must be asked, accepted, refused or withdrawn.");
        return;
    }
    *(char **)call->state = state && *state ? g_strdup(state) : NULL;
    call->action = "transfer.see";
    call_read_audited(call, run_list, call_reply_ok);
}

/* ---- GET transfer-targets ---- */

typedef struct TargetJson {
    const char *id;
    GStrv path;
} TargetJson;

static const JsonField TARGET_FIELDS[] = {
    {"id", JSON_STRING, offsetof(TargetJson, id)},
    {"path", JSON_STRINGS, offsetof(TargetJson, path)},
    {NULL, JSON_END},
};
static const JsonTable TARGET_TABLE = {"target", sizeof(TargetJson), TARGET_FIELDS};

static bool run_targets(Database *database, Call *call, GError **error) {
    g_autoptr(GPtrArray) rows = transfer_target_find(database, *(char **)call->state, error);
    if (!rows)
        return false;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        const TransferTarget *row = rows->pdata[i];
        TargetJson json = {row->id, row->path};
        if (i > 0)
            g_string_append_c(out, ',');
        json_table_append(&TARGET_TABLE, &json, out);
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_transfer_targets(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE_STATE);
    const char *query = api_request_query(request, "query");
    *(char **)call->state = g_strdup(query ? query : "");
    call_read(call, run_targets, call_reply_ok);
}

/* ---- POST transfers/{id}/decision, DELETE transfers/{id} ---- */

typedef struct Decision {
    bool accept;
    char *reason;
} Decision;

static const JsonField DECISION_FIELDS[] = {
    {"accept", JSON_BOOL, offsetof(Decision, accept), JSON_REQUIRED},
    {"reason", JSON_STRING, offsetof(Decision, reason), .max = TRANSFER_REASON_MAX_CHARS},
    {NULL, JSON_END},
};
static const JsonTable DECISION_TABLE = {"decision", sizeof(Decision), DECISION_FIELDS};

/* Checks the right for the transfer of the path, at its source or its target: out of reach is not
 * there. Sets the member as what the audit is about. */
static bool take_transfer(Database *database, Call *call, RightId right, bool is_at_source,
                          GError **error) {
    const NewsState *state = call->state;
    g_autoptr(GError) failure = NULL;
    g_autoptr(TransferRow) row = transfer_table_get(database, state->id, &failure);
    const char *unit_id = "";
    if (row)
        unit_id = is_at_source ? row->from_unit_id : row->to_unit_id;
    if (!may(database, call, right, unit_id, error))
        return false;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    g_free(call->target);
    call->target = g_strdup(row->member_id);
    return true;
}

static Call *begin(ApiRequest *request, void *user, const JsonTable *input, const char *action) {
    Call *call = call_new(request, user, input, &NEWS_STATE);
    if (!call)
        return NULL;
    NewsState *state = call->state;
    g_strlcpy(state->id, api_request_segment(request, "id"), sizeof state->id);
    state->kind = "transfer.decided";
    call->action = action;
    call->target = g_strdup(state->id);
    return call;
}

static bool run_decide(Database *database, Call *call, GError **error) {
    const Decision *input = call->input;
    const NewsState *state = call->state;
    const TransferDecision decision = {input->accept, input->reason, call->identity.account_id};
    return take_transfer(database, call, RIGHT_TRANSFER_DECIDE, false, error) &&
           transfer_table_decide(database, state->id, &decision, error) &&
           finish(database, call, RIGHT_TRANSFER_ASK, true, error);
}

static void on_decided(Call *take_call) {
    tell(take_call);
    call_reply_ok(take_call);
}

void handle_post_transfer_decision(ApiRequest *request, void *user) {
    Call *call = begin(request, user, &DECISION_TABLE, "transfer.decide");
    if (!call)
        return;
    call->detail = json_table_write(&DECISION_TABLE, call->input);
    call_write(call, run_decide, on_decided);
}

static bool run_withdraw(Database *database, Call *call, GError **error) {
    const NewsState *state = call->state;
    return take_transfer(database, call, RIGHT_TRANSFER_ASK, true, error) &&
           transfer_table_withdraw(database, state->id, call->identity.account_id, error) &&
           finish(database, call, RIGHT_TRANSFER_DECIDE, false, error);
}

static void on_withdrawn(Call *take_call) {
    tell(take_call);
    call_reply_no_content(take_call);
}

void handle_delete_transfer(ApiRequest *request, void *user) {
    call_write(begin(request, user, NULL, "transfer.withdraw"), run_withdraw, on_withdrawn);
}
