#include "catalog/api/bundle_take.h"

#include <string.h>

#include "base/error.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/bundle_set.h"
#include "catalog/api/export_ask.h"
#include "catalog/attendance/read_table.h"
#include "catalog/ledger/ledger_head.h"

#define NOTES_AT_ONCE 256 /* leaves in one transaction: other writes wait for them */

typedef struct State {
    ExportRow *row; /* owned */
    RecordPick set;
    unsigned n_noted; /* of set.members */
    GBytes *file;     /* owned */
} State;

static void clear_state(void *data) {
    State *state = data;
    export_row_free(state->row);
    record_pick_clear(&state->set);
    g_clear_pointer(&state->file, g_bytes_unref);
}

static const CallState STATE = {sizeof(State), clear_state};

/* ---- what is in it ---- */

static bool check_signed(Database *database, const RecordPick *set, GError **error) {
    g_autoptr(LedgerHead) head = ledger_head_newest(database, error);
    if (!head)
        return false;
    if (g_array_index(set->leaves, int64_t, set->leaves->len - 1) < head->size)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        "There is no checkpoint over this ledger entry yet.");
    return false;
}

/* What has grown since it was asked for is a bulk export now. */
static bool check_still_alone(const State *state, GError **error) {
    unsigned n_people = state->set.members->len;
    if (*state->row->decided_by || n_people <= BUNDLE_SET_ALONE_MAX_PEOPLE)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "cannot take this export: it has %u people by now; ask for it again", n_people);
    return false;
}

static bool run_collect(Database *database, Call *call, GError **error) {
    State *state = call->state;
    state->row = export_table_get(database, call->target, error);
    return state->row && export_table_check_ready(state->row, error) &&
           bundle_set_collect(database, call, state->row, &state->set, error) &&
           check_still_alone(state, error) && check_signed(database, &state->set, error);
}

/* ---- giving ---- */

static bool run_take(Database *database, Call *call, GError **error) {
    State *state = call->state;
    g_auto(RecordPick) now = {0}; /* rights of this moment */
    if (!bundle_set_collect(database, call, state->row, &now, error) ||
        !export_table_take(database, state->row->id, error))
        return false;
    call->detail = g_strdup_printf("{\"kind\":\"records\",\"register_id\":\"%s\",\"rows\":%u}",
                                   state->row->register_id, state->set.members->len);
    return export_ask_seal(database, state->row, state->set.members->len, error);
}

static void on_taken(Call *take_call) {
    const State *state = take_call->state;
    char day[DAY_TEXT_BYTES];
    day_today(day);
    g_autofree char *name =
        g_strdup_printf("记录-%s-%s.zip", state->set.title ? state->set.title : "", day);
    g_strdelimit(name, "/\\:*?\"<>|", '_');
    g_autofree char *escaped = g_uri_escape_string(name, NULL, FALSE);
    g_autofree char *disposition = g_strdup_printf(
        "attachment; filename=\"records-%s.zip\"; filename*=UTF-8''%s", day, escaped);
    api_reply_add_field(take_call->request, "Content-Disposition", disposition);
    api_reply_bytes(take_call->request, 200, "application/zip", state->file);
    call_free(take_call);
}

/* ---- everybody who is named can see it ---- */

static bool run_note(Database *database, Call *call, GError **error) {
    State *state = call->state;
    char own_id[ID_TEXT_BYTES];
    const GPtrArray *members = state->set.members;
    if (!attendance_call_member(database, call, own_id, error))
        return false;
    unsigned end = MIN(state->n_noted + NOTES_AT_ONCE, members->len);
    for (unsigned i = state->n_noted; i < end; i++)
        if (strcmp(members->pdata[i], own_id) != 0 &&
            !read_table_note(database, call->identity.account_id, members->pdata[i], error))
            return false;
    state->n_noted = end;
    return true;
}

static void note_on(Call *take_call) {
    const State *state = take_call->state;
    if (state->n_noted < state->set.members->len) {
        call_write(take_call, run_note, note_on);
        return;
    }
    take_call->action = "export.take";
    call_write(take_call, run_take, on_taken);
}

/* ---- making ---- */

typedef struct Slot {
    Call *call; /* owned until handed on */
} Slot;

static void free_slot(void *data) {
    call_free(((Slot *)data)->call);
    g_free(data);
}

/* HEAD gives nothing, so it takes nothing. */
static void on_made(const GError *error, GBytes *file, unsigned n_erased, void *data) {
    Call *call = g_steal_pointer(&((Slot *)data)->call);
    if (error) {
        call_fail(call, error);
        return;
    }
    State *state = call->state;
    state->file = g_bytes_ref(file);
    if (g_str_equal(api_request_method(call->request), "HEAD"))
        on_taken(call);
    else
        note_on(call);
}

static void make(Call *take_call) {
    const State *state = take_call->state;
    g_autoptr(GError) error = NULL;
    Slot *slot = g_new(Slot, 1);
    slot->call = take_call;
    const BundleWish wish = {.leaves = state->set.leaves,
                             .title = state->row->register_id[0] ? state->set.title : NULL,
                             .fn = on_made,
                             .data = slot,
                             .free_data = free_slot};
    if (bundle_desk_make(take_call->env->bundles, &wish, &error))
        return;
    call_fail(g_steal_pointer(&slot->call), error);
    free_slot(slot);
}

void bundle_take_start(Call *take_call) {
    Call *call = call_new(take_call->request, take_call->env, NULL, &STATE);
    call->target = g_steal_pointer(&take_call->target);
    call_free(take_call);
    call_read(call, run_collect, make);
}
