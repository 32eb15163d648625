/* Bodies of uploads: POST makes one, perhaps with its first bytes, PATCH goes on. */
#include <string.h>

#include "base/error.h"
#include "catalog/api/upload_call.h"
#include "catalog/api/upload_handlers.h"
#include "catalog/course/course_text.h"
#include "catalog/upload/upload_file.h"

#define LANGUAGE_MAX_BYTES 35 /* RFC 5646 §4.4.1 */

static bool refuse(GError **error, ErrorCode code, const char *text) {
    g_set_error_literal(error, BASE_ERROR, (int)code, text);
    return false;
}

static bool has_body(const ApiRequest *request) {
    const char *length = api_request_field(request, "Content-Length");
    return api_request_field(request, "Transfer-Encoding") || (length && !g_str_equal(length, "0"));
}

static bool check_type(const ApiRequest *request, GError **error) {
    return g_strcmp0(api_request_field(request, "Content-Type"), TUS_BODY_TYPE) == 0 ||
           refuse(error, ERROR_UNSUPPORTED,
                  "The bytes of an upload come as application/offset+octet-stream.");
}

/* ---- the end of a body ---- */

static void reply_done(Call *take_call) {
    const UploadCall *state = take_call->state;
    upload_call_add_fields(take_call);
    api_reply_empty(take_call->request, state->is_new ? 201 : 204);
    call_free(take_call);
}

static void reply_failure(Call *take_call) {
    const UploadCall *state = take_call->state;
    g_autoptr(GError) failure = g_error_copy(state->failure);
    call_fail(take_call, failure);
}

static bool run_forget(Database *database, Call *call, GError **error) {
    return upload_table_remove(database, ((UploadCall *)call->state)->row->id, error);
}

static bool run_unlink(Call *call, GError **error) {
    upload_file_remove(call->env->uploads->folder, ((UploadCall *)call->state)->row->id);
    return true;
}

static void on_forgotten(Call *take_call) {
    upload_call_files(take_call, run_unlink, reply_failure);
}

/* An upload whose making has failed with nothing kept is not there. */
static void on_transfer_end(const GError *error, int64_t offset, void *data) {
    Call *call = data;
    UploadCall *state = call->state;
    state->offset = offset;
    if (!error) {
        upload_call_settle(call, reply_done);
        return;
    }
    state->failure = g_error_copy(error);
    if (state->is_new && offset == 0)
        call_write(call, run_forget, on_forgotten);
    else
        reply_failure(call);
}

static void open_transfer(Call *take_call) {
    UploadCall *state = take_call->state;
    TransferPlan plan = {.id = state->row->id,
                         .offset = state->offset,
                         .length = state->row->length,
                         .checksum = state->checksum,
                         .is_new = state->is_new,
                         .fn = on_transfer_end,
                         .data = take_call};
    g_autoptr(GError) error = NULL;
    if (transfer_open(state->transfer, &plan, &error))
        state->transfer = NULL;
    else
        call_fail(take_call, error);
}

/* The body waits while the call goes to the database. */
static bool begin(Call *call, GError **error) {
    UploadCall *state = call->state;
    state->transfer = transfer_new(call->env->uploads->transfers, call->request);
    return state->transfer != NULL ||
           refuse(error, ERROR_OVERLOADED, "Too many files are coming in now: try again soon.");
}

bool handle_upload_chunk(ApiRequest *request, const uint8_t *bytes, size_t length, void *user) {
    const ApiEnv *env = user;
    return transfer_desk_take_chunk(env->uploads->transfers, request, bytes, length);
}

/* ---- POST uploads ---- */

static bool is_language(const char *tag) {
    size_t length = strlen(tag);
    if (length < 2 || length > LANGUAGE_MAX_BYTES || !g_ascii_isalpha(tag[0]))
        return false;
    for (const char *at = tag; *at; at++)
        if (!g_ascii_isalnum(*at) && (*at != '-' || at[1] == '-' || at[1] == '\0'))
            return false;
    return true;
}

