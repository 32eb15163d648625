/* One's own bearer tokens, for programs. */
#include "base/clock.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/wire.h"
#include "catalog/store/bearer_table.h"

#define MAX_DAYS 3650

typedef struct TokenInput {
    char *label;
    int64_t days;
} TokenInput;

static const JsonField INPUT_FIELDS[] = {
    {"label", JSON_STRING, offsetof(TokenInput, label), JSON_REQUIRED, 1, BEARER_LABEL_MAX_CHARS},
    {"days", JSON_INTEGER, offsetof(TokenInput, days), JSON_REQUIRED, 1, MAX_DAYS},
    {NULL, JSON_END},
};
static const JsonTable INPUT_TABLE = {"token", sizeof(TokenInput), INPUT_FIELDS};

typedef struct TokenJson {
    const char *id, *label, *token;
    char *created_at, *expires_at, *last_used_at;
} TokenJson;

static const JsonField TOKEN_FIELDS[] = {
    {"id", JSON_STRING, offsetof(TokenJson, id)},
    {"label", JSON_STRING, offsetof(TokenJson, label)},
    {"token", JSON_STRING, offsetof(TokenJson, token)},
    {"created_at", JSON_STRING, offsetof(TokenJson, created_at)},
    {"expires_at", JSON_STRING, offsetof(TokenJson, expires_at)},
    {"last_used_at", JSON_STRING, offsetof(TokenJson, last_used_at)},
    {NULL, JSON_END},
};
static const JsonTable TOKEN_TABLE = {"token", sizeof(TokenJson), TOKEN_FIELDS};

/* `secret` is shown once, when the token is made; else NULL. */
static void append_token(GString *out, const BearerRow *row, const char *secret) {
    g_autofree char *created_at = wire_time(row->created_at_us);
    g_autofree char *expires_at = wire_time(row->expires_at_us);
    g_autofree char *last_used_at = wire_time(row->last_used_at_us);
    TokenJson json = {row->id, row->label, secret, created_at, expires_at, last_used_at};
    json_table_append(&TOKEN_TABLE, &json, out);
}

/* ---- GET tokens ---- */

static bool run_list(Database *database, Call *call, GError **error) {
    g_autoptr(GPtrArray) rows = bearer_table_list(database, call->identity.account_id, error);
    if (!rows)
        return false;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append_token(out, g_ptr_array_index(rows, i), NULL);
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_tokens(ApiRequest *request, void *user) {
    call_read(call_new(request, user, NULL, NULL), run_list, call_reply_ok);
}

/* ---- POST tokens ---- */

static bool run_insert(Database *database, Call *call, GError **error) {
    const TokenInput *input = call->input;
    g_autofree char *secret = id_new_secret(SESSIONS_SECRET_BYTES);
    BearerRow row = {.label = input->label,
                     .expires_at_us =
                         clock_wall_us() + input->days * INT64_C(86400) * CLOCK_US_PER_S};
    g_strlcpy(row.account_id, call->identity.account_id, sizeof row.account_id);
    secret_hash_of(secret, row.secret_hash);
    if (!bearer_table_insert(database, &row, error))
        return false;
    GString *out = g_string_new(NULL);
    append_token(out, &row, secret);
    call->json = g_string_free(out, FALSE);
    call->target = g_strdup(row.id);
    return true;
}

void handle_post_token(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &INPUT_TABLE, NULL);
    if (!call)
        return;
    call->action = "token.create";
    call_write(call, run_insert, call_reply_created);
}

/* ---- DELETE tokens/{id} ---- */

static bool run_revoke(Database *database, Call *call, GError **error) {
    return bearer_table_revoke(database, call->identity.account_id, call->target, error);
}

static void on_revoked(Call *take_call) {
    sessions_ended(take_call->env->sessions, take_call->identity.account_id, take_call->target,
                   NULL);
    call_reply_no_content(take_call);
}

void handle_delete_token(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, NULL);
    call->action = "token.revoke";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_revoke, on_revoked);
}
