/* What a player has shown, in beats. */
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

static void on_taken(const GError *error, int64_t sequence, void *data) {
    Call **slot = data;
    Call *call = g_steal_pointer(slot);
    if (error) {
        call_fail(call, error);
        return;
    }
    call->json = g_strdup_printf("{\"sequence\":%" G_GINT64_FORMAT "}", sequence);
    call_reply_ok(call);
}

static void take(Call *take_call) {
    const BeatsState *state = take_call->state;
    g_autofree ViewingBeat *beats = viewing_json_beats(&state->json);
    const ViewingBeatsCall wish = {.viewing_id = take_call->target,
                                   .who_id = take_call->identity.account_id,
                                   .token = api_request_query(take_call->request, "token"),
                                   .beats = beats,
                                   .n_beats = state->json.beats->len};
    Call **slot = g_new(Call *, 1);
    *slot = take_call;
    viewing_beats_take(take_call->env->viewing_beats, &wish, on_taken, slot, free_call);
}

void handle_post_viewing_beats(ApiRequest *request, void *user) {
    g_autoptr(GError) error = NULL;
    Call *call = call_new(request, user, NULL, &BEATS_STATE);
    call->target = g_strdup(api_request_segment(request, "id"));
    if (!read_beats(call, &error))
        call_fail(call, error);
    else if (!id_is_uuid(call->target))
        call_fail_literal(call, ERROR_NOT_FOUND, "cannot find this viewing");
    else if (api_request_query(request, "token"))
        take(call);
    else
        caller_find(call, take);
}
