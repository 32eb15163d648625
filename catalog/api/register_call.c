#include "catalog/api/register_call.h"

#include "base/error.h"
#include "catalog/rights/rights.h"
#include "catalog/screen/screen_table.h"
#include "catalog/store/account_table.h"
#include "catalog/store/role.h"
#include "catalog/study/study_place.h"
#include "catalog/viewing/site_table.h"

static void clear_state(void *data) {
    RegisterCall *state = data;
    register_row_free(state->row);
    g_free(state->place_name);
    g_free(state->by_name);
    g_free(state->item);
    g_strfreev(state->concerned);
}

static const CallState STATE = {sizeof(RegisterCall), clear_state};

Call *register_call_new(ApiRequest *request, ApiEnv *env, const JsonTable *input,
                        const char *action) {
    Call *call = call_new(request, env, input, &STATE);
    if (!call)
        return NULL;
    RegisterCall *state = call->state;
    call->action = action;
    call->target = g_strdup(api_request_segment(request, "id"));
    state->item = g_strdup(api_request_segment(request, "presence"));
    state->asker = (RegisterAsker){.id = call->identity.account_id,
                                   .is_screen = (call->identity.roles & ROLE_SCREEN) != 0,
                                   .right = (RightId)api_request_route(request)->tag};
    return call;
}

/* Who enters it, in the row and, of a screen, in the audit. */
static bool name_asker(Database *database, Call *call, GError **error) {
    RegisterCall *state = call->state;
    if (state->asker.is_screen) {
        g_autoptr(ScreenRow) screen = screen_table_get(database, state->asker.id, error);
        state->by_name = screen ? g_strdup(screen->name) : NULL;
        g_free(call->actor_name);
        call->actor_name = g_strdup(state->by_name);
    } else {
        g_autoptr(AccountRow) account = account_table_get(database, state->asker.id, error);
        state->by_name = account ? g_strdup(account->display_name) : NULL;
    }
    return state->by_name != NULL;
}

static bool find_place(Database *database, Call *call, const char *place_id, GError **error) {
    RegisterCall *state = call->state;
    if (place_id)
        g_strlcpy(state->place_id, place_id, sizeof state->place_id);
    else if (state->asker.is_screen)
        return site_table_place_of(database, state->asker.id, state->place_id, error);
    else
        g_strlcpy(state->place_id, state->row->place_id, sizeof state->place_id);
    return true;
}

bool register_call_take(Database *database, Call *call, const char *place_id, bool is_needed,
                        GError **error) {
    RegisterCall *state = call->state;
    state->row = register_table_get(database, call->target, error);
    if (!state->row || !find_place(database, call, place_id, error) ||
        !name_asker(database, call, error))
        return false;
    if (!*state->place_id) {
        if (!register_reach_whole(database, &state->asker, state->row, error))
            return false;
        if (is_needed)
            g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                                "Say in which place the roll is called ('place_id').");
        return !is_needed;
    }
    if (!register_reach_place(database, &state->asker, state->row, state->place_id, error))
        return false;
    state->place_name = study_place_name(database, state->place_id, error);
    return state->place_name != NULL;
}

PresenceBy register_call_by(const Call *call) {
    const RegisterCall *state = call->state;
    return (PresenceBy){state->asker.id, state->by_name};
}

/* ---- after a change ---- */

typedef struct DetailJson {
    const char *title, *place;
    int64_t entries;
} DetailJson;

static const JsonTable DETAIL_TABLE = {"register", sizeof(DetailJson),
                                       (const JsonField[]){
                                           {"title", JSON_STRING, offsetof(DetailJson, title)},
                                           {"place", JSON_STRING, offsetof(DetailJson, place)},
                                           {"entries", JSON_INTEGER, offsetof(DetailJson, entries)},
                                           {NULL, JSON_END},
                                       }};

bool register_call_changed(Database *database, Call *call, int64_t n, GError **error) {
    RegisterCall *state = call->state;
    RegisterRow *now = register_table_get(database, state->row->id, error);
    if (!now)
        return false;
    register_row_free(state->row);
    state->row = now;
    g_free(call->detail);
    call->detail = json_table_write(&DETAIL_TABLE, &(DetailJson){now->title, state->place_name, n});
    if (!*state->place_id)
        return true;
    state->concerned = study_place_concerned(database, state->place_id, error);
    return state->concerned != NULL;
}

void register_call_tell(const Call *call) {
    const RegisterCall *state = call->state;
    const ApiEnv *env = call->env;
    const char *const self[] = {call->identity.account_id, NULL};
    if (!env->on_news || !state->row)
        return;
    if (state->concerned)
        env->on_news((const char *const *)state->concerned, "register.changed", state->row->id,
                     env->on_news_user);
    if (!state->concerned || !g_strv_contains((const char *const *)state->concerned, self[0]))
        env->on_news(self, "register.changed", state->row->id, env->on_news_user);
}
