/* Recordings: how long, from where to where, what is withdrawn. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "base/json_table.h"
#include "catalog/api/meeting_call.h"
#include "catalog/api/viewing_handlers.h"
#include "catalog/api/wire.h"
#include "catalog/meeting/keeping_table.h"
#include "catalog/viewing/cut_table.h"
#include "catalog/viewing/viewing_types.h"

typedef struct RecordingJson {
    const char *meeting_id;
    int state;
    int64_t duration_ms, bytes, trim_from_ms, trim_to_ms;
    GPtrArray *cuts; /* CutJson */
    bool is_playable, is_kept, allows_download;
    char *kept_until, *removed_at;
    const char *mp4_url;
} RecordingJson;

typedef struct CutJson {
    const char *id;
    int64_t from_ms, to_ms;
} CutJson;

static const JsonTable CUT_TABLE = {"cut", sizeof(CutJson),
                                    (const JsonField[]){
                                        {"id", JSON_STRING, offsetof(CutJson, id)},
                                        {"from_ms", JSON_INTEGER, offsetof(CutJson, from_ms)},
                                        {"to_ms", JSON_INTEGER, offsetof(CutJson, to_ms)},
                                        {NULL, JSON_END},
                                    }};

static const JsonTable RECORDING_TABLE = {
    "recording", sizeof(RecordingJson),
    (const JsonField[]){
        {"meeting_id", JSON_STRING, offsetof(RecordingJson, meeting_id)},
        {"state", JSON_ENUM, offsetof(RecordingJson, state), .words = MEETING_STATE_WORDS},
        {"duration_ms", JSON_INTEGER, offsetof(RecordingJson, duration_ms)},
        {"bytes", JSON_INTEGER, offsetof(RecordingJson, bytes)},
        {"trim_from_ms", JSON_INTEGER, offsetof(RecordingJson, trim_from_ms)},
        {"trim_to_ms", JSON_INTEGER, offsetof(RecordingJson, trim_to_ms)},
        {"cuts", JSON_OBJECTS, offsetof(RecordingJson, cuts), .table = &CUT_TABLE},
        {"is_playable", JSON_BOOL, offsetof(RecordingJson, is_playable)},
        {"allows_download", JSON_BOOL, offsetof(RecordingJson, allows_download)},
        {"is_kept", JSON_BOOL, offsetof(RecordingJson, is_kept)},
        {"kept_until", JSON_RAW, offsetof(RecordingJson, kept_until)},
        {"removed_at", JSON_RAW, offsetof(RecordingJson, removed_at)},
        {"mp4_url", JSON_STRING, offsetof(RecordingJson, mp4_url)},
        {NULL, JSON_END},
    }};

/* ---- the answer, in the transaction ---- */

static bool is_playable(const MeetingRow *meeting) {
    return meeting->is_recorded && meeting->duration_us > 0 && meeting->expired_at_us == 0 &&
           (meeting->state == MEETING_ENDED || meeting->state == MEETING_READY ||
            meeting->state == MEETING_PUBLISHED);
}

static void free_cut(void *data) {
    CutJson *cut = data;
    g_free((char *)cut->id);
    g_free(cut);
}

static GPtrArray *cuts_of(Database *database, const MeetingRow *meeting, GError **error) {
    g_autoptr(GArray) rows = cut_table_list(database, meeting->id, error);
    if (!rows)
        return NULL;
    GPtrArray *cuts = g_ptr_array_new_with_free_func(free_cut);
    for (unsigned i = 0; i < rows->len; i++) {
        const CutRow *row = &g_array_index(rows, CutRow, i);
        CutJson *cut = g_new(CutJson, 1);
        *cut = (CutJson){g_strdup(row->id), row->from_ms, row->to_ms};
        g_ptr_array_add(cuts, cut);
    }
    return cuts;
}

/* A download's path lacks its token, which only the api thread can sign: see reply(). */
#define UNSIGNED      "/live/"
#define UNSIGNED_TAIL "\"mp4_url\":\"" UNSIGNED "\"}"

