/* WHIP and WHEP: sending pictures and sound to a meeting's people, and receiving them. */
#include <string.h>

#include "base/error.h"
#include "catalog/api/meeting_call.h"
#include "catalog/api/meeting_handlers.h"
#include "catalog/rights/rights.h"

typedef struct JoinState {
    ConferenceRole role;
} JoinState;

static const CallState JOIN_STATE = {sizeof(JoinState), NULL};

void handle_options_conference(ApiRequest *request, void *user) {
    api_reply_add_field(request, "Accept-Post", CONFERENCE_OFFER_TYPE);
    api_reply_empty(request, 204);
}

/* RFC 9725 §4.3: what a session is patched with; a viewer also answers our own offer. */
static void reply_session_options(ApiRequest *request, const char *accept) {
    api_reply_add_field(request, "Accept-Patch", accept);
    api_reply_empty(request, 204);
}

void handle_options_whip_session(ApiRequest *request, void *user) {
    reply_session_options(request, CONFERENCE_FRAGMENT_TYPE);
}

void handle_options_whep_session(ApiRequest *request, void *user) {
    reply_session_options(request, CONFERENCE_FRAGMENT_TYPE ", " CONFERENCE_OFFER_TYPE);
}

/* Players know an endpoint of WHEP by the type that HEAD tells; there is nothing to get. */
void handle_head_whep(ApiRequest *request, void *user) {
    g_autoptr(GBytes) nothing = g_bytes_new(NULL, 0);
    api_reply_add_field(request, "Accept-Post", CONFERENCE_OFFER_TYPE);
    if (strcmp(api_request_method(request), "HEAD") == 0) {
        api_reply_bytes(request, 200, CONFERENCE_OFFER_TYPE, nothing);
        return;
    }
    api_reply_add_field(request, "Allow", "HEAD, OPTIONS, POST");
    g_autoptr(GError) error =
        g_error_new_literal(BASE_ERROR, ERROR_METHOD, "This address takes offers: POST.");
    api_reply_error(request, error);
}

/* ---- who may ---- */

/* To be seen by everybody who may watch it; to be sent to by who runs it; talks have neither. */
static bool run_admit(Database *database, Call *call, GError **error) {
    const JoinState *state = call->state;
    g_auto(MeetingViewer) viewer = {0};
    bool runs = false;
    if (!meeting_call_viewer(database, call, &viewer, error))
        return false;
    g_autoptr(MeetingRow) row = meeting_viewer_get(database, &viewer, call->target, &runs, error);
    if (!row)
        return false;
    if (row->kind == MEETING_TALK || (state->role == CONFERENCE_PUBLISH && !runs))
        return rights_not_found(error);
    if (!meeting_state_is_on_air(row->state, runs)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, "The meeting is not on air.");
        return false;
    }
    g_free(call->target);
    call->target = g_strdup(row->id);
    return true;
}

static void join(Call *take_call) {
    const JoinState *state = take_call->state;
    const ConferencePort *port = &take_call->env->conference;
    if (!port->join) {
        call_fail_literal(take_call, ERROR_UNAVAILABLE,
                          "This server forwards no cameras and microphones.");
        return;
    }
    port->join(take_call->request, state->role, take_call->target, port->user);
    call_free(take_call);
}

static void handle_offer(ApiRequest *request, ApiEnv *env, ConferenceRole role) {
    Call *call = call_new(request, env, NULL, &JOIN_STATE);
    JoinState *state = call->state;
    state->role = role;
    call->target = g_strdup(api_request_segment(request, "meeting"));
    call_read(call, run_admit, join);
}

static void refuse_location(ApiRequest *request) {
    g_autoptr(GError) error = NULL;
    g_set_error_literal(&error, BASE_ERROR, ERROR_NOT_FOUND, "There is no such connection.");
    api_reply_error(request, error);
}

static void handle_patch(ApiRequest *request, const ApiEnv *env, ConferenceRole role) {
    if (env->conference.patch)
        env->conference.patch(request, role, env->conference.user);
    else
        refuse_location(request);
}

static void handle_leave(ApiRequest *request, const ApiEnv *env, ConferenceRole role) {
    if (env->conference.leave)
        env->conference.leave(request, role, env->conference.user);
    else
        refuse_location(request);
}

/* ---- routes ---- */

void handle_post_whip(ApiRequest *request, void *user) {
    handle_offer(request, user, CONFERENCE_PUBLISH);
}

void handle_patch_whip(ApiRequest *request, void *user) {
    handle_patch(request, user, CONFERENCE_PUBLISH);
}

void handle_delete_whip(ApiRequest *request, void *user) {
    handle_leave(request, user, CONFERENCE_PUBLISH);
}

void handle_post_whep(ApiRequest *request, void *user) {
    handle_offer(request, user, CONFERENCE_VIEW);
}

void handle_patch_whep(ApiRequest *request, void *user) {
    handle_patch(request, user, CONFERENCE_VIEW);
}

void handle_delete_whep(ApiRequest *request, void *user) {
    handle_leave(request, user, CONFERENCE_VIEW);
}
