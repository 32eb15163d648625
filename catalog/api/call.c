#include "catalog/api/call.h"

#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "catalog/store/account_table.h"
#include "catalog/store/audit_table.h"
#include "catalog/store/role.h"

/* ---- life ---- */

static bool has_json_type(ApiRequest *request) {
    const char *type = api_request_field(request, "Content-Type");
    if (!type)
        return true;
    g_autofree char *bare = g_strndup(type, strcspn(type, ";"));
    return g_ascii_strcasecmp(g_strstrip(bare), "application/json") == 0;
}

static bool read_input(Call *call, GError **error) {
    if (!has_json_type(call->request)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_UNSUPPORTED,
                            "The body must be application/json.");
        return false;
    }
    size_t length;
    const char *text = g_bytes_get_data(api_request_body(call->request), &length);
    call->input = g_malloc0(call->input_table->struct_bytes);
    return json_table_read(call->input_table, text ? text : "", length,
                           api_request_route(call->request)->body_max_bytes, call->input, error);
}

Call *call_new(ApiRequest *request, ApiEnv *env, const JsonTable *input, const CallState *state) {
    g_autoptr(Call) call = g_new0(Call, 1);
    call->env = env;
    call->request = api_request_ref(request);
    call->identity = *api_request_identity(request);
    call->peer = g_strdup(api_request_peer(request));
    if (state) {
        call->state = g_malloc0(state->bytes);
        call->clear_state = state->clear;
    }
    call->input_table = input;
    g_autoptr(GError) error = NULL;
    if (!input || read_input(call, &error))
        return g_steal_pointer(&call);
    api_reply_error(request, error);
    return NULL;
}

void call_free(Call *call) {
    if (!call)
        return;
    if (call->clear_state)
        call->clear_state(call->state);
    g_free(call->state);
    if (call->input)
        json_table_clear(call->input_table, call->input);
    g_free(call->input);
    g_free(call->peer);
    g_free(call->json);
    g_free(call->target);
    g_free(call->detail);
    g_free(call->actor_name);
    attempt_clear(&call->attempt);
    api_request_unref(call->request);
    g_free(call);
}

/* ---- audit ---- */

/* The audit tells what people with power over others did; others could fill the disk with it. */
#define AUDITED_ROLES (ROLE_ADMINISTRATOR | ROLE_AUDITOR | ROLE_CLERK | ROLE_STUDIO | ROLE_EDITOR)

static bool is_audited(const Call *call) {
    return call->action && (call->actor_name || call->identity.roles & AUDITED_ROLES);
}

static char *actor_name_of(Database *database, const Call *call) {
    if (call->actor_name)
        return g_strdup(call->actor_name);
    g_autoptr(AccountRow) actor = account_table_get(database, call->identity.account_id, NULL);
    return g_strdup(actor ? actor->name : "");
}

static bool append_audit(Database *database, const Call *call, const char *outcome,
                         GError **error) {
    g_autoptr(AuditRow) row = g_new0(AuditRow, 1);
    g_strlcpy(row->actor_id, call->identity.account_id, sizeof row->actor_id);
    row->actor_name = actor_name_of(database, call);
    row->action = g_strdup(call->action);
    row->target = g_strdup(call->target);
    row->peer = g_strdup(call->peer);
    row->outcome = g_strdup(outcome);
    row->detail = g_strdup(call->detail);
    return audit_table_append(database, row, error);
}

/* An entry in a job of its own, after the call's job has ended. */
typedef struct Entry {
    Call *call;     /* owned until answered */
    GError *reason; /* owned: what the call failed with; NULL: it read well */
    CallNextFn next;
} Entry;

static void free_entry(void *data) {
    Entry *entry = data;
    call_free(entry->call);
    g_clear_error(&entry->reason);
    g_free(entry);
}

static bool run_entry(Database *database, void *data, GError **error) {
    const Entry *entry = data;
    const char *outcome = entry->reason ? error_word(error_code(entry->reason)) : "ok";
    return append_audit(database, entry->call, outcome, error);
}

static void entry_done(const GError *error, void *data) {
    Entry *entry = data;
    Call *call = g_steal_pointer(&entry->call);
    if (error && entry->reason)
        log_error(LOG_WARNING, "catalog", "a refused action is missing in the audit", error);
    if (entry->reason)
        call_fail(call, entry->reason);
    else if (error)
        call_fail(call, error);
    else
        entry->next(call);
}

static void post_entry(Entry *take_entry) {
    StoreJob job = {.run = run_entry,
                    .done = entry_done,
                    .reply_to = take_entry->call->env->worker,
                    .data = take_entry,
                    .free_data = free_entry};
    g_autoptr(GError) error = NULL;
    if (store_write(take_entry->call->env->store, &job, &error))
        return;
    entry_done(error, take_entry);
    free_entry(take_entry);
}

/* An entry that could not be written is in the log: the answer says why the call failed. */
static void audit_failure(Call *take_call, const GError *reason) {
    Entry *entry = g_new0(Entry, 1);
    *entry = (Entry){.call = take_call, .reason = g_error_copy(reason)};
    post_entry(entry);
}

/* What nobody wrote down is not told. */
static void audit_reading(Call *take_call, CallNextFn next) {
    Entry *entry = g_new0(Entry, 1);
    *entry = (Entry){.call = take_call, .next = next};
    post_entry(entry);
}

