/* Several people on one device: who is here, and switching without a password. Cookies say who
 * asks, so that it works after signing out too. */
#include "base/error.h"
#include "catalog/api/account_json.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/people.h"
#include "catalog/api/wire.h"

typedef struct PeopleState {
    People *sent;     /* owned */
    GPtrArray *here;  /* owned: PersonHere; after a switch those who are parked */
    char *secret;     /* owned: of whom it is switched to */
    Identity *chosen; /* owned */
    Identity *ended;  /* owned, or NULL */
} PeopleState;

static void clear_state(void *data) {
    PeopleState *state = data;
    people_free(state->sent);
    g_clear_pointer(&state->here, g_ptr_array_unref);
    g_free(state->secret);
    identity_unref(state->chosen);
    identity_unref(state->ended);
}

static const CallState STATE = {sizeof(PeopleState), clear_state};

static bool run_find(Database *database, Call *call, GError **error) {
    PeopleState *state = call->state;
    state->here = people_find(database, call->env->sessions, state->sent, error);
    return state->here != NULL;
}

/* ---- GET session/people ---- */

typedef struct PersonJson {
    const char *session_id, *display_name;
    bool current;
} PersonJson;

static const JsonField PERSON_FIELDS[] = {
    {"session_id", JSON_STRING, offsetof(PersonJson, session_id)},
    {"display_name", JSON_STRING, offsetof(PersonJson, display_name)},
    {"current", JSON_BOOL, offsetof(PersonJson, current)},
    {NULL, JSON_END},
};
static const JsonTable PERSON_TABLE = {"person", sizeof(PersonJson), PERSON_FIELDS};

static void on_found(Call *take_call) {
    const PeopleState *state = take_call->state;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < state->here->len; i++) {
        const PersonHere *person = g_ptr_array_index(state->here, i);
        PersonJson json = {person->identity->session_id, person->identity->display_name,
                           person->is_current};
        if (i > 0)
            g_string_append_c(out, ',');
        json_table_append(&PERSON_TABLE, &json, out);
    }
    g_string_append_c(out, ']');
    take_call->json = g_string_free(out, FALSE);
    call_reply_ok(take_call);
}

void handle_list_people(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    ((PeopleState *)call->state)->sent = people_read(request);
    call_read(call, run_find, on_found);
}

/* ---- POST session/switch ---- */

typedef struct SwitchInput {
    char *session_id;
} SwitchInput;

static const JsonField SWITCH_FIELDS[] = {
    {"session_id", JSON_STRING, offsetof(SwitchInput, session_id), JSON_REQUIRED, 1, 64},
    {NULL, JSON_END},
};
static const JsonTable SWITCH_TABLE = {"switch", sizeof(SwitchInput), SWITCH_FIELDS};

static const PersonHere *find_chosen(const GPtrArray *here, const char *session_id) {
    for (unsigned i = 0; i < here->len; i++) {
        const PersonHere *person = g_ptr_array_index(here, i);
        if (g_str_equal(person->identity->session_id, session_id))
            return person;
    }
    return NULL;
}

static bool run_switch(Database *database, Call *call, GError **error) {
    PeopleState *state = call->state;
    const SwitchInput *input = call->input;
    if (!run_find(database, call, error))
        return false;
    const PersonHere *chosen = find_chosen(state->here, input->session_id);
    if (!chosen) {
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                            "This person is no longer signed in here: sign in with the password.");
        return false;
    }
    state->secret = g_strdup(chosen->secret);
    state->chosen = identity_ref(chosen->identity);
    if (chosen->identity->is_shared) /* the one in force: there is nothing to switch */
        return true;
    return people_park(database, state->here, state->chosen->account_id, &state->ended, error);
}

static void on_switched(Call *take_call) {
    const PeopleState *state = take_call->state;
    Sessions *sessions = take_call->env->sessions;
    int64_t lifetime_us = sessions_lifetime_us(sessions);
    if (state->ended)
        sessions_ended(sessions, state->ended->account_id, state->ended->session_id, NULL);
    if (!state->chosen->is_shared) {
        wire_add_session_cookie(take_call->request, state->secret, lifetime_us, false);
        people_reply(take_call->request, state->here, lifetime_us);
    }
    take_call->json = account_json_session(state->chosen);
    call_reply_ok(take_call);
}

void handle_post_switch(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &SWITCH_TABLE, &STATE);
    if (!call)
        return;
    ((PeopleState *)call->state)->sent = people_read(request);
    call_write(call, run_switch, on_switched);
}
