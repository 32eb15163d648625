/* Running a meeting: its steps, the slate, the agenda. */
#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/meeting_call.h"
#include "catalog/api/meeting_handlers.h"
#include "catalog/attendance/register_follow.h"
#include "catalog/meeting/meeting_audience.h"
#include "catalog/meeting/meeting_change.h"
#include "catalog/meeting/meeting_demo.h"
#include "catalog/meeting/meeting_order.h"

/* On the api thread: where the meeting stands now. */
static void note_position(Call *call) {
    const MeetingMedia *media = &call->env->media;
    int64_t media_ms;
    if (media->position && media->position(call->target, &media_ms, media->user))
        ((MeetingCall *)call->state)->media_ms = media_ms;
}

/* ---- POST meetings/{id}/steps ---- */

typedef struct StepInput {
    int step;
} StepInput;

static const JsonField STEP_FIELDS[] = {
    {"step", JSON_ENUM, offsetof(StepInput, step), JSON_REQUIRED, .words = MEETING_STEP_WORDS},
    {NULL, JSON_END},
};
static const JsonTable STEP_TABLE = {"step", sizeof(StepInput), STEP_FIELDS};

/* What those who watch hear is the end of it, and that there is another one. */
static bool load_next(Database *database, Call *call, const char *next_id, GError **error) {
    MeetingCall *state = call->state;
    g_autoptr(MeetingRow) next = meeting_table_get(database, next_id, error);
    if (!next)
        return false;
    state->next = meeting_order_load(database, store_field_crypto(call->env->store), next, error);
    if (!state->next)
        return false;
    state->next_concerned = meeting_audience_ids(database, next, MEETING_AUDIENCE_ALL, error);
    g_strfreev(state->concerned);
    state->concerned = g_strdupv(state->next_concerned);
    return state->next_concerned != NULL;
}

static bool end_demo(Database *database, Call *call, MeetingRow *row, GError **error) {
    const MeetingCall *state = call->state;
    char next_id[ID_TEXT_BYTES];
    return meeting_demo_end(database, row, state->media_ms, next_id, error) &&
           meeting_call_changed(database, call, error) && load_next(database, call, next_id, error);
}

static bool run_step(Database *database, Call *call, GError **error) {
    const StepInput *input = call->input;
    call->detail = json_table_write(&STEP_TABLE, input);
    g_autoptr(MeetingRow) row = meeting_call_take(database, call, error);
    if (!row)
        return false;
    if (row->is_endless && input->step == MEETING_END)
        return end_demo(database, call, row, error);
    bool was_open = meeting_state_is_on_air(row->state, false);
    if (!meeting_change_step(database, row, (MeetingStep)input->step, error))
        return false;
    if (!was_open && meeting_state_is_on_air(row->state, false))
        ((MeetingCall *)call->state)->news = "meeting.open";
    return register_follow_events(database, call->env->register_open_us, NULL, error) &&
           meeting_call_changed(database, call, error);
}

void handle_post_meeting_step(ApiRequest *request, void *user) {
    Call *call = meeting_call_new(request, user, &STEP_TABLE, "meeting.step");
    if (!call)
        return;
    note_position(call);
    call_write(call, run_step, meeting_call_reply_ok);
}

/* ---- POST meetings/{id}/slate ---- */

typedef struct SlateInput {
    bool is_slate;
} SlateInput;

static const JsonField SLATE_FIELDS[] = {
    {"is_slate", JSON_BOOL, offsetof(SlateInput, is_slate), JSON_REQUIRED},
    {NULL, JSON_END},
};
static const JsonTable SLATE_TABLE = {"slate", sizeof(SlateInput), SLATE_FIELDS};

static bool run_slate(Database *database, Call *call, GError **error) {
    const SlateInput *input = call->input;
    call->detail = json_table_write(&SLATE_TABLE, input);
    g_autoptr(MeetingRow) row = meeting_call_take(database, call, error);
    return row && meeting_change_slate(database, row, input->is_slate, error) &&
           meeting_call_changed(database, call, error);
}

void handle_post_meeting_slate(ApiRequest *request, void *user) {
    Call *call = meeting_call_new(request, user, &SLATE_TABLE, "meeting.slate");
    if (call)
        call_write(call, run_slate, meeting_call_reply_ok);
}

/* ---- POST meetings/{id}/agenda/{item} ---- */

static bool run_item(Database *database, Call *call, GError **error) {
    const MeetingCall *state = call->state;
    g_autoptr(MeetingRow) row = meeting_call_take(database, call, error);
    if (!row)
        return false;
    if (row->state != MEETING_OPEN && row->state != MEETING_LIVE) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "An item of the agenda begins while the meeting is open or live.");
        return false;
    }
    int64_t media_ms = state->media_ms;
    if (media_ms < 0) {
        int64_t since_us = row->base_wall_us ? row->base_wall_us : row->live_at_us;
        media_ms = since_us ? (clock_wall_us() - since_us) / CLOCK_US_PER_MS : 0;
    }
    return meeting_parts_begin_item(database, row->id, state->item, MAX(media_ms, 0), error) &&
           meeting_table_update(database, row, error) &&
           meeting_call_changed(database, call, error);
}

void handle_post_meeting_item(ApiRequest *request, void *user) {
    Call *call = meeting_call_new(request, user, NULL, "meeting.agenda");
    MeetingCall *state = call->state;
    state->item = g_strdup(api_request_segment(request, "item"));
    note_position(call);
    call_write(call, run_item, meeting_call_reply_ok);
}
