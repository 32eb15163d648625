#include "catalog/api/account_json.h"

#include "base/error.h"
#include "base/json_table.h"
#include "catalog/api/wire.h"
#include "catalog/store/role.h"

const char *const ACCOUNT_LOCALES[] = {"zh-CN", "en", NULL};

typedef struct AccountJson {
    char *id, *name, *display_name;
    GStrv roles;
    char *locale;
    bool locked;
    char *created_at, *updated_at, *last_sign_in_at;
} AccountJson;

static const JsonField ACCOUNT_FIELDS[] = {
    {"id", JSON_STRING, offsetof(AccountJson, id)},
    {"name", JSON_STRING, offsetof(AccountJson, name)},
    {"display_name", JSON_STRING, offsetof(AccountJson, display_name)},
    {"roles", JSON_STRINGS, offsetof(AccountJson, roles)},
    {"locale", JSON_STRING, offsetof(AccountJson, locale)},
    {"locked", JSON_BOOL, offsetof(AccountJson, locked)},
    {"created_at", JSON_STRING, offsetof(AccountJson, created_at)},
    {"updated_at", JSON_STRING, offsetof(AccountJson, updated_at)},
    {"last_sign_in_at", JSON_STRING, offsetof(AccountJson, last_sign_in_at)},
    {NULL, JSON_END},
};
static const JsonTable ACCOUNT_TABLE = {"account", sizeof(AccountJson), ACCOUNT_FIELDS};

static void append_account(GString *out, const AccountRow *row) {
    AccountJson json = {
        .id = g_strdup(row->id),
        .name = g_strdup(row->name),
        .display_name = g_strdup(row->display_name),
        .roles = role_to_words(row->roles),
        .locale = g_strdup(row->locale),
        .locked = row->locked,
        .created_at = wire_time(row->created_at_us),
        .updated_at = wire_time(row->updated_at_us),
        .last_sign_in_at = wire_time(row->last_sign_in_at_us),
    };
    json_table_append(&ACCOUNT_TABLE, &json, out);
    json_table_clear(&ACCOUNT_TABLE, &json);
}

char *account_json(const AccountRow *row) {
    GString *out = g_string_new(NULL);
    append_account(out, row);
    return g_string_free(out, FALSE);
}

char *account_json_list(const GPtrArray *rows) {
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append_account(out, g_ptr_array_index(rows, i));
    }
    g_string_append_c(out, ']');
    return g_string_free(out, FALSE);
}

/* ---- one's own ---- */

typedef struct SelfJson {
    char *id, *name, *display_name;
    GStrv roles;
    char *locale;
} SelfJson;

static const JsonField SELF_FIELDS[] = {
    {"id", JSON_STRING, offsetof(SelfJson, id)},
    {"name", JSON_STRING, offsetof(SelfJson, name)},
    {"display_name", JSON_STRING, offsetof(SelfJson, display_name)},
    {"roles", JSON_STRINGS, offsetof(SelfJson, roles)},
    {"locale", JSON_STRING, offsetof(SelfJson, locale)},
    {NULL, JSON_END},
};
static const JsonTable SELF_TABLE = {"account", sizeof(SelfJson), SELF_FIELDS};

typedef struct SessionJson {
    SelfJson *account;
    char *session_id, *expires_at;
    bool shared;
} SessionJson;

static const JsonField SESSION_FIELDS[] = {
    {"account", JSON_OBJECT, offsetof(SessionJson, account), .table = &SELF_TABLE},
    {"session_id", JSON_STRING, offsetof(SessionJson, session_id)},
    {"expires_at", JSON_STRING, offsetof(SessionJson, expires_at)},
    {"shared", JSON_BOOL, offsetof(SessionJson, shared)},
    {NULL, JSON_END},
};
static const JsonTable SESSION_TABLE = {"session", sizeof(SessionJson), SESSION_FIELDS};

char *account_json_session(const Identity *identity) {
    SelfJson *self = g_new0(SelfJson, 1);
    *self = (SelfJson){
        .id = g_strdup(identity->account_id),
        .name = g_strdup(identity->name),
        .display_name = g_strdup(identity->display_name),
        .roles = role_to_words(identity->roles),
        .locale = g_strdup(identity->locale),
    };
    SessionJson json = {
        .account = self,
        .session_id = identity->session_id[0] ? g_strdup(identity->session_id) : NULL,
        .expires_at = wire_time(identity->expires_at_us),
        .shared = identity->is_shared,
    };
    char *text = json_table_write(&SESSION_TABLE, &json);
    json_table_clear(&SESSION_TABLE, &json);
    return text;
}

bool account_json_check_locale(const char *locale, GError **error) {
    if (!locale || g_strv_contains(ACCOUNT_LOCALES, locale))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "There are no pages in the language '%s'.",
                locale);
    return false;
}
