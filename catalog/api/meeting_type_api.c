/* Types of meetings. */
#include "catalog/api/call.h"
#include "catalog/api/meeting_handlers.h"
#include "catalog/meeting/meeting_type_table.h"

typedef struct TypeJson {
    const char *id, *name;
    bool is_builtin;
} TypeJson;

static const JsonField TYPE_FIELDS[] = {
    {"id", JSON_STRING, offsetof(TypeJson, id)},
    {"name", JSON_STRING, offsetof(TypeJson, name)},
    {"is_builtin", JSON_BOOL, offsetof(TypeJson, is_builtin)},
    {NULL, JSON_END},
};
static const JsonTable TYPE_TABLE = {"meeting type", sizeof(TypeJson), TYPE_FIELDS};

static void append(GString *out, const MeetingTypeRow *row) {
    json_table_append(&TYPE_TABLE, &(TypeJson){row->id, row->name, row->is_builtin}, out);
}

static bool run_list(Database *database, Call *call, GError **error) {
    g_autoptr(GPtrArray) rows = meeting_type_list(database, error);
    if (!rows)
        return false;
    GString *out = g_string_new("{\"types\":[");
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append(out, rows->pdata[i]);
    }
    g_string_append(out, "]}");
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_meeting_types(ApiRequest *request, void *user) {
    call_read(call_new(request, user, NULL, NULL), run_list, call_reply_ok);
}

typedef struct NewType {
    char *name;
} NewType;

static const JsonField NEW_FIELDS[] = {
    {"name", JSON_STRING, offsetof(NewType, name), JSON_REQUIRED, 1, MEETING_TYPE_NAME_MAX_CHARS},
    {NULL, JSON_END},
};
static const JsonTable NEW_TABLE = {"meeting type", sizeof(NewType), NEW_FIELDS};

static bool run_insert(Database *database, Call *call, GError **error) {
    const NewType *input = call->input;
    MeetingTypeRow row = {.name = input->name};
    if (!meeting_type_insert(database, &row, error))
        return false;
    call->target = g_strdup(row.id);
    call->detail = json_table_write(&NEW_TABLE, input);
    GString *out = g_string_new(NULL);
    append(out, &row);
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_post_meeting_type(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &NEW_TABLE, NULL);
    if (!call)
        return;
    call->action = "meeting.type.add";
    call_write(call, run_insert, call_reply_created);
}
