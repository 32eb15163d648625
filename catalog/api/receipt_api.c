/* Receipts as files: one record with all that `tongping verify` and verify.html need. */
#include <string.h>

#include "base/error.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/attendance/read_table.h"
#include "catalog/attendance/record_table.h"
#include "catalog/ledger/ledger_prove.h"

typedef struct State {
    char *text; /* owned */
} State;

static void clear_state(void *data) {
    g_free(((State *)data)->text);
}

static const CallState STATE = {sizeof(State), clear_state};

static void reply(Call *take_call) {
    State *state = take_call->state;
    size_t length = strlen(state->text);
    g_autoptr(GBytes) bytes = g_bytes_new_take(g_steal_pointer(&state->text), length);
    g_autofree char *disposition =
        g_strdup_printf("attachment; filename=\"receipt-%s.txt\"; filename*=UTF-8''%s-%s.txt",
                        take_call->target, "%E5%9B%9E%E6%89%A7", take_call->target);
    api_reply_add_field(take_call->request, "Content-Disposition", disposition);
    api_reply_bytes(take_call->request, 200, "text/plain; charset=utf-8", bytes);
    call_free(take_call);
}

static bool prove(Database *database, Call *call, const RecordRow *row, GError **error) {
    State *state = call->state;
    state->text = ledger_prove_receipt(database, row->leaf, error);
    return state->text != NULL;
}

/* ---- GET me/records/{id}/receipt ---- */

/* Another person's is answered as one that is not there, whatever rights the asker has besides. */
static bool run_own(Database *database, Call *call, GError **error) {
    char own_id[ID_TEXT_BYTES];
    if (!attendance_call_member(database, call, own_id, error))
        return false;
    g_autoptr(RecordRow) row = record_table_get(database, call->target, error);
    if (!row)
        return false;
    if (!*own_id || strcmp(row->member_id, own_id) != 0)
        return rights_not_found(error);
    return prove(database, call, row, error);
}

void handle_get_own_receipt(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    call->target = g_strdup(api_request_segment(request, "id"));
    call_read(call, run_own, reply);
}

/* ---- GET records/{id}/receipt ---- */

static bool run_other(Database *database, Call *call, GError **error) {
    char own_id[ID_TEXT_BYTES];
    const char *asker = call->identity.account_id;
    g_autoptr(RecordRow) row = record_table_get(database, call->target, error);
    if (!row || !attendance_call_member(database, call, own_id, error))
        return false;
    bool is_own = strcmp(row->member_id, own_id) == 0;
    return (is_own || (rights_check(database, asker, RIGHT_RECORD_SEE, row->unit_id, error) &&
                       read_table_note(database, asker, row->member_id, error))) &&
           prove(database, call, row, error);
}

void handle_get_receipt(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    call->action = "record.see";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_other, reply);
}
