/* Ways in to a meeting: keys and addresses for the studio's encoders. */
#include <stdatomic.h>

#include "base/error.h"
#include "catalog/api/meeting_call.h"
#include "catalog/api/meeting_handlers.h"
#include "catalog/api/meeting_json.h"
#include "catalog/meeting/meeting_input_table.h"

static void append(GString *out, const Call *call, const MeetingInputRow *row) {
    const MeetingCall *state = call->state;
    const MeetingJsonPush push = {state->host, atomic_load(&call->env->rtmp_port),
                                  atomic_load(&call->env->srt_port)};
    meeting_json_append_input(out, row, &push);
}

static const FieldCrypto *crypto_of(const Call *call) {
    return store_field_crypto(call->env->store);
}

/* Keys are shown again and again: who runs the meeting may publish anyway. */
static bool run_list(Database *database, Call *call, GError **error) {
    g_autoptr(MeetingRow) meeting = meeting_call_take(database, call, error);
    if (!meeting)
        return false;
    g_autoptr(GPtrArray) rows = meeting_input_list(database, crypto_of(call), meeting->id, error);
    if (!rows)
        return false;
    GString *out = g_string_new("{\"inputs\":[");
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append(out, call, rows->pdata[i]);
    }
    g_string_append(out, "]}");
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_meeting_inputs(ApiRequest *request, void *user) {
    call_read(meeting_call_new(request, user, NULL, NULL), run_list, call_reply_ok);
}

static bool answer_input(Database *database, Call *call, const MeetingInputRow *row,
                         GError **error) {
    GString *out = g_string_new(NULL);
    append(out, call, row);
    call->json = g_string_free(out, FALSE);
    return meeting_call_order(database, call, error);
}

/* ---- POST meetings/{id}/inputs ---- */

typedef struct InputInput {
    int kind;
    char *name, *language, *uri;
    int64_t priority;
    bool has_passphrase;
} InputInput;

static const JsonField INPUT_FIELDS[] = {
    {"kind", JSON_ENUM, offsetof(InputInput, kind), JSON_REQUIRED,
     .words = MEETING_INPUT_KIND_WORDS},
    {"name", JSON_STRING, offsetof(InputInput, name), JSON_REQUIRED, 1,
     MEETING_INPUT_NAME_MAX_CHARS},
    {"language", JSON_STRING, offsetof(InputInput, language), .max = 15},
    {"uri", JSON_STRING, offsetof(InputInput, uri), .max = MEETING_INPUT_URI_MAX_CHARS},
    {"priority", JSON_INTEGER, offsetof(InputInput, priority), .max = MEETING_INPUT_MAX_PRIORITY},
    {"has_passphrase", JSON_BOOL, offsetof(InputInput, has_passphrase)},
    {NULL, JSON_END},
};
static const JsonTable INPUT_TABLE = {"input", sizeof(InputInput), INPUT_FIELDS};

static void keep_detail(Call *call, const char *name) {
    const InputInput detail = {.name = (char *)name};
    static const JsonField FIELDS[] = {{"name", JSON_STRING, offsetof(InputInput, name)},
                                       {NULL, JSON_END}};
    static const JsonTable TABLE = {"input", sizeof(InputInput), FIELDS};
    call->detail = json_table_write(&TABLE, &detail);
}

static bool run_insert(Database *database, Call *call, GError **error) {
    const InputInput *input = call->input;
    g_autoptr(MeetingRow) meeting = meeting_call_take(database, call, error);
    if (!meeting)
        return false;
    if (meeting->kind != MEETING_BROADCAST) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "A group meeting is opened and ended: it has no programme.");
        return false;
    }
    g_autoptr(MeetingInputRow) row = g_new0(MeetingInputRow, 1);
    g_strlcpy(row->meeting_id, meeting->id, sizeof row->meeting_id);
    row->kind = (MeetingInputKind)input->kind;
    row->name = g_strdup(input->name);
    row->language = g_strdup(input->language ? input->language : "");
    row->uri = g_strdup(input->uri ? input->uri : "");
    row->priority = input->priority;
    keep_detail(call, input->name);
    return meeting_input_insert(database, crypto_of(call), row, input->has_passphrase, error) &&
           answer_input(database, call, row, error);
}

void handle_post_meeting_input(ApiRequest *request, void *user) {
    Call *call = meeting_call_new(request, user, &INPUT_TABLE, "meeting.input.add");
    if (call)
        call_write(call, run_insert, meeting_call_reply_created);
}

/* ---- POST meetings/{id}/inputs/{input}/key, DELETE meetings/{id}/inputs/{input} ---- */

static Call *begin(ApiRequest *request, void *user, const char *action) {
    Call *call = meeting_call_new(request, user, NULL, action);
    ((MeetingCall *)call->state)->item = g_strdup(api_request_segment(request, "input"));
    return call;
}

static MeetingInputRow *take_input(Database *database, Call *call, GError **error) {
    const MeetingCall *state = call->state;
    g_autoptr(MeetingRow) meeting = meeting_call_take(database, call, error);
    if (!meeting)
        return NULL;
    MeetingInputRow *row =
        meeting_input_get(database, crypto_of(call), meeting->id, state->item, error);
    if (row)
        keep_detail(call, row->name);
    return row;
}

static bool run_key(Database *database, Call *call, GError **error) {
    g_autoptr(MeetingInputRow) row = take_input(database, call, error);
    return row && meeting_input_renew_key(database, crypto_of(call), row, error) &&
           answer_input(database, call, row, error);
}

void handle_post_meeting_key(ApiRequest *request, void *user) {
    call_write(begin(request, user, "meeting.input.key"), run_key, meeting_call_reply_ok);
}

static bool run_remove(Database *database, Call *call, GError **error) {
    g_autoptr(MeetingInputRow) row = take_input(database, call, error);
    return row && meeting_input_remove(database, row, error) &&
           meeting_call_order(database, call, error);
}

void handle_delete_meeting_input(ApiRequest *request, void *user) {
    call_write(begin(request, user, "meeting.input.remove"), run_remove,
               meeting_call_reply_no_content);
}