static bool write_answer(Database *database, Call *call, const MeetingRow *meeting,
                         GError **error) {
    g_autoptr(GPtrArray) cuts = cuts_of(database, meeting, error);
    if (!cuts)
        return false;
    bool is_playable_now = is_playable(meeting);
    g_autofree char *kept_until = wire_raw_time(meeting->due_at_us);
    g_autofree char *removed_at = wire_raw_time(meeting->expired_at_us);
    const RecordingJson json = {
        .meeting_id = meeting->id,
        .state = (int)meeting->state,
        .duration_ms = meeting->duration_us / CLOCK_US_PER_MS,
        .bytes = meeting->bytes,
        .trim_from_ms = meeting->trim_from_ms,
        .trim_to_ms = meeting->trim_to_ms,
        .cuts = cuts,
        .is_playable = is_playable_now,
        .allows_download = meeting->allows_download,
        .is_kept = meeting->is_kept,
        .kept_until = kept_until,
        .removed_at = removed_at,
        .mp4_url = is_playable_now ? UNSIGNED : "",
    };
    call->json = json_table_write(&RECORDING_TABLE, &json);
    return true;
}

static bool answer(Database *database, Call *call, GError **error) {
    g_autoptr(MeetingRow) meeting = meeting_table_get(database, call->target, error);
    return meeting && write_answer(database, call, meeting, error) &&
           meeting_call_order(database, call, error);
}

/* ---- the answer, on the api thread ---- */

/* A download is a viewing of its own, which nobody counts: its id is in no table. */
static void sign(Call *call) {
    char viewing_id[ID_TEXT_BYTES], token[TOKEN_TEXT_MAX_BYTES];
    if (!g_str_has_suffix(call->json, UNSIGNED_TAIL))
        return;
    id_new_uuid7(viewing_id);
    viewing_token_sign(call->env->viewing_tokens, &(ViewingTokenOf){call->target, viewing_id, true},
                       clock_wall_us() + VIEWING_TOKEN_LIFETIME_US, token);
    call->json[strlen(call->json) - strlen("\"}")] = '\0';
    char *json = g_strdup_printf("%s%s/~%s/download.mp4\"}", call->json, call->target, token);
    g_free(call->json);
    call->json = json;
}

static void reply(Call *take_call) {
    sign(take_call);
    meeting_call_reply_ok(take_call);
}

/* ---- GET meetings/{id}/recording ---- */

static bool run_get(Database *database, Call *call, GError **error) {
    g_autoptr(MeetingRow) meeting = meeting_call_take(database, call, error);
    return meeting && write_answer(database, call, meeting, error);
}

void handle_get_recording(ApiRequest *request, void *user) {
    call_read(meeting_call_new(request, user, NULL, NULL), run_get, reply);
}

/* ---- PATCH meetings/{id}/recording ---- */

typedef struct ChangeInput {
    int64_t trim_from_ms, trim_to_ms;
    bool has_trim_from, has_trim_to;
    bool allows_download, has_allows_download;
    bool is_kept, has_is_kept;
} ChangeInput;

static const JsonTable CHANGE_TABLE = {
    "recording", sizeof(ChangeInput),
    (const JsonField[]){
        {"trim_from_ms", JSON_INTEGER, offsetof(ChangeInput, trim_from_ms), JSON_OPTIONAL, 0,
         VIEWING_MEDIA_MAX_MS, .present_offset = offsetof(ChangeInput, has_trim_from)},
        {"trim_to_ms", JSON_INTEGER, offsetof(ChangeInput, trim_to_ms), JSON_OPTIONAL, 0,
         VIEWING_MEDIA_MAX_MS, .present_offset = offsetof(ChangeInput, has_trim_to)},
        {"allows_download", JSON_BOOL, offsetof(ChangeInput, allows_download),
         .present_offset = offsetof(ChangeInput, has_allows_download)},
        {"is_kept", JSON_BOOL, offsetof(ChangeInput, is_kept),
         .present_offset = offsetof(ChangeInput, has_is_kept)},
        {NULL, JSON_END},
    }};