static bool check_metadata(const TusMetadata *metadata, GError **error) {
    const char *purpose = metadata->purpose;
    bool needs_language = g_str_equal(purpose, "sound") || g_str_equal(purpose, "subtitle");
    if (!g_strv_contains(UPLOAD_PURPOSES, purpose))
        return refuse(error, ERROR_INVALID,
                      "Say what the file is for ('purpose'): video, sound, subtitle, document or "
                      "picture.");
    if (!id_is_uuid(metadata->lesson_id))
        return refuse(error, ERROR_INVALID, "Say which lesson the file is for ('lesson_id').");
    if (*metadata->language ? !is_language(metadata->language) : needs_language)
        return refuse(error, ERROR_INVALID, "Say in which language the file is ('language').");
    return course_text_check_label(metadata->translator, error);
}

static bool check_length(const ApiRequest *request, int64_t max_bytes, int64_t *ret_length,
                         GError **error) {
    if (api_request_field(request, "Upload-Defer-Length"))
        return refuse(error, ERROR_INVALID,
                      "The length of a file must be known at the beginning (Upload-Length).");
    if (!tus_read_number(api_request_field(request, "Upload-Length"), ret_length))
        return refuse(error, ERROR_INVALID, "Say how long the file is (Upload-Length).");
    if (*ret_length == 0)
        return refuse(error, ERROR_INVALID, "The file is empty.");
    if (*ret_length > max_bytes) {
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    "This file is larger than the %" G_GINT64_FORMAT " MiB that one may have.",
                    max_bytes >> 20);
        return false;
    }
    return true;
}

static bool read_new(Call *call, GError **error) {
    UploadCall *state = call->state;
    const ApiRequest *request = call->request;
    const char *text = api_request_field(request, "Upload-Metadata");
    g_auto(TusMetadata) metadata = {0};
    UploadRow *row = state->row = g_new0(UploadRow, 1);
    if (!check_length(request, call->env->uploads->max_bytes, &row->length, error) ||
        !tus_read_metadata(text, &metadata, error) || !check_metadata(&metadata, error) ||
        !tus_read_checksum(api_request_field(request, "Upload-Checksum"), &state->checksum,
                           error) ||
        (has_body(request) && !check_type(request, error)))
        return false;
    g_strlcpy(row->account_id, call->identity.account_id, sizeof row->account_id);
    g_strlcpy(row->lesson_id, metadata.lesson_id, sizeof row->lesson_id);
    row->purpose = g_steal_pointer(&metadata.purpose);
    row->language = g_steal_pointer(&metadata.language);
    row->file_name = g_steal_pointer(&metadata.file_name);
    row->metadata = g_strdup(text);
    return true;
}

static bool run_insert(Database *database, Call *call, GError **error) {
    return upload_table_insert(database, ((UploadCall *)call->state)->row,
                               call->env->uploads->quota_bytes, error);
}

static void on_inserted(Call *take_call) {
    const UploadCall *state = take_call->state;
    g_autofree char *location = g_strdup_printf("/api/v1/uploads/%s", state->row->id);
    api_reply_add_field(take_call->request, "Location", location);
    open_transfer(take_call);
}

void handle_post_upload(ApiRequest *request, void *user) {
    Call *call = upload_call_new(request, user);
    if (!call)
        return;
    UploadCall *state = call->state;
    state->is_new = true;
    g_autoptr(GError) error = NULL;
    if (read_new(call, &error) && begin(call, &error))
        call_write(call, run_insert, on_inserted);
    else
        call_fail(call, error);
}

/* ---- PATCH uploads/{id} ---- */

static bool read_patch(Call *call, GError **error) {
    UploadCall *state = call->state;
    if (!check_type(call->request, error))
        return false;
    if (!tus_read_number(api_request_field(call->request, "Upload-Offset"), &state->offset))
        return refuse(error, ERROR_INVALID, "Say where these bytes belong (Upload-Offset).");
    return tus_read_checksum(api_request_field(call->request, "Upload-Checksum"), &state->checksum,
                             error);
}

static bool run_find(Database *database, Call *call, GError **error) {
    const UploadCall *state = call->state;
    if (!upload_call_read(database, call, error))
        return false;
    return !state->row->finished_at_us ||
           refuse(error, ERROR_CONFLICT,
                  "This upload is complete: cancel the job that it has become.");
}

void handle_patch_upload(ApiRequest *request, void *user) {
    Call *call = upload_call_new(request, user);
    g_autoptr(GError) error = NULL;
    if (!call)
        return;
    if (read_patch(call, &error) && begin(call, &error))
        call_read(call, run_find, open_transfer);
    else
        call_fail(call, error);
}
