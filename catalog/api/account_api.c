/* Accounts, for administrators. The table itself keeps the last administrator. */
#include "base/error.h"
#include "catalog/api/account_json.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/page.h"
#include "catalog/api/person_check.h"
#include "catalog/api/rights_news.h"
#include "catalog/auth/password.h"
#include "catalog/roster/activation_table.h"
#include "catalog/store/bearer_table.h"
#include "catalog/store/role.h"
#include "catalog/store/session_table.h"

#define MAX_ROLES 7

/* ---- GET accounts, GET accounts/{id} ---- */

static bool run_list(Database *database, Call *call, GError **error) {
    const Page *page = call->state;
    AccountQuery query = {page->query, page->after, page->limit};
    g_autoptr(GPtrArray) rows = account_table_list(database, &query, error);
    if (!rows)
        return false;
    call->json = account_json_list(rows);
    return true;
}

void handle_list_accounts(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &PAGE_STATE);
    if (page_read(call, ACCOUNT_LIST_MAX_ROWS))
        call_read(call, run_list, call_reply_ok);
}

static bool run_get(Database *database, Call *call, GError **error) {
    g_autoptr(AccountRow) row = account_table_get(database, call->target, error);
    if (!row)
        return false;
    call->json = account_json(row);
    return true;
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

void handle_get_account(ApiRequest *request, void *user) {
    call_read(begin(request, user, NULL, NULL), run_get, call_reply_ok);
}

/* ---- POST accounts ---- */

typedef struct NewAccount {
    char *name, *display_name, *password;
    GStrv roles;
    char *locale;
} NewAccount;

static const JsonField NEW_FIELDS[] = {
    {"name", JSON_STRING, offsetof(NewAccount, name), JSON_REQUIRED, 1, ACCOUNT_NAME_MAX_CHARS},
    {"display_name", JSON_STRING, offsetof(NewAccount, display_name), JSON_REQUIRED, 1,
     ACCOUNT_DISPLAY_NAME_MAX_CHARS},
    {"password", JSON_STRING, offsetof(NewAccount, password), JSON_REQUIRED, 1},
    {"roles", JSON_STRINGS, offsetof(NewAccount, roles), JSON_REQUIRED, 1, MAX_ROLES,
     .item_max = 32},
    {"locale", JSON_STRING, offsetof(NewAccount, locale), JSON_OPTIONAL, 1, 35},
    {NULL, JSON_END},
};
static const JsonTable NEW_TABLE = {"account", sizeof(NewAccount), NEW_FIELDS};

typedef struct NewState {
    AccountRow row; /* strings borrowed from the input but the hash */
} NewState;

static void clear_new(void *data) {
    NewState *state = data;
    g_free(state->row.password_hash);
}

static const CallState NEW_STATE = {sizeof(NewState), clear_new};

static bool run_insert(Database *database, Call *call, GError **error) {
    NewState *state = call->state;
    if (!account_table_insert(database, &state->row, error))
        return false;
    call->json = account_json(&state->row);
    call->target = g_strdup(state->row.id);
    return true;
}

static void on_inserted(Call *take_call) {
    g_autofree char *location = g_strdup_printf("/api/v1/accounts/%s", take_call->target);
    api_reply_add_field(take_call->request, "Location", location);
    call_reply_created(take_call);
}

static void on_new_hashed(Call *take_call, const char *hash) {
    NewState *state = take_call->state;
    state->row.password_hash = g_strdup(hash);
    call_write(take_call, run_insert, on_inserted);
}

static bool check_new(Call *call, GError **error) {
    NewState *state = call->state;
    const NewAccount *input = call->input;
    state->row.name = input->name;
    state->row.display_name = input->display_name;
    state->row.locale = input->locale;
    g_autofree char *key = account_name_key(input->name, error);
    return key && role_from_words((const char *const *)input->roles, &state->row.roles, error) &&
           account_json_check_locale(input->locale, error) &&
           password_check(input->password, input->name, error);
}

void handle_post_account(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &NEW_TABLE, &NEW_STATE);
    g_autoptr(GError) error = NULL;
    if (!call)
        return;
    if (!check_new(call, &error)) {
        call_fail(call, error);
        return;
    }
    call->action = "account.create";
    g_autofree char *password = password_normalize(((NewAccount *)call->input)->password);
    call_hash(call, password, on_new_hashed);
}

/* ---- PATCH accounts/{id} ---- */

typedef struct AccountChange {
    char *display_name;
    GStrv roles;
    bool locked, has_locked;
} AccountChange;

