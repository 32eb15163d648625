/* What a paired screen does by itself: asks who it is, beats, leaves. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/screen_cookie.h"
#include "catalog/api/screen_json.h"
#include "catalog/api/wire.h"
#include "catalog/screen/screen_credential.h"

typedef struct OwnState {
    uint8_t hash[SECRET_HASH_BYTES]; /* of the secret it came with */
    bool must_offer;
    char next[SCREEN_SECRET_BYTES]; /* with must_offer */
    ScreenRow *row;                 /* owned */
} OwnState;

static void clear_own(void *data) {
    OwnState *state = data;
    screen_row_free(state->row);
}

static const CallState OWN_STATE = {sizeof(OwnState), clear_own};

/* NULL when answered already. */
static Call *begin(ApiRequest *request, void *user, const JsonTable *input) {
    Call *call = call_new(request, user, input, &OWN_STATE);
    g_autofree char *secret = NULL;
    Credential credential;
    if (!call)
        return NULL;
    OwnState *state = call->state;
    bool has_credential = wire_credential(request, &credential, &secret);
    g_assert(has_credential); /* it was let in with one */
    secret_hash_of(secret, state->hash);
    /* Of what it came with, not of what it is offered: a set that loses the offer has one secret.
     */
    screen_cookie_add(request, secret);
    return call;
}

static bool run_get(Database *database, Call *call, GError **error) {
    OwnState *state = call->state;
    state->row = screen_table_get(database, call->identity.account_id, error);
    return state->row != NULL;
}

/* ---- GET screen ---- */

static void reply_own(Call *take_call) {
    const OwnState *state = take_call->state;
    OwnScreenJson own = screen_json_own(state->row);
    take_call->json = json_table_write(&OWN_SCREEN_TABLE, &own);
    call_reply_ok(take_call);
}

void handle_get_own_screen(ApiRequest *request, void *user) {
    call_read(begin(request, user, NULL), run_get, reply_own);
}

/* ---- POST screen/beat ---- */

typedef struct BeatInput {
    char *version;
    ScreenProbe *probe;
} BeatInput;

static const JsonField BEAT_FIELDS[] = {
    {"version", JSON_STRING, offsetof(BeatInput, version), JSON_REQUIRED, 1,
     SCREEN_VERSION_MAX_CHARS},
    {"probe", JSON_OBJECT, offsetof(BeatInput, probe), .table = &SCREEN_PROBE_TABLE},
    {NULL, JSON_END},
};
static const JsonTable BEAT_TABLE = {"beat", sizeof(BeatInput), BEAT_FIELDS};

typedef struct BeatJson {
    OwnScreenJson *screen;
    const char *token;
    char *now;
} BeatJson;

static const JsonField ANSWER_FIELDS[] = {
    {"screen", JSON_OBJECT, offsetof(BeatJson, screen), .table = &OWN_SCREEN_TABLE},
    {"token", JSON_STRING, offsetof(BeatJson, token)},
    {"now", JSON_STRING, offsetof(BeatJson, now)},
    {NULL, JSON_END},
};
static const JsonTable ANSWER_TABLE = {"beat", sizeof(BeatJson), ANSWER_FIELDS};

static bool is_due(const ScreenCredential *credential) {
    return credential->slot == SCREEN_CURRENT &&
           clock_wall_us() - credential->rotated_at_us > SCREEN_ROTATE_AFTER_US;
}

static bool run_look(Database *database, Call *call, GError **error) {
    OwnState *state = call->state;
    g_autoptr(ScreenCredential) credential = NULL;
    if (!run_get(database, call, error) ||
        !screen_credential_find(database, state->hash, &credential, error))
        return false;
    state->must_offer = credential && is_due(credential);
    if (state->must_offer)
        screen_secrets_next(call->env->screen_secrets, state->hash, credential->rolled_back_at_us,
                            state->next);
    return true;
}

static bool run_keep(Database *database, Call *call, GError **error) {
    const OwnState *state = call->state;
    const BeatInput *input = call->input;
    g_autofree char *probe =
        input->probe ? json_table_write(&SCREEN_PROBE_TABLE, input->probe) : NULL;
    uint8_t next_hash[SECRET_HASH_BYTES];
    secret_hash_of(state->next, next_hash);
    return (!probe || screen_table_set_capabilities(database, state->row->id, probe, error)) &&
           (!state->must_offer ||
            screen_credential_offer(database, state->row->id, next_hash, error));
}

static void reply_beat(Call *take_call) {
    const OwnState *state = take_call->state;
    const BeatInput *input = take_call->input;
    OwnScreenJson own = screen_json_own(state->row);
    g_autofree char *now = wire_time(clock_wall_us());
    BeatJson json = {&own, state->must_offer ? state->next : NULL, now};
    screen_seen_note(take_call->env->screens_seen, state->row->id, NULL, input->version);
    take_call->json = json_table_write(&ANSWER_TABLE, &json);
    call_reply_ok(take_call);
}

static void on_looked(Call *take_call) {
    const OwnState *state = take_call->state;
    const BeatInput *input = take_call->input;
    if (input->probe || state->must_offer)
        call_write(take_call, run_keep, reply_beat);
    else
        reply_beat(take_call);
}

void handle_post_beat(ApiRequest *request, void *user) {
    Call *call = begin(request, user, &BEAT_TABLE);
    if (call)
        call_read(call, run_look, on_looked);
}

/* ---- DELETE screen ---- */

static bool run_leave(Database *database, Call *call, GError **error) {
    return screen_table_unpair(database, call->identity.account_id, error);
}

static void on_left(Call *take_call) {
    sessions_ended(take_call->env->sessions, take_call->identity.account_id, NULL, NULL);
    call_reply_no_content(take_call);
}

void handle_delete_own_screen(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, NULL);
    screen_cookie_remove(request);
    call_write(call, run_leave, on_left);
}
