#include "catalog/api/print_reply.h"

static void on_printed(const GError *error, GBytes *pdf, void *data) {
    const Call *call = data;
    if (error) {
        api_reply_error(call->request, error);
        return;
    }
    api_reply_add_field(call->request, "Content-Disposition",
                        "inline; filename=\"attendance.pdf\"");
    api_reply_bytes(call->request, 200, "application/pdf", pdf);
}

static void free_call(void *data) {
    call_free(data);
}

bool print_reply_check(ApiRequest *request, ApiEnv *env) {
    g_autoptr(GError) error = NULL;
    if (slip_printer_check(env->printer, &error))
        return true;
    api_reply_error(request, error);
    return false;
}

void print_reply(Call *take_call, const PrintReply *take_reply) {
    SlipJob job = {.make = take_reply->make,
                   .sheet = take_reply->sheet,
                   .free_sheet = take_reply->free_sheet,
                   .done = on_printed,
                   .reply_to = take_call->env->worker,
                   .data = take_call,
                   .free_data = free_call};
    g_autoptr(GError) error = NULL;
    if (!slip_printer_post(take_call->env->printer, &job, &error))
        call_fail(take_call, error);
}
