/* Activation codes handed out by clerks: as a list, as slips to print, and taken back. */
#include "base/error.h"
#include "catalog/api/activation_issue.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/wire.h"
#include "catalog/roster/activation_table.h"
#include "catalog/slip/slip_pdf.h"
#include "catalog/slip/slip_printer.h"

typedef struct IssueInput {
    GStrv member_ids;
    char *unit_id;
    bool below, again;
} IssueInput;

static const JsonField ISSUE_FIELDS[] = {
    {"member_ids", JSON_STRINGS, offsetof(IssueInput, member_ids), JSON_OPTIONAL, 1,
     ACTIVATION_MAX_SLIPS, .item_max = ID_TEXT_BYTES},
    {"unit_id", JSON_STRING, offsetof(IssueInput, unit_id), JSON_OPTIONAL, 1, ID_TEXT_BYTES},
    {"below", JSON_BOOL, offsetof(IssueInput, below)},
    {"again", JSON_BOOL, offsetof(IssueInput, again)},
    {NULL, JSON_END},
};
static const JsonTable ISSUE_TABLE = {"activations", sizeof(IssueInput), ISSUE_FIELDS};

typedef struct IssueState {
    char *page;       /* owned */
    GPtrArray *slips; /* owned: of IssuedSlip */
} IssueState;

static void clear_issue(void *data) {
    IssueState *state = data;
    g_free(state->page);
    g_clear_pointer(&state->slips, g_ptr_array_unref);
}

static const CallState ISSUE_STATE = {sizeof(IssueState), clear_issue};

/* ---- both ways ---- */

static bool run_issue(Database *database, Call *call, GError **error) {
    IssueState *state = call->state;
    const IssueInput *input = call->input;
    IssueOrder order = {input->member_ids, input->unit_id, input->below, input->again, state->page};
    state->slips = activation_issue(database, store_field_crypto(call->env->store),
                                    call->identity.account_id, &order, error);
    if (!state->slips)
        return false;
    call->detail = g_strdup_printf("{\"slips\":%u}", state->slips->len);
    return true;
}

static void begin_issue(ApiRequest *request, void *user, CallNextFn next) {
    Call *call = call_new(request, user, &ISSUE_TABLE, &ISSUE_STATE);
    if (!call)
        return;
    const IssueInput *input = call->input;
    if (!input->member_ids == !input->unit_id) {
        call_fail_literal(call, ERROR_INVALID,
                          "Name either members ('member_ids') or a unit ('unit_id').");
        return;
    }
    bool is_one = input->member_ids && g_strv_length(input->member_ids) == 1;
    IssueState *state = call->state;
    g_autofree char *base = wire_base_url(request, call->env);
    state->page = g_strconcat(base, "/activate", NULL);
    call->action = "activation.issue";
    call->target = g_strdup(is_one ? input->member_ids[0] : input->unit_id);
    call_write(call, run_issue, next);
}

/* ---- POST activations ---- */

static const char *const KIND_WORDS[] = {"activate", "reset", NULL};

typedef struct SlipJson {
    const char *member_id, *name, *unit_name;
    int kind;
    const char *code, *link;
    char *expires_at;
} SlipJson;

static const JsonField SLIP_FIELDS[] = {
    {"member_id", JSON_STRING, offsetof(SlipJson, member_id)},
    {"name", JSON_STRING, offsetof(SlipJson, name)},
    {"unit_name", JSON_STRING, offsetof(SlipJson, unit_name)},
    {"kind", JSON_ENUM, offsetof(SlipJson, kind), .words = KIND_WORDS},
    {"code", JSON_STRING, offsetof(SlipJson, code)},
    {"link", JSON_STRING, offsetof(SlipJson, link)},
    {"expires_at", JSON_STRING, offsetof(SlipJson, expires_at)},
    {NULL, JSON_END},
};
static const JsonTable SLIP_TABLE = {"slip", sizeof(SlipJson), SLIP_FIELDS};

static void on_issued(Call *take_call) {
    const IssueState *state = take_call->state;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < state->slips->len; i++) {
        const IssuedSlip *issued = g_ptr_array_index(state->slips, i);
        const Slip *slip = issued->slip;
        g_autofree char *expires_at = wire_time(issued->expires_at_us);
        SlipJson json = {issued->member_id, slip->name, issued->unit_name, slip->is_reset,
                         slip->code,        slip->link, expires_at};
        if (i > 0)
            g_string_append_c(out, ',');
        json_table_append(&SLIP_TABLE, &json, out);
    }
    g_string_append_c(out, ']');
    take_call->json = g_string_free(out, FALSE);
    call_reply_ok(take_call);
}

void handle_post_activations(ApiRequest *request, void *user) {
    begin_issue(request, user, on_issued);
}

/* ---- POST activations/slips ---- */

static void on_printed(const GError *error, GBytes *pdf, void *data) {
    const Call *call = data;
    if (error) {
        api_reply_error(call->request, error);
        return;
    }
    api_reply_add_field(call->request, "Content-Disposition", "attachment; filename=\"slips.pdf\"");
    api_reply_bytes(call->request, 200, "application/pdf", pdf);
}

static void free_call(void *data) {
    call_free(data);
}

static void on_issued_to_print(Call *take_call) {
    IssueState *state = take_call->state;
    if (state->slips->len == 0) {
        call_fail_literal(take_call, ERROR_CONFLICT,
                          "Nobody here needs a slip: all have an account or an open code.");
        return;
    }
    SlipOrder *order = g_new0(SlipOrder, 1);
    order->server_name = g_strdup(take_call->env->name);
    order->page = g_steal_pointer(&state->page);
    order->slips = g_ptr_array_new_with_free_func((GDestroyNotify)slip_free);
    SlipJob job = {.make = slip_pdf_make_order,
                   .sheet = order,
                   .free_sheet = slip_pdf_free_order,
                   .done = on_printed,
                   .reply_to = take_call->env->worker,
                   .data = take_call,
                   .free_data = free_call};
    for (unsigned i = 0; i < state->slips->len; i++) {
        IssuedSlip *issued = g_ptr_array_index(state->slips, i);
        g_ptr_array_add(order->slips, g_steal_pointer(&issued->slip));
    }
    g_autoptr(GError) error = NULL;
    if (!slip_printer_post(take_call->env->printer, &job, &error))
        call_fail(take_call, error);
}

/* Asked first: codes that nobody can print would be lost. */
void handle_post_activation_slips(ApiRequest *request, void *user) {
    g_autoptr(GError) error = NULL;
    if (slip_printer_check(((ApiEnv *)user)->printer, &error))
        begin_issue(request, user, on_issued_to_print);
    else
        api_reply_error(request, error);
}

/* ---- DELETE members/{id}/activation ---- */

static bool run_cancel(Database *database, Call *call, GError **error) {
    char unit_id[ID_TEXT_BYTES] = "";
    int64_t n_cancelled = 0;
    if (!activation_issue_find_unit(database, call->identity.account_id, call->target, unit_id,
                                    error) ||
        !activation_table_cancel(database, call->target, &n_cancelled, error))
        return false;
    if (n_cancelled > 0)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "This person has no open code.");
    return false;
}

void handle_delete_activation(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, NULL);
    call->action = "activation.cancel";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_cancel, call_reply_no_content);
}
