#include "catalog/api/report_call.h"

static void clear_state(void *data) {
    ReportCall *state = data;
    report_ask_clear(&state->ask);
    g_clear_pointer(&state->file, g_bytes_unref);
}

const CallState REPORT_CALL = {sizeof(ReportCall), clear_state};

static const char *get_query(const void *user, const char *name) {
    return api_request_query((const ApiRequest *)user, name);
}

bool report_call_read(Call *take_call) {
    ReportCall *state = take_call->state;
    g_autoptr(GError) error = NULL;
    const ReportAskSource source = {api_request_segment(take_call->request, "kind"), get_query,
                                    take_call->request};
    if (!report_ask_read(&source, &state->ask, &error)) {
        call_fail(take_call, error);
        return false;
    }
    take_call->action = "record.see";
    take_call->target =
        g_strdup(state->ask.subject_id ? state->ask.subject_id : state->ask.unit_id);
    return true;
}
