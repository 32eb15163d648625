/* What a player has shown, in beats; and that the person goes on with this one. */
#include <string.h>

#include "base/error.h"
#include "base/id.h"
#include "catalog/api/call.h"
#include "catalog/api/caller.h"
#include "catalog/api/viewing_handlers.h"
#include "catalog/api/viewing_json.h"

typedef struct BeatsState {
    BeatsJson json;
} BeatsState;

static void clear_state(void *data) {
    BeatsState *state = data;
    json_table_clear(&BEATS_TABLE, &state->json);
}

static const CallState BEATS_STATE = {sizeof(BeatsState), clear_state};

/* navigator.sendBeacon() can say nothing but text/plain without asking first (Fetch §3.2.2). */
static bool has_known_type(ApiRequest *request) {
    const char *type = api_request_field(request, "Content-Type");
    if (!type)
        return true;
    g_autofree char *bare = g_strndup(type, strcspn(type, ";"));
    g_strstrip(bare);
    return g_ascii_strcasecmp(bare, "application/json") == 0 ||
           g_ascii_strcasecmp(bare, "text/plain") == 0;
}

static bool read_beats(Call *call, GError **error) {
    BeatsState *state = call->state;
    size_t length;
    const char *text = g_bytes_get_data(api_request_body(call->request), &length);
    if (!has_known_type(call->request)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_UNSUPPORTED,
                            "The body must be application/json.");
        return false;
    }
    return json_table_read(&BEATS_TABLE, text ? text : "", length,
                           api_request_route(call->request)->body_max_bytes, &state->json, error);
}

static void free_call(void *data) {
    Call **slot = data;
    call_free(*slot); /* NULL when answered */
    g_free(slot);
}

static void on_taken(const GError *error, const ViewingBeatsAnswer *answer, void *data) {
    Call **slot = data;
    Call *call = g_steal_pointer(slot);
    if (error) {
        call_fail(call, error);
        return;
    }
    const BeatsAnswerJson json = {answer->sequence, answer->contact, answer->is_elsewhere,
                                  answer->credited_ms, answer->credited_ms >= 0};
    call->json = json_table_write(&BEATS_ANSWER_TABLE, &json);
    call_reply_ok(call);
}

static void ask(Call *take_call, const ViewingBeatsCall *wish) {
    Call **slot = g_new(Call *, 1);
    *slot = take_call;
    viewing_beats_take(take_call->env->viewing_beats, wish, on_taken, slot, free_call);
}

/* In the body a token is in no log of a proxy on the way. */
static const char *token_of(const Call *call, const char *in_body) {
    return in_body ? in_body : api_request_query(call->request, "token");
}

static void find_caller(Call *take_call, const char *token, CallNextFn next) {
    if (!id_is_uuid(take_call->target))
        call_fail_literal(take_call, ERROR_NOT_FOUND, "cannot find this viewing");
    else if (token)
        next(take_call);
    else
        caller_find(take_call, next);
}

static void take_beats(Call *take_call) {
    const BeatsState *state = take_call->state;
    g_autofree ViewingBeat *beats = viewing_json_beats(&state->json);
    ask(take_call, &(ViewingBeatsCall){.viewing_id = take_call->target,
                                       .who_id = take_call->identity.account_id,
                                       .token = token_of(take_call, state->json.token),
                                       .beats = beats,
                                       .n_beats = state->json.beats->len});
}

void handle_post_viewing_beats(ApiRequest *request, void *user) {
    g_autoptr(GError) error = NULL;
    Call *call = call_new(request, user, NULL, &BEATS_STATE);
    const BeatsState *state = call->state;
    call->target = g_strdup(api_request_segment(request, "id"));
    if (read_beats(call, &error))
        find_caller(call, token_of(call, state->json.token), take_beats);
    else
        call_fail(call, error);
}

static void take_person(Call *take_call) {
    const TakeJson *json = take_call->input;
    ask(take_call, &(ViewingBeatsCall){.viewing_id = take_call->target,
                                       .who_id = take_call->identity.account_id,
                                       .token = token_of(take_call, json->token),
                                       .takes = true});
}

void handle_post_viewing_take(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &TAKE_TABLE, NULL);
    if (!call)
        return;
    call->target = g_strdup(api_request_segment(request, "id"));
    find_caller(call, token_of(call, ((const TakeJson *)call->input)->token), take_person);
}
