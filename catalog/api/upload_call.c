#include "catalog/api/upload_call.h"

#include "base/error.h"
#include "catalog/upload/upload_file.h"

static void clear_state(void *data) {
    UploadCall *state = data;
    if (state->transfer && worker_current() == state->worker) /* else the server stops */
        transfer_drop(state->transfer);
    upload_row_free(state->row);
    g_clear_pointer(&state->rows, g_ptr_array_unref);
    g_free(state->mark);
    g_free(state->offsets);
    g_clear_error(&state->failure);
}

static const CallState STATE = {sizeof(UploadCall), clear_state};

Call *upload_call_new(ApiRequest *request, ApiEnv *env) {
    Call *call = call_new(request, env, NULL, &STATE);
    const char *version = api_request_field(request, "Tus-Resumable");
    const char *id = api_request_segment(request, "id");
    ((UploadCall *)call->state)->worker = env->worker;
    bool is_plain = g_str_equal(api_request_method(request), "GET"); /* of a page */
    api_reply_add_field(request, "Tus-Resumable", TUS_VERSION);
    if (!is_plain && g_strcmp0(version, TUS_VERSION) != 0) {
        api_reply_add_field(request, "Tus-Version", TUS_VERSION);
        call_fail_literal(call, ERROR_STALE,
                          "Uploads are spoken to in tus 1.0.0: send 'Tus-Resumable: 1.0.0'.");
        return NULL;
    }
    if (id && !id_is_uuid(id)) {
        call_fail_literal(call, ERROR_NOT_FOUND, "There is no such upload.");
        return NULL;
    }
    return call;
}

bool upload_call_read(Database *database, Call *call, GError **error) {
    UploadCall *state = call->state;
    state->row = upload_table_get(database, api_request_segment(call->request, "id"),
                                  call->identity.account_id, error);
    return state->row != NULL;
}

/* ---- a step on the thread for files ---- */

typedef struct Step {
    Call *call; /* owned until handed on */
    UploadFilesFn run;
    CallNextFn next;
} Step;

static void free_step(void *data) {
    call_free(((Step *)data)->call);
    g_free(data);
}

static bool run_step(void *data, GError **error) {
    Step *step = data;
    return step->run(step->call, error);
}

static void step_done(const GError *error, void *data) {
    Step *step = data;
    Call *call = g_steal_pointer(&step->call);
    if (error)
        call_fail(call, error);
    else
        step->next(call);
}

void upload_call_files(Call *take_call, UploadFilesFn run, CallNextFn next) {
    Step *step = g_new(Step, 1);
    *step = (Step){take_call, run, next};
    FileWorkJob job = {run_step, step_done, step, free_step};
    g_autoptr(GError) error = NULL;
    if (file_work_post(take_call->env->uploads->files, &job, &error))
        return;
    call_fail(g_steal_pointer(&step->call), error);
    free_step(step);
}

/* ---- the end ---- */

static bool run_mark(Call *call, GError **error) {
    UploadCall *state = call->state;
    g_autoptr(UploadFile) file =
        upload_file_open(call->env->uploads->folder, state->row->id, error);
    if (!file)
        return false;
    state->mark = upload_file_mark(file, error);
    return state->mark != NULL;
}

static bool run_finish(Database *database, Call *call, GError **error) {
    UploadCall *state = call->state;
    return upload_table_finish(database, state->row->id, state->mark, &state->is_refused, error);
}

static bool run_refuse(Call *call, GError **error) {
    upload_file_remove(call->env->uploads->folder, ((UploadCall *)call->state)->row->id);
    return true;
}

static void on_finished(Call *take_call) {
    const UploadCall *state = take_call->state;
    const Uploads *uploads = take_call->env->uploads;
    if (state->is_refused) {
        upload_call_files(take_call, run_refuse, state->after);
        return;
    }
    if (uploads->on_job)
        uploads->on_job(uploads->on_job_user);
    state->after(take_call);
}

static void on_mark(Call *take_call) {
    call_write(take_call, run_finish, on_finished);
}

void upload_call_settle(Call *take_call, CallNextFn next) {
    UploadCall *state = take_call->state;
    state->after = next;
    if (state->row->finished_at_us || state->offset < state->row->length)
        next(take_call);
    else
        upload_call_files(take_call, run_mark, on_mark);
}

static void add_number(Call *call, const char *name, int64_t number) {
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
    api_reply_add_field(call->request, name, text);
}

void upload_call_add_fields(Call *call) {
    const UploadCall *state = call->state;
    g_autofree char *expires = tus_write_date(state->row->expires_at_us);
    add_number(call, "Upload-Offset", state->offset);
    add_number(call, "Upload-Length", state->row->length);
    if (!state->row->finished_at_us)
        api_reply_add_field(call->request, "Upload-Expires", expires);
}
