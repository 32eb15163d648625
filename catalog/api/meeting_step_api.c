/* Running a meeting: its steps, the slate, the agenda. */
#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/meeting_call.h"
#include "catalog/api/meeting_handlers.h"
#include "catalog/meeting/meeting_change.h"

/* ---- POST meetings/{id}/steps ---- */

typedef struct StepInput {
    int step;
} StepInput;

static const JsonField STEP_FIELDS[] = {
    {"step", JSON_ENUM, offsetof(StepInput, step), JSON_REQUIRED, .words = MEETING_STEP_WORDS},
    {NULL, JSON_END},
};
static const JsonTable STEP_TABLE = {"step", sizeof(StepInput), STEP_FIELDS};

static bool run_step(Database *database, Call *call, GError **error) {
    const StepInput *input = call->input;
    call->detail = json_table_write(&STEP_TABLE, input);
    g_autoptr(MeetingRow) row = meeting_call_take(database, call, error);
    if (!row)
        return false;
    bool was_open = meeting_state_is_on_air(row->state, false);
    if (!meeting_change_step(database, row, (MeetingStep)input->step, error))
        return false;
    if (!was_open && meeting_state_is_on_air(row->state, false))
        ((MeetingCall *)call->state)->news = "meeting.open";
    return meeting_call_changed(database, call, error);
}

void handle_post_meeting_step(ApiRequest *request, void *user) {
    Call *call = meeting_call_new(request, user, &STEP_TABLE, "meeting.step");
    if (call)
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
    const MeetingMedia *media = &call->env->media;
    int64_t media_ms;
    state->item = g_strdup(api_request_segment(request, "item"));
    if (media->position && media->position(call->target, &media_ms, media->user))
        state->media_ms = media_ms;
    call_write(call, run_item, meeting_call_reply_ok);
}