/* ---- jobs: data is a slot, because a call goes on to its next step ---- */

typedef struct Step {
    Call *call; /* owned until handed on */
    CallRunFn run;
    CallNextFn next;
    CallHashFn next_hash;
    CallVerifyFn next_verify;
    bool is_write;
    bool is_audited_read;
} Step;

static void free_step(void *data) {
    Step *step = data;
    call_free(step->call); /* NULL when handed on */
    g_free(step);
}

static bool run_step(Database *database, void *data, GError **error) {
    Step *step = data;
    if (!step->run(database, step->call, error))
        return false;
    if (!step->is_write || !is_audited(step->call))
        return true;
    return append_audit(database, step->call, "ok", error);
}

static void step_done(const GError *error, void *data) {
    Step *step = data;
    Call *call = g_steal_pointer(&step->call);
    bool is_wanted = (step->is_write || step->is_audited_read) && is_audited(call);
    if (!error && step->is_write && call->action && call->env->on_act)
        call->env->on_act(call->env->on_act_user);
    if (error && is_wanted)
        audit_failure(call, error);
    else if (error)
        call_fail(call, error);
    else if (is_wanted && step->is_audited_read)
        audit_reading(call, step->next);
    else
        step->next(call);
}

static void post_step(Step *take_step,
                      bool (*post)(Store *store, const StoreJob *job, GError **error)) {
    StoreJob job = {.run = run_step,
                    .done = step_done,
                    .reply_to = take_step->call->env->worker,
                    .data = take_step,
                    .free_data = free_step};
    g_autoptr(GError) error = NULL;
    if (post(take_step->call->env->store, &job, &error))
        return;
    call_fail(g_steal_pointer(&take_step->call), error);
    free_step(take_step);
}

static Step *step_new(Call *take_call, CallRunFn run, CallNextFn next) {
    Step *step = g_new0(Step, 1);
    step->call = take_call;
    step->run = run;
    step->next = next;
    return step;
}

void call_read(Call *take_call, CallRunFn run, CallNextFn next) {
    post_step(step_new(take_call, run, next), store_read);
}

void call_read_audited(Call *take_call, CallRunFn run, CallNextFn next) {
    Step *step = step_new(take_call, run, next);
    step->is_audited_read = true;
    post_step(step, store_read);
}

void call_write(Call *take_call, CallRunFn run, CallNextFn next) {
    Step *step = step_new(take_call, run, next);
    step->is_write = true;
    post_step(step, store_write);
}

/* ---- passwords ---- */

static void on_crypto(const CryptoResult *result, void *data) {
    Step *step = data;
    Call *call = g_steal_pointer(&step->call);
    if (result->error) {
        call_fail(call, result->error);
    } else if (step->next_hash) {
        step->next_hash(call, result->hash);
    } else {
        attempt_end(&call->attempt, result->is_match ? LOGIN_RIGHT : LOGIN_WRONG);
        step->next_verify(call, result->is_match);
    }
}

/* Nobody waits for a client that has gone: in a storm that halves the queue. */
static void post_crypto(Step *take_step, CryptoKind kind, const char *password, const char *hash) {
    CryptoJob job = {.kind = kind,
                     .password = password,
                     .hash = hash,
                     .done = on_crypto,
                     .reply_to = take_step->call->env->worker,
                     .data = take_step,
                     .free_data = free_step};
    g_autoptr(GError) error = NULL;
    bool is_open = api_request_is_open(take_step->call->request);
    if (is_open && crypto_pool_post(take_step->call->env->crypto, &job, &error))
        return;
    if (is_open)
        call_fail(g_steal_pointer(&take_step->call), error);
    free_step(take_step);
}

void call_hash(Call *take_call, const char *password, CallHashFn next) {
    Step *step = step_new(take_call, NULL, NULL);
    step->next_hash = next;
    post_crypto(step, CRYPTO_HASH, password, NULL);
}

void call_verify(Call *take_call, const char *password, const char *hash, CallVerifyFn next) {
    g_autoptr(GError) error = NULL;
    int64_t retry_after_s = 0;
    if (!attempt_begin(&take_call->attempt, take_call->env, &retry_after_s, &error)) {
        g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, retry_after_s);
        api_reply_add_field(take_call->request, "Retry-After", text);
        call_fail(take_call, error);
        return;
    }
    Step *step = step_new(take_call, NULL, NULL);
    step->next_verify = next;
    post_crypto(step, CRYPTO_VERIFY, password, hash);
}

/* ---- answers ---- */

void call_fail(Call *take_call, const GError *error) {
    api_reply_error(take_call->request, error);
    call_free(take_call);
}

void call_fail_literal(Call *take_call, int error_code, const char *text) {
    g_autoptr(GError) error = g_error_new_literal(BASE_ERROR, error_code, text);
    call_fail(take_call, error);
}

static void reply_json(Call *take_call, unsigned status) {
    api_reply_json(take_call->request, status, g_steal_pointer(&take_call->json));
    call_free(take_call);
}

void call_reply_ok(Call *take_call) {
    reply_json(take_call, 200);
}

void call_reply_created(Call *take_call) {
    reply_json(take_call, 201);
}

void call_reply_no_content(Call *take_call) {
    api_reply_empty(take_call->request, 204);
    call_free(take_call);
}
