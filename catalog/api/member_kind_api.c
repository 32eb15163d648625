/* Kinds of people, by the installation's own names. */
#include "catalog/api/call.h"
#include "catalog/api/member_handlers.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/member_kind_table.h"

/* MemberKindRow is what stands on the wire too. */
static const JsonField KIND_FIELDS[] = {
    {"id", JSON_STRING, offsetof(MemberKindRow, id), JSON_REQUIRED, 1, MEMBER_KIND_ID_MAX_CHARS},
    {"name", JSON_STRING, offsetof(MemberKindRow, name), JSON_REQUIRED, 1,
     MEMBER_KIND_NAME_MAX_CHARS},
    {"votes", JSON_BOOL, offsetof(MemberKindRow, votes), JSON_REQUIRED},
    {"required", JSON_BOOL, offsetof(MemberKindRow, required), JSON_REQUIRED},
    {NULL, JSON_END},
};
static const JsonTable KIND_TABLE = {"kind", sizeof(MemberKindRow), KIND_FIELDS};

typedef struct KindsInput {
    GPtrArray *kinds;
} KindsInput;

static const JsonField KINDS_FIELDS[] = {
    {"kinds", JSON_OBJECTS, offsetof(KindsInput, kinds), JSON_REQUIRED, 1, MEMBER_KIND_MAX_KINDS,
     .table = &KIND_TABLE},
    {NULL, JSON_END},
};
static const JsonTable KINDS_TABLE = {"kinds", sizeof(KindsInput), KINDS_FIELDS};

static bool run_list(Database *database, Call *call, GError **error) {
    g_autoptr(GPtrArray) rows = member_kind_table_list(database, error);
    if (!rows)
        return false;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        json_table_append(&KIND_TABLE, rows->pdata[i], out);
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_member_kinds(ApiRequest *request, void *user) {
    call_read(call_new(request, user, NULL, NULL), run_list, call_reply_ok);
}

static bool run_set(Database *database, Call *call, GError **error) {
    const KindsInput *input = call->input;
    return rights_check(database, call->identity.account_id, RIGHT_LEVEL_CHANGE, NULL, error) &&
           member_kind_table_set(database, input->kinds, error) && run_list(database, call, error);
}

void handle_put_member_kinds(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &KINDS_TABLE, NULL);
    if (!call)
        return;
    call->action = "member_kind.update";
    call->detail = json_table_write(&KINDS_TABLE, call->input);
    call_write(call, run_set, call_reply_ok);
}
