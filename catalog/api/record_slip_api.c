/* One record on paper, for the member or by somebody within reach, which is noted. */
#include <string.h>

#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/print_reply.h"
#include "catalog/api/record_look.h"
#include "catalog/api/wire.h"
#include "catalog/paper/paper_slip.h"
#include "catalog/paper/paper_slip_pdf.h"

typedef struct SlipState {
    PaperLanguage language;
    char *base_url;  /* owned */
    bool is_own;     /* nobody else's is printed */
    PaperSlip *slip; /* owned */
} SlipState;

static void clear_state(void *data) {
    SlipState *state = data;
    g_free(state->base_url);
    paper_slip_free(state->slip);
}

static const CallState STATE = {sizeof(SlipState), clear_state};

static bool check_own(Database *database, const Call *call, const RecordRow *row, GError **error) {
    char own_id[ID_TEXT_BYTES];
    return attendance_call_member(database, call, own_id, error) &&
           (strcmp(row->member_id, own_id) == 0 || rights_not_found(error));
}

static bool run_slip(Database *database, Call *call, GError **error) {
    SlipState *state = call->state;
    g_autoptr(RecordRow) row = record_table_get(database, call->target, error);
    if (!row || !(state->is_own ? check_own(database, call, row, error)
                                : record_look_check(database, call, row, error)))
        return false;
    g_autofree char *name = attendance_call_name(database, call, error);
    const PaperSlipOrder order = {state->language, call->env->name, name, state->base_url};
    state->slip = name ? paper_slip_load(database, &order, g_steal_pointer(&row), error) : NULL;
    return state->slip != NULL;
}

static void on_loaded(Call *take_call) {
    SlipState *state = take_call->state;
    const PrintReply reply = {paper_slip_pdf_make, g_steal_pointer(&state->slip), paper_slip_free};
    print_reply(take_call, &reply);
}

static void begin(ApiRequest *request, ApiEnv *env, bool is_own) {
    if (!print_reply_check(request, env))
        return;
    Call *call = call_new(request, env, NULL, &STATE);
    SlipState *state = call->state;
    state->is_own = is_own;
    state->language = paper_words_language(api_request_field(request, "Accept-Language"));
    state->base_url = wire_base_url(request, env);
    call->action = "record.slip";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_slip, on_loaded);
}

void handle_get_record_slip(ApiRequest *request, void *user) {
    begin(request, user, false);
}

void handle_get_own_record_slip(ApiRequest *request, void *user) {
    begin(request, user, true);
}
