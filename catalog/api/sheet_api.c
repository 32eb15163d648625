/* Registers on paper. Figures of a closed register are other people's records: they are noted in
 * the transaction of the answer, as GET /records notes them. */
#include "base/error.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/print_reply.h"
#include "catalog/attendance/read_table.h"
#include "catalog/attendance/register_reach.h"
#include "catalog/paper/paper_sheet_load.h"
#include "catalog/paper/paper_sheet_pdf.h"

typedef struct SheetState {
    char *unit_id; /* owned, or NULL */
    PaperLanguage language;
    bool is_blank;
    PaperSheet *sheet; /* owned */
} SheetState;

static void clear_state(void *data) {
    SheetState *state = data;
    g_free(state->unit_id);
    paper_sheet_free(state->sheet);
}

static const CallState STATE = {sizeof(SheetState), clear_state};

/* ---- what is on it ---- */

static bool note_looks(Database *database, const Call *call, GError **error) {
    const PaperSheet *sheet = ((const SheetState *)call->state)->sheet;
    bool is_good = true;
    for (unsigned i = 0; is_good && sheet->form == PAPER_FORM_CLOSED && i < sheet->rows->len; i++) {
        const PaperRow *row = sheet->rows->pdata[i];
        is_good = row->leaf < 0 ||
                  read_table_note(database, call->identity.account_id, row->member_id, error);
    }
    return is_good;
}

static bool load(Database *database, Call *call, const RegisterRow *row, const char *roots_json,
                 GError **error) {
    SheetState *state = call->state;
    g_autofree char *name = attendance_call_name(database, call, error);
    const PaperSheetOrder order = {row, roots_json, state->language, state->is_blank, name};
    state->sheet = name ? paper_sheet_load(database, &order, error) : NULL;
    return state->sheet && note_looks(database, call, error);
}

static bool run_sheet(Database *database, Call *call, GError **error) {
    const SheetState *state = call->state;
    const RegisterAsker asker = {.id = call->identity.account_id, .right = RIGHT_RECORD_SEE};
    g_auto(RegisterReach) reach = {0};
    g_autofree char *unit = state->unit_id ? g_strdup_printf("[\"%s\"]", state->unit_id) : NULL;
    g_autoptr(RegisterRow) row = register_table_get(database, call->target, error);
    if (!row || !register_reach_load(database, &asker, &reach, error) ||
        !register_reach_see(database, &reach, row, error) ||
        (unit && !reach.is_whole &&
         !rights_check(database, asker.id, asker.right, state->unit_id, error)))
        return false;
    return load(database, call, row, unit ? unit : register_reach_roots(&reach), error);
}

/* ---- printing ---- */

static void on_loaded(Call *take_call) {
    SheetState *state = take_call->state;
    const PrintReply reply = {paper_sheet_pdf_make, g_steal_pointer(&state->sheet),
                              paper_sheet_free};
    print_reply(take_call, &reply);
}

void handle_get_register_sheet(ApiRequest *request, void *user) {
    if (!print_reply_check(request, user))
        return;
    Call *call = call_new(request, user, NULL, &STATE);
    SheetState *state = call->state;
    const char *unit = api_request_query(request, "unit");
    state->unit_id = unit && *unit ? g_strdup(unit) : NULL;
    state->is_blank = g_strcmp0(api_request_query(request, "blank"), "1") == 0;
    state->language = paper_words_language(api_request_field(request, "Accept-Language"));
    if (state->unit_id && !id_is_uuid(state->unit_id)) {
        call_fail_literal(call, ERROR_INVALID, "'unit' must be the id of a unit.");
        return;
    }
    call->action = "register.sheet";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_sheet, on_loaded);
}
