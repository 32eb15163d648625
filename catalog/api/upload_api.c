/* Uploads: what the server knows of tus, how far one is, its end before its time. */
#include <string.h>

#include "base/error.h"
#include "catalog/api/upload_call.h"
#include "catalog/api/upload_handlers.h"
#include "catalog/api/wire.h"
#include "catalog/upload/job_audit.h"
#include "catalog/upload/upload_file.h"

/* ---- OPTIONS ---- */

void handle_options_uploads(ApiRequest *request, void *user) {
    const ApiEnv *env = user;
    g_autofree char *max = g_strdup_printf("%" G_GINT64_FORMAT, env->uploads->max_bytes);
    api_reply_add_field(request, "Tus-Resumable", TUS_VERSION);
    api_reply_add_field(request, "Tus-Version", TUS_VERSION);
    api_reply_add_field(request, "Tus-Extension", TUS_EXTENSIONS);
    api_reply_add_field(request, "Tus-Checksum-Algorithm", TUS_ALGORITHMS);
    api_reply_add_field(request, "Tus-Max-Size", max);
    api_reply_empty(request, 204);
}

/* ---- JSON ---- */

typedef struct UploadJson {
    const char *id, *lesson_id;
    char *purpose, *language, *file_name;
    int64_t length, offset;
    char *created_at, *expires_at;
} UploadJson;

static const JsonField FIELDS[] = {
    {"id", JSON_STRING, offsetof(UploadJson, id)},
    {"lesson_id", JSON_STRING, offsetof(UploadJson, lesson_id)},
    {"purpose", JSON_STRING, offsetof(UploadJson, purpose)},
    {"language", JSON_STRING, offsetof(UploadJson, language)},
    {"file_name", JSON_STRING, offsetof(UploadJson, file_name)},
    {"length", JSON_INTEGER, offsetof(UploadJson, length)},
    {"offset", JSON_INTEGER, offsetof(UploadJson, offset)},
    {"created_at", JSON_STRING, offsetof(UploadJson, created_at)},
    {"expires_at", JSON_STRING, offsetof(UploadJson, expires_at)},
    {NULL, JSON_END},
};
static const JsonTable TABLE = {"upload", sizeof(UploadJson), FIELDS};

static void append(GString *out, const UploadRow *row, int64_t offset) {
    g_autofree char *created_at = wire_time(row->created_at_us);
    g_autofree char *expires_at = wire_time(row->expires_at_us);
    UploadJson json = {.id = row->id,
                       .lesson_id = *row->lesson_id ? row->lesson_id : NULL,
                       .purpose = row->purpose,
                       .language = *row->language ? row->language : NULL,
                       .file_name = row->file_name,
                       .length = row->length,
                       .offset = offset,
                       .created_at = created_at,
                       .expires_at = expires_at};
    json_table_append(&TABLE, &json, out);
}

/* ---- GET, HEAD uploads/{id} ---- */

static void reply_upload(Call *take_call) {
    const UploadCall *state = take_call->state;
    upload_call_add_fields(take_call);
    if (g_str_equal(api_request_method(take_call->request), "HEAD")) {
        g_autofree char *metadata = g_strdup(state->row->metadata);
        if (*metadata)
            api_reply_add_field(take_call->request, "Upload-Metadata", metadata);
        api_reply_empty(take_call->request, 200);
        call_free(take_call);
        return;
    }
    GString *out = g_string_new(NULL);
    append(out, state->row, state->offset);
    take_call->json = g_string_free(out, FALSE);
    call_reply_ok(take_call);
}

static bool run_stat(Call *call, GError **error) {
    UploadCall *state = call->state;
    state->offset = upload_file_stat(call->env->uploads->folder, state->row->id);
    if (state->offset >= 0)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_GONE, "This upload is gone."); /* by a restore */
    return false;
}

static void on_stat(Call *take_call) {
    upload_call_settle(take_call, reply_upload);
}

/* Who asks how far it is goes on from there: a connection that is still open is a dead one. */
static void on_row(Call *take_call) {
    UploadCall *state = take_call->state;
    bool is_head = g_str_equal(api_request_method(take_call->request), "HEAD");
    if (state->row->finished_at_us) {
        state->offset = state->row->length;
        reply_upload(take_call);
        return;
    }
    if (is_head)
        (void)transfer_desk_stop(take_call->env->uploads->transfers, state->row->id);
    upload_call_files(take_call, run_stat, is_head ? on_stat : reply_upload);
}

void handle_get_upload(ApiRequest *request, void *user) {
    Call *call = upload_call_new(request, user);
    if (call)
        call_read(call, upload_call_read, on_row);
}

/* ---- GET uploads ---- */

static bool run_list(Database *database, Call *call, GError **error) {
    UploadCall *state = call->state;
    state->rows = upload_table_list_open(database, call->identity.account_id, error);
    return state->rows != NULL;
}

static bool run_stat_all(Call *call, GError **error) {
    UploadCall *state = call->state;
    state->offsets = g_new0(int64_t, state->rows->len + 1);
    for (unsigned i = 0; i < state->rows->len; i++) {
        const UploadRow *row = state->rows->pdata[i];
        state->offsets[i] = MAX(upload_file_stat(call->env->uploads->folder, row->id), 0);
    }
    return true;
}

static void reply_list(Call *take_call) {
    const UploadCall *state = take_call->state;
    GString *out = g_string_new("{\"uploads\":[");
    for (unsigned i = 0; i < state->rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append(out, state->rows->pdata[i], state->offsets[i]);
    }
    g_string_append(out, "]}");
    take_call->json = g_string_free(out, FALSE);
    call_reply_ok(take_call);
}

static void on_list(Call *take_call) {
    upload_call_files(take_call, run_stat_all, reply_list);
}

void handle_list_uploads(ApiRequest *request, void *user) {
    Call *call = upload_call_new(request, user);
    if (call)
        call_read(call, run_list, on_list);
}

/* ---- DELETE uploads/{id} ---- */

static bool run_delete(Database *database, Call *call, GError **error) {
    const UploadCall *state = call->state;
    if (!upload_call_read(database, call, error))
        return false;
    call->target = g_strdup(state->row->id);
    call->detail = job_audit_detail(&(JobAuditDetail){.lesson_id = state->row->lesson_id,
                                                      .kind = state->row->purpose,
                                                      .language = state->row->language,
                                                      .source_name = state->row->file_name});
    return upload_table_remove(database, state->row->id, error);
}

static bool run_unlink(Call *call, GError **error) {
    upload_file_remove(call->env->uploads->folder, ((UploadCall *)call->state)->row->id);
    return true;
}

static void on_deleted(Call *take_call) {
    const UploadCall *state = take_call->state;
    (void)transfer_desk_stop(take_call->env->uploads->transfers, state->row->id);
    upload_call_files(take_call, run_unlink, call_reply_no_content);
}

void handle_delete_upload(ApiRequest *request, void *user) {
    Call *call = upload_call_new(request, user);
    if (!call)
        return;
    call->action = "upload.remove";
    call_write(call, run_delete, on_deleted);
}
