#include "catalog/api/meeting_call.h"

#include "catalog/api/meeting_json.h"
#include "catalog/api/wire.h"
#include "catalog/meeting/meeting_audience.h"
#include "catalog/meeting/meeting_order.h"
#include "catalog/store/role.h"

static void clear_state(void *data) {
    MeetingCall *state = data;
    meeting_order_free(state->order);
    meeting_order_free(state->next);
    g_strfreev(state->next_concerned);
    g_free(state->item);
    g_free(state->host);
    g_strfreev(state->concerned);
}

static const CallState STATE = {sizeof(MeetingCall), clear_state};

/* `"7"`; anything else matches nothing. */
static int64_t revision_of(const char *text) {
    if (!text)
        return 0;
    char *end = NULL;
    int64_t number = text[0] == '"' ? g_ascii_strtoll(text + 1, &end, 10) : -1;
    return number > 0 && end[0] == '"' && end[1] == '\0' ? number : -1;
}

static char *host_of(const ApiRequest *request, const ApiEnv *env) {
    g_autofree char *url = wire_base_url(request, env);
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    const char *host = uri ? g_uri_get_host(uri) : NULL;
    return g_strdup(host && *host ? host : "localhost");
}

Call *meeting_call_new(ApiRequest *request, ApiEnv *env, const JsonTable *input,
                       const char *action) {
    Call *call = call_new(request, env, input, &STATE);
    if (!call)
        return NULL;
    MeetingCall *state = call->state;
    call->action = action;
    call->target = g_strdup(api_request_segment(request, "id"));
    state->media_ms = -1;
    state->news = "meeting.changed";
    state->revision = revision_of(api_request_field(request, "If-Match"));
    state->host = host_of(request, env);
    return call;
}

bool meeting_call_viewer(Database *database, const Call *call, MeetingViewer *ret_viewer,
                         GError **error) {
    MeetingViewerKind kind = MEETING_VIEWER_ACCOUNT;
    if (call->identity.roles & ROLE_SCREEN)
        kind = MEETING_VIEWER_SCREEN;
    return meeting_viewer_load(database, kind, call->identity.account_id, ret_viewer, error);
}

MeetingRow *meeting_call_take(Database *database, Call *call, GError **error) {
    MeetingRow *row =
        meeting_viewer_get_run(database, call->identity.account_id, call->target, error);
    if (row) {
        g_free(call->target);
        call->target = g_strdup(row->id);
    }
    if (row && row->kind == MEETING_TALK)
        call->action = NULL; /* that there is one is for those in it alone: no entry of the audit */
    return row;
}

bool meeting_call_order(Database *database, Call *call, GError **error) {
    MeetingCall *state = call->state;
    g_autoptr(MeetingRow) row = meeting_table_get(database, call->target, error);
    if (!row)
        return false;
    if (row->kind != MEETING_BROADCAST)
        return true; /* nothing is made of it that could be watched */
    g_clear_pointer(&state->order, meeting_order_free);
    state->order = meeting_order_load(database, store_field_crypto(call->env->store), row, error);
    return state->order != NULL;
}

bool meeting_call_concerned(Database *database, Call *call, const MeetingRow *row, GError **error) {
    MeetingCall *state = call->state;
    bool is_hidden = meeting_state_shown(row->state, false) != row->state;
    g_strfreev(state->concerned);
    state->concerned = meeting_audience_ids(
        database, row, is_hidden ? MEETING_AUDIENCE_STUDIO : MEETING_AUDIENCE_ALL, error);
    return state->concerned != NULL;
}

bool meeting_call_changed(Database *database, Call *call, GError **error) {
    g_auto(MeetingViewer) viewer = {0};
    if (!meeting_call_order(database, call, error) ||
        !meeting_call_viewer(database, call, &viewer, error))
        return false;
    bool runs = false;
    g_autoptr(MeetingRow) row = meeting_viewer_get(database, &viewer, call->target, &runs, error);
    call->json = row ? meeting_json_detail(database, &viewer, row, runs, error) : NULL;
    return call->json && meeting_call_concerned(database, call, row, error);
}

static void tell_next(const Call *call) {
    const MeetingCall *state = call->state;
    if (call->env->media.on_meeting)
        call->env->media.on_meeting(state->next, call->env->media.user);
    if (call->env->on_news)
        call->env->on_news((const char *const *)state->next_concerned, "meeting.open",
                           state->next->id, call->env->on_news_user);
}

static void tell(const Call *call) {
    const MeetingCall *state = call->state;
    const MeetingMedia *media = &call->env->media;
    if (state->order && media->on_meeting)
        media->on_meeting(state->order, media->user);
    if (*state->gone_id && media->on_meeting_gone)
        media->on_meeting_gone(state->gone_id, media->user);
    if (state->concerned && call->env->on_news)
        call->env->on_news((const char *const *)state->concerned, state->news, call->target,
                           call->env->on_news_user);
    if (state->next)
        tell_next(call);
}

void meeting_call_reply_ok(Call *take_call) {
    tell(take_call);
    call_reply_ok(take_call);
}

void meeting_call_reply_created(Call *take_call) {
    tell(take_call);
    call_reply_created(take_call);
}

void meeting_call_reply_no_content(Call *take_call) {
    tell(take_call);
    call_reply_no_content(take_call);
}