static bool apply(MeetingRow *meeting, const ChangeInput *input, GError **error) {
    int64_t duration_ms = meeting->duration_us / CLOCK_US_PER_MS;
    if (input->has_trim_from)
        meeting->trim_from_ms = input->trim_from_ms;
    if (input->has_trim_to)
        meeting->trim_to_ms = input->trim_to_ms;
    if (input->has_allows_download)
        meeting->allows_download = input->allows_download;
    int64_t end_ms = meeting->trim_to_ms > 0 ? meeting->trim_to_ms : MAX(duration_ms, 1);
    if (meeting->trim_from_ms < end_ms && (duration_ms == 0 || end_ms <= duration_ms))
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "A recording begins before it ends, and ends with the meeting.");
    return false;
}

static bool set_kept(Database *database, const MeetingRow *meeting, const ChangeInput *input,
                     GError **error) {
    if (!input->has_is_kept || input->is_kept == meeting->is_kept)
        return true;
    if (meeting->expired_at_us == 0)
        return keeping_table_set_kept(database, meeting->id, input->is_kept, error);
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        "The recording was removed when its time was over.");
    return false;
}

static bool run_change(Database *database, Call *call, GError **error) {
    const ChangeInput *input = call->input;
    call->detail = json_table_write(&CHANGE_TABLE, input);
    g_autoptr(MeetingRow) meeting = meeting_call_take(database, call, error);
    return meeting && apply(meeting, input, error) && set_kept(database, meeting, input, error) &&
           meeting_table_update(database, meeting, error) && answer(database, call, error);
}

void handle_patch_recording(ApiRequest *request, void *user) {
    Call *call = meeting_call_new(request, user, &CHANGE_TABLE, "recording.change");
    if (call)
        call_write(call, run_change, reply);
}

/* ---- POST meetings/{id}/recording/cuts, DELETE …/{cut} ---- */

typedef struct CutInput {
    int64_t from_ms, to_ms;
} CutInput;

static const JsonTable CUT_INPUT_TABLE = {
    "cut", sizeof(CutInput),
    (const JsonField[]){
        {"from_ms", JSON_INTEGER, offsetof(CutInput, from_ms), JSON_REQUIRED, 0,
         VIEWING_MEDIA_MAX_MS},
        {"to_ms", JSON_INTEGER, offsetof(CutInput, to_ms), JSON_REQUIRED, 0, VIEWING_MEDIA_MAX_MS},
        {NULL, JSON_END},
    }};

static bool run_cut(Database *database, Call *call, GError **error) {
    const CutInput *input = call->input;
    CutRow cut = {.from_ms = input->from_ms, .to_ms = input->to_ms};
    call->detail = json_table_write(&CUT_INPUT_TABLE, input);
    g_autoptr(MeetingRow) meeting = meeting_call_take(database, call, error);
    return meeting &&
           cut_table_insert(database, meeting->id, &cut, call->identity.account_id, error) &&
           answer(database, call, error);
}

void handle_post_recording_cut(ApiRequest *request, void *user) {
    Call *call = meeting_call_new(request, user, &CUT_INPUT_TABLE, "recording.cut");
    if (call)
        call_write(call, run_cut, reply);
}

static bool run_restore(Database *database, Call *call, GError **error) {
    const MeetingCall *state = call->state;
    g_autoptr(MeetingRow) meeting = meeting_call_take(database, call, error);
    return meeting && cut_table_remove(database, meeting->id, state->item, error) &&
           answer(database, call, error);
}

void handle_delete_recording_cut(ApiRequest *request, void *user) {
    Call *call = meeting_call_new(request, user, NULL, "recording.restore");
    MeetingCall *state = call->state;
    state->item = g_strdup(api_request_segment(request, "cut"));
    call_write(call, run_restore, reply);
}
