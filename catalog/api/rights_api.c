/* The table of rights, for the page that shows it. */
#include "catalog/rights/rights.h"

#include "base/json_table.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"

typedef struct RightJson {
    const char *action, *scope, *summary; /* borrowed */
    GStrv roles;
} RightJson;

static const JsonField FIELDS[] = {
    {"action", JSON_STRING, offsetof(RightJson, action)},
    {"scope", JSON_STRING, offsetof(RightJson, scope)},
    {"roles", JSON_STRINGS, offsetof(RightJson, roles)},
    {"summary", JSON_STRING, offsetof(RightJson, summary)},
    {NULL, JSON_END},
};
static const JsonTable TABLE = {"right", sizeof(RightJson), FIELDS};

static void append_right(GString *out, const Right *right) {
    g_auto(GStrv) roles = role_to_words(right->roles);
    const RightJson json = {right->word, RIGHTS_SCOPE_WORDS[right->scope], right->summary, roles};
    json_table_append(&TABLE, &json, out);
}

void handle_list_rights(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, NULL);
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < RIGHTS_N; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append_right(out, &RIGHTS_TABLE[i]);
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(out, FALSE);
    call_reply_ok(call);
}
