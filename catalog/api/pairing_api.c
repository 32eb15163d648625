/* Pairing for the screen's part: asks for a code, then for what was decided (RFC 8628 §3.1 to §3.5,
 * with bodies in JSON). */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/screen_cookie.h"
#include "catalog/api/screen_json.h"
#include "catalog/api/wire.h"
#include "catalog/screen/pairing_table.h"
#include "catalog/screen/screen_credential.h"
#include "catalog/screen/user_code.h"

#define DEVICE_CODE_BYTES 32
#define POLL_INTERVAL_S   5 /* RFC 8628 §3.5: only when waiting at `wait` fails */
#define MAX_CODE_TRIES    4 /* of 2^34 codes 2,000 may be in use */

/* ---- POST pairings ---- */

typedef struct PairingInput {
    int kind;
    ScreenProbe *probe;
    char *former;
} PairingInput;

static const JsonField INPUT_FIELDS[] = {
    {"kind", JSON_ENUM, offsetof(PairingInput, kind), JSON_REQUIRED, .words = SCREEN_KIND_WORDS},
    {"probe", JSON_OBJECT, offsetof(PairingInput, probe), .table = &SCREEN_PROBE_TABLE},
    {"former", JSON_STRING, offsetof(PairingInput, former), JSON_OPTIONAL, 0,
     SESSIONS_SECRET_MAX_CHARS},
    {NULL, JSON_END},
};
static const JsonTable INPUT_TABLE = {"pairing", sizeof(PairingInput), INPUT_FIELDS};

typedef struct FormerJson {
    char *name;
    const char *ended;
} FormerJson;

static const JsonField FORMER_FIELDS[] = {
    {"name", JSON_STRING, offsetof(FormerJson, name)},
    {"ended", JSON_STRING, offsetof(FormerJson, ended)},
    {NULL, JSON_END},
};
static const JsonTable FORMER_TABLE = {"former", sizeof(FormerJson), FORMER_FIELDS};

typedef struct OfferJson {
    const char *device_code, *user_code;
    char *verification_uri, *verification_uri_complete, *wait, *qr;
    int64_t expires_in, interval;
    const FormerJson *former;
} OfferJson;

static const JsonField OFFER_FIELDS[] = {
    {"device_code", JSON_STRING, offsetof(OfferJson, device_code)},
    {"user_code", JSON_STRING, offsetof(OfferJson, user_code)},
    {"verification_uri", JSON_STRING, offsetof(OfferJson, verification_uri)},
    {"verification_uri_complete", JSON_STRING, offsetof(OfferJson, verification_uri_complete)},
    {"expires_in", JSON_INTEGER, offsetof(OfferJson, expires_in)},
    {"interval", JSON_INTEGER, offsetof(OfferJson, interval)},
    {"wait", JSON_STRING, offsetof(OfferJson, wait)},
    {"qr", JSON_STRING, offsetof(OfferJson, qr)},
    {"former", JSON_OBJECT, offsetof(OfferJson, former), .table = &FORMER_TABLE},
    {NULL, JSON_END},
};
static const JsonTable OFFER_TABLE = {"offer", sizeof(OfferJson), OFFER_FIELDS};

typedef struct OfferState {
    char *device_code; /* owned */
    char user_code[USER_CODE_BYTES];
    char pairing_id[ID_TEXT_BYTES];
    FormerJson former; /* name owned; NULL: none */
} OfferState;

static void clear_offer(void *data) {
    OfferState *state = data;
    g_free(state->device_code);
    g_free(state->former.name);
}

static const CallState OFFER_STATE = {sizeof(OfferState), clear_offer};

/* Whoever shows an ended secret is told why it ended, and its clerk which screen it was. */
static bool find_former(Database *database, Call *call, char ret_id[ID_TEXT_BYTES],
                        GError **error) {
    const PairingInput *input = call->input;
    OfferState *state = call->state;
    uint8_t hash[SECRET_HASH_BYTES];
    g_autoptr(ScreenCredential) former = NULL;
    if (!input->former)
        return true;
    secret_hash_of(input->former, hash);
    if (!screen_credential_find(database, hash, &former, error))
        return false;
    if (!former || former->standing == SCREEN_GOOD || former->standing == SCREEN_STEPS)
        return true;
    g_strlcpy(ret_id, former->id, ID_TEXT_BYTES);
    state->former.name = g_steal_pointer(&former->name);
    state->former.ended = former->standing == SCREEN_COPIED ? "copied" : "unpaired";
    return true;
}

/* A code in use is refused by the table's index: another one is tried. */
static bool insert_with_code(Database *database, Call *call, PairingRow *row, GError **error) {
    OfferState *state = call->state;
    const FieldCrypto *crypto = store_field_crypto(call->env->store);
    for (unsigned n_left = MAX_CODE_TRIES; n_left > 0; n_left--) {
        g_autoptr(GError) own_error = NULL;
        user_code_new(state->user_code);
        if (!field_crypto_lookup(crypto, PAIRING_CODE_COLUMN, FIELD_LOOKUP_NUMBER, state->user_code,
                                 row->code_lookup, error))
            return false;
        if (pairing_table_insert(database, row, &own_error))
            return true;
        if (n_left == 1 || error_code(own_error) != ERROR_CONFLICT) {
            g_propagate_error(error, g_steal_pointer(&own_error));
            return false;
        }
    }
    return false;
}

