/* Exemptions: decided by a unit of the member; the reason is for that unit's eyes. */
#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/member_handlers.h"
#include "catalog/api/member_json.h"
#include "catalog/api/member_reach.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/exemption_table.h"
#include "catalog/roster/member_table.h"

/* ---- POST members/{id}/exemptions ---- */

typedef struct NewExemption {
    char *from, *until, *reason;
} NewExemption;

static const JsonField NEW_FIELDS[] = {
    {"from", JSON_STRING, offsetof(NewExemption, from), JSON_REQUIRED, 1, DAY_TEXT_BYTES - 1},
    {"until", JSON_STRING, offsetof(NewExemption, until), JSON_REQUIRED, 1, DAY_TEXT_BYTES - 1},
    {"reason", JSON_STRING, offsetof(NewExemption, reason), .max = EXEMPTION_REASON_MAX_CHARS},
    {NULL, JSON_END},
};
static const JsonTable NEW_TABLE = {"exemption", sizeof(NewExemption), NEW_FIELDS};

static bool run_insert(Database *database, Call *call, GError **error) {
    const NewExemption *input = call->input;
    const FieldCrypto *crypto = store_field_crypto(call->env->store);
    ExemptionRow row = {0};
    g_strlcpy(row.member_id, call->target, sizeof row.member_id);
    g_strlcpy(row.from_day, input->from, sizeof row.from_day);
    g_strlcpy(row.until_day, input->until, sizeof row.until_day);
    g_strlcpy(row.decided_by, call->identity.account_id, sizeof row.decided_by);
    if (!member_reach_any(database, call, RIGHT_EXEMPTION_CHANGE, call->target, row.unit_id, error))
        return false;
    g_autoptr(MemberRow) member = member_table_get(database, call->target, error);
    if (!member || !exemption_table_insert(database, &row, crypto, input->reason, error))
        return false;
    g_autoptr(ExemptionRow) stored = exemption_table_get(database, row.id, error);
    if (stored)
        call->json = member_json_exemption(stored);
    return stored != NULL;
}

void handle_post_exemption(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &NEW_TABLE, NULL);
    if (!call)
        return;
    const NewExemption *input = call->input;
    const NewExemption days = {input->from, input->until, NULL};
    call->action = "exemption.create";
    call->target = g_strdup(api_request_segment(request, "id"));
    call->detail = json_table_write(&NEW_TABLE, &days); /* without the reason */
    call_write(call, run_insert, call_reply_created);
}

/* ---- POST exemptions/{id}/reason, DELETE exemptions/{id} ---- */

typedef struct IdState {
    char id[ID_TEXT_BYTES];
} IdState;

static const CallState ID_STATE = {sizeof(IdState), NULL};

static Call *begin(ApiRequest *request, void *user, const char *action) {
    Call *call = call_new(request, user, NULL, &ID_STATE);
    IdState *state = call->state;
    g_strlcpy(state->id, api_request_segment(request, "id"), sizeof state->id);
    call->action = action;
    call->target = g_strdup(state->id);
    return call;
}

/* Checks the right for the unit that decided; out of reach is not there. Sets the member as what
 * the audit is about. */
static bool take_exemption(Database *database, Call *call, RightId right, GError **error) {
    const IdState *state = call->state;
    g_autoptr(GError) failure = NULL;
    g_autoptr(ExemptionRow) row = exemption_table_get(database, state->id, &failure);
    if (!rights_check(database, call->identity.account_id, right, row ? row->unit_id : "", error))
        return false;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    g_free(call->target);
    call->target = g_strdup(row->member_id);
    return true;
}

typedef struct ReasonJson {
    char *reason;
} ReasonJson;

static const JsonField REASON_FIELDS[] = {
    {"reason", JSON_STRING, offsetof(ReasonJson, reason)},
    {NULL, JSON_END},
};
static const JsonTable REASON_TABLE = {"reason", sizeof(ReasonJson), REASON_FIELDS};

static bool run_reason(Database *database, Call *call, GError **error) {
    const IdState *state = call->state;
    if (!take_exemption(database, call, RIGHT_EXEMPTION_REASON, error))
        return false;
    ReasonJson json = {
        exemption_table_reason(database, state->id, store_field_crypto(call->env->store), error)};
    if (json.reason)
        call->json = json_table_write(&REASON_TABLE, &json);
    json_table_clear(&REASON_TABLE, &json);
    return call->json != NULL;
}

void handle_post_exemption_reason(ApiRequest *request, void *user) {
    call_read_audited(begin(request, user, "exemption.reason"), run_reason, call_reply_ok);
}

static bool run_revoke(Database *database, Call *call, GError **error) {
    const IdState *state = call->state;
    return take_exemption(database, call, RIGHT_EXEMPTION_CHANGE, error) &&
           exemption_table_revoke(database, state->id, call->identity.account_id, error);
}

void handle_delete_exemption(ApiRequest *request, void *user) {
    call_write(begin(request, user, "exemption.end"), run_revoke, call_reply_no_content);
}