static const JsonField CHANGE_FIELDS[] = {
    {"display_name", JSON_STRING, offsetof(AccountChange, display_name), JSON_OPTIONAL, 1,
     ACCOUNT_DISPLAY_NAME_MAX_CHARS},
    {"roles", JSON_STRINGS, offsetof(AccountChange, roles), JSON_OPTIONAL, 1, MAX_ROLES,
     .item_max = 32},
    {"locked", JSON_BOOL, offsetof(AccountChange, locked),
     .present_offset = offsetof(AccountChange, has_locked)},
    {NULL, JSON_END},
};
static const JsonTable CHANGE_TABLE = {"account", sizeof(AccountChange), CHANGE_FIELDS};

static bool apply_change(AccountRow *row, const AccountChange *change, GError **error) {
    if (change->roles && !role_from_words((const char *const *)change->roles, &row->roles, error))
        return false;
    if (change->display_name) {
        g_free(row->display_name);
        row->display_name = g_strdup(change->display_name);
    }
    if (change->has_locked)
        row->locked = change->locked;
    return true;
}

/* A locked account keeps nothing that would open it again when it is unlocked by mistake. */
static bool end_everything(Database *database, const AccountRow *account, GError **error) {
    return session_table_revoke_all(database, account->id, NULL, error) &&
           bearer_table_revoke_all(database, account->id, error) &&
           activation_table_cancel(database, account->member_id, NULL, error);
}

static bool run_change(Database *database, Call *call, GError **error) {
    const AccountChange *change = call->input;
    g_autoptr(AccountRow) row = account_table_get(database, call->target, error);
    if (!row || !apply_change(row, change, error) || !account_table_update(database, row, error))
        return false;
    if (row->locked && !end_everything(database, row, error))
        return false;
    call->json = account_json(row);
    call->detail = json_table_write(&CHANGE_TABLE, change);
    return true;
}

/* Connections that were made with the old roles end; their clients come back with the new ones. */
static void forget_target(Call *call) {
    sessions_ended(call->env->sessions, call->target, NULL, NULL);
}

static void on_changed(Call *take_call) {
    const AccountChange *change = take_call->input;
    if (change->roles)
        rights_news_changed(take_call->env, take_call->target);
    else
        forget_target(take_call);
    call_reply_ok(take_call);
}

void handle_patch_account(ApiRequest *request, void *user) {
    Call *call = begin(request, user, &CHANGE_TABLE, "account.update");
    if (call)
        call_write(call, run_change, on_changed);
}

/* ---- DELETE accounts/{id} ---- */

static bool run_remove(Database *database, Call *call, GError **error) {
    return account_table_remove(database, call->target, error);
}

static void on_removed(Call *take_call) {
    forget_target(take_call);
    call_reply_no_content(take_call);
}

void handle_delete_account(ApiRequest *request, void *user) {
    call_write(begin(request, user, NULL, "account.remove"), run_remove, on_removed);
}

/* ---- POST accounts/{id}/password ---- */

typedef struct NewPassword {
    char *password;
} NewPassword;

static const JsonField PASSWORD_FIELDS[] = {
    {"password", JSON_STRING, offsetof(NewPassword, password), JSON_REQUIRED, 1},
    {NULL, JSON_END},
};
static const JsonTable PASSWORD_TABLE = {"password", sizeof(NewPassword), PASSWORD_FIELDS};

static void free_hash(void *state) {
    g_free(*(char **)state);
}

static const CallState HASH_STATE = {sizeof(char *), free_hash};

static bool run_set_password(Database *database, Call *call, GError **error) {
    return account_table_set_password(database, call->target, *(char **)call->state, error) &&
           session_table_revoke_all(database, call->target, NULL, error);
}

static void on_password_hashed(Call *take_call, const char *hash) {
    *(char **)take_call->state = g_strdup(hash);
    call_write(take_call, run_set_password, on_removed);
}

static bool run_check_password(Database *database, Call *call, GError **error) {
    g_autoptr(AccountRow) row = account_table_get(database, call->target, error);
    const NewPassword *input = call->input;
    return row && password_check(input->password, row->name, error) &&
           person_check_account(database, store_field_crypto(call->env->store), row,
                                input->password, error);
}

static void on_checked(Call *take_call) {
    g_autofree char *password = password_normalize(((NewPassword *)take_call->input)->password);
    call_hash(take_call, password, on_password_hashed);
}

void handle_post_account_password(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &PASSWORD_TABLE, &HASH_STATE);
    if (!call)
        return;
    call->action = "account.password";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_read(call, run_check_password, on_checked);
}