static bool run_offer(Database *database, Call *call, GError **error) {
    const PairingInput *input = call->input;
    OfferState *state = call->state;
    g_autofree char *probe =
        input->probe ? json_table_write(&SCREEN_PROBE_TABLE, input->probe) : NULL;
    PairingRow row = {.kind = (ScreenKind)input->kind, .capabilities = probe, .peer = call->peer};
    state->device_code = id_new_secret(DEVICE_CODE_BYTES);
    secret_hash_of(state->device_code, row.device_hash);
    if (!find_former(database, call, row.former_id, error) ||
        !insert_with_code(database, call, &row, error))
        return false;
    g_strlcpy(state->pairing_id, row.id, sizeof state->pairing_id);
    return true;
}

/* The address that somebody else can open: the configured one, else the one this screen uses. */
static char *base_url(const Call *call) {
    const char *host = api_request_field(call->request, "Host");
    if (call->env->pairing_address)
        return g_strdup(call->env->pairing_address);
    return g_strdup_printf("%s://%s", wire_is_secure(call->request) ? "https" : "http",
                           host ? host : "localhost");
}

static void reply_offer(Call *take_call) {
    const OfferState *state = take_call->state;
    g_autofree char *base = base_url(take_call);
    g_autofree char *uri = g_strdup_printf("%s/pair", base);
    g_autofree char *complete = g_strdup_printf("%s/pair?code=%s", base, state->user_code);
    g_autofree char *wait = g_strdup_printf("/pairing/%s/wait", state->pairing_id);
    g_autofree char *qr = g_strdup_printf("/pairing/qr.svg?code=%s", state->user_code);
    OfferJson json = {.device_code = state->device_code,
                      .user_code = state->user_code,
                      .verification_uri = uri,
                      .verification_uri_complete = complete,
                      .wait = wait,
                      .qr = qr,
                      .expires_in = PAIRING_LIFETIME_US / CLOCK_US_PER_S,
                      .interval = POLL_INTERVAL_S,
                      .former = state->former.name ? &state->former : NULL};
    take_call->json = json_table_write(&OFFER_TABLE, &json);
    call_reply_ok(take_call);
}

void handle_post_pairing(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &INPUT_TABLE, &OFFER_STATE);
    if (call)
        call_write(call, run_offer, reply_offer);
}

/* ---- POST pairings/token ---- */

typedef struct TokenInput {
    char *device_code;
} TokenInput;

static const JsonField TOKEN_FIELDS[] = {
    {"device_code", JSON_STRING, offsetof(TokenInput, device_code), JSON_REQUIRED, 1, 64},
    {NULL, JSON_END},
};
static const JsonTable TOKEN_TABLE = {"token", sizeof(TokenInput), TOKEN_FIELDS};

typedef struct AnswerJson {
    const char *state, *token;
    const OwnScreenJson *screen;
} AnswerJson;

static const JsonField ANSWER_FIELDS[] = {
    {"state", JSON_STRING, offsetof(AnswerJson, state)},
    {"token", JSON_STRING, offsetof(AnswerJson, token)},
    {"screen", JSON_OBJECT, offsetof(AnswerJson, screen), .table = &OWN_SCREEN_TABLE},
    {NULL, JSON_END},
};
static const JsonTable ANSWER_TABLE = {"answer", sizeof(AnswerJson), ANSWER_FIELDS};

typedef struct TokenState {
    const char *state;
    char secret[SCREEN_SECRET_BYTES];
    ScreenRow *screen; /* owned; with "paired" */
} TokenState;

static void clear_token(void *data) {
    TokenState *state = data;
    screen_row_free(state->screen);
}

static const CallState TOKEN_STATE = {sizeof(TokenState), clear_token};

/* The screen may have been unpaired again before it asked. */
static bool find_screen(Database *database, Call *call, const PairingRow *row, GError **error) {
    TokenState *state = call->state;
    g_autoptr(GError) own_error = NULL;
    state->screen = screen_table_get(database, row->screen_id, &own_error);
    if (state->screen) {
        state->state = "paired";
        screen_secrets_first(call->env->screen_secrets, row->device_hash, state->secret);
        return true;
    }
    if (error_code(own_error) == ERROR_NOT_FOUND)
        return true;
    g_propagate_error(error, g_steal_pointer(&own_error));
    return false;
}

static bool run_token(Database *database, Call *call, GError **error) {
    const TokenInput *input = call->input;
    TokenState *state = call->state;
    uint8_t hash[SECRET_HASH_BYTES];
    g_autoptr(PairingRow) row = NULL;
    secret_hash_of(input->device_code, hash);
    state->state = "expired";
    if (!pairing_table_find_device(database, hash, &row, error))
        return false;
    if (!row)
        return true;
    if (row->state == PAIRING_WAITING && row->expires_at_us > clock_wall_us())
        state->state = "pending";
    if (row->state == PAIRING_REFUSED)
        state->state = "denied";
    return row->state != PAIRING_APPROVED || find_screen(database, call, row, error);
}

static void reply_token(Call *take_call) {
    const TokenState *state = take_call->state;
    OwnScreenJson own = {0};
    AnswerJson json = {.state = state->state};
    if (state->screen) {
        own = screen_json_own(state->screen);
        json.token = state->secret;
        json.screen = &own;
        screen_cookie_add(take_call->request, state->secret);
    }
    take_call->json = json_table_write(&ANSWER_TABLE, &json);
    call_reply_ok(take_call);
}

void handle_post_pairing_token(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &TOKEN_TABLE, &TOKEN_STATE);
    if (call)
        call_read(call, run_token, reply_token);
}
