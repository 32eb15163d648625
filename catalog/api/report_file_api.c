/* GET reports/{kind}/file: the same rows as a file. Made on a reader, given only when it is written
 * down who was given it. One that names many people is an export, which a second person allows. */
#include <string.h>

#include "base/error.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/report_call.h"
#include "catalog/sheet/sheet_writer.h"

static bool run_make(Database *database, Call *call, GError **error) {
    ReportCall *state = call->state;
    if (!report_ask_open(database, call, &state->ask, error) ||
        !report_ask_people(database, &state->ask, &state->n_people, error))
        return false;
    if (state->n_people > REPORT_MAX_ALONE) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot give this file at once: it names %" G_GINT64_FORMAT
                    " people; ask for it as an export, which somebody else allows",
                    state->n_people);
        return false;
    }
    state->file = report_ask_file(database, &state->ask, state->is_xlsx, error);
    return state->file != NULL;
}

static bool run_note(Database *database, Call *call, GError **error) {
    const ReportCall *state = call->state;
    const ReportAskGiven given = {state->is_xlsx ? "xlsx" : "csv", state->n_people};
    return report_ask_note(database, call, &state->ask, &given, error);
}

static void on_noted(Call *take_call) {
    const ReportCall *state = take_call->state;
    SheetFormat format = state->is_xlsx ? SHEET_FORMAT_XLSX : SHEET_FORMAT_TEXT;
    g_autofree char *disposition = report_ask_disposition(&state->ask, state->is_xlsx);
    api_reply_add_field(take_call->request, "Content-Disposition", disposition);
    api_reply_bytes(take_call->request, 200, sheet_writer_media_type(format), state->file);
    call_free(take_call);
}

static void on_made(Call *take_call) {
    call_write(take_call, run_note, on_noted);
}

void handle_get_report_file(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &REPORT_CALL);
    ReportCall *state = call->state;
    if (!report_call_read(call))
        return;
    const char *format = api_request_query(request, "format");
    state->is_xlsx = format && strcmp(format, "xlsx") == 0;
    if (!state->is_xlsx && (!format || strcmp(format, "csv") != 0)) {
        call_fail_literal(call, ERROR_INVALID, "'format' must be 'csv' or 'xlsx'.");
        return;
    }
    call_read(call, run_make, on_made);
}
