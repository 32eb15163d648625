/* The session of who asks, and the other devices of the same person. */
#include "base/error.h"
#include "catalog/api/account_json.h"
#include "catalog/api/handlers.h"
#include "catalog/api/identify.h"
#include "catalog/api/sign_in.h"
#include "catalog/api/wire.h"
#include "catalog/store/session_table.h"

/* ---- GET session ---- */

static void show_identity(const GError *error, const Identity *identity, const char *new_secret,
                          void *data) {
    ApiRequest *request = data;
    if (error) {
        api_reply_error(request, error);
    } else if (identity) {
        api_reply_json(request, 200, account_json_session(identity));
    } else {
        g_autoptr(GError) gone =
            g_error_new_literal(BASE_ERROR, ERROR_UNAUTHENTICATED, "This session has ended.");
        api_reply_error(request, gone);
    }
}

static void unref_request(void *data) {
    api_request_unref(data);
}

void handle_get_session(ApiRequest *request, void *user) {
    identify_again(request, user, show_identity, api_request_ref(request), unref_request);
}

/* ---- PATCH session ---- */

typedef struct PatchInput {
    char *locale;
} PatchInput;

static const JsonField PATCH_FIELDS[] = {
    {"locale", JSON_STRING, offsetof(PatchInput, locale), JSON_REQUIRED, 1, 35},
    {NULL, JSON_END},
};
static const JsonTable PATCH_TABLE = {"session", sizeof(PatchInput), PATCH_FIELDS};

static bool run_patch(Database *database, Call *call, GError **error) {
    PatchInput *input = call->input;
    g_autoptr(AccountRow) row = account_table_get(database, call->identity.account_id, error);
    if (!row)
        return false;
    g_free(row->locale);
    row->locale = g_strdup(input->locale);
    return account_table_update(database, row, error);
}

static void on_patched(Call *take_call) {
    sessions_forget(take_call->env->sessions, take_call->identity.account_id);
    ApiRequest *request = api_request_ref(take_call->request);
    ApiEnv *env = take_call->env;
    call_free(take_call);
    identify_again(request, env, show_identity, request, unref_request);
}

void handle_patch_session(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &PATCH_TABLE, NULL);
    if (!call)
        return;
    g_autoptr(GError) error = NULL;
    if (account_json_check_locale(((PatchInput *)call->input)->locale, &error))
        call_write(call, run_patch, on_patched);
    else
        call_fail(call, error);
}

/* ---- DELETE session, DELETE sessions/{id} ---- */

static bool run_revoke(Database *database, Call *call, GError **error) {
    return session_table_revoke(database, call->identity.account_id, call->state, error);
}

static void on_revoked(Call *take_call) {
    const char *id = take_call->state;
    sessions_ended(take_call->env->sessions, take_call->identity.account_id, id, NULL);
    if (g_str_equal(id, take_call->identity.session_id))
        wire_add_cookie(take_call->request, &(WireCookie){API_COOKIE_SESSION, "", "/", 0});
    call_reply_no_content(take_call);
}

static const CallState ID_STATE = {ID_TEXT_BYTES, NULL};

static void revoke_session(ApiRequest *request, void *user, const char *id) {
    Call *call = call_new(request, user, NULL, &ID_STATE);
    g_strlcpy(call->state, id, ID_TEXT_BYTES);
    call_write(call, run_revoke, on_revoked);
}

void handle_delete_session(ApiRequest *request, void *user) {
    const char *id = api_request_identity(request)->session_id;
    if (*id) {
        revoke_session(request, user, id);
        return;
    }
    g_autoptr(GError) error = g_error_new_literal(
        BASE_ERROR, ERROR_CONFLICT, "A bearer token has no session: end the token instead.");
    api_reply_error(request, error);
}

void handle_delete_other_session(ApiRequest *request, void *user) {
    revoke_session(request, user, api_request_segment(request, "id"));
}

/* ---- GET sessions ---- */

typedef struct DeviceJson {
    const char *id, *device, *peer;
    char *created_at, *last_used_at;
    bool current;
} DeviceJson;

static const JsonField DEVICE_FIELDS[] = {
    {"id", JSON_STRING, offsetof(DeviceJson, id)},
    {"device", JSON_STRING, offsetof(DeviceJson, device)},
    {"created_at", JSON_STRING, offsetof(DeviceJson, created_at)},
    {"last_used_at", JSON_STRING, offsetof(DeviceJson, last_used_at)},
    {"peer", JSON_STRING, offsetof(DeviceJson, peer)},
    {"current", JSON_BOOL, offsetof(DeviceJson, current)},
    {NULL, JSON_END},
};
static const JsonTable DEVICE_TABLE = {"session", sizeof(DeviceJson), DEVICE_FIELDS};

static void append_device(GString *out, const SessionRow *row, const char *current_id) {
    g_autofree char *created_at = wire_time(row->created_at_us);
    g_autofree char *last_used_at = wire_time(row->last_used_at_us);
    DeviceJson json = {row->id,    row->device,  row->peer,
                       created_at, last_used_at, g_str_equal(row->id, current_id)};
    json_table_append(&DEVICE_TABLE, &json, out);
}

static bool run_list(Database *database, Call *call, GError **error) {
    g_autoptr(GPtrArray) rows = session_table_list(database, call->identity.account_id, error);
    if (!rows)
        return false;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append_device(out, g_ptr_array_index(rows, i), call->identity.session_id);
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_sessions(ApiRequest *request, void *user) {
    call_read(call_new(request, user, NULL, NULL), run_list, call_reply_ok);
}
