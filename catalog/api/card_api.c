/* Cards: read at the room's computer, and given to members. A number is hashed here and kept
 * nowhere. */
#include "base/error.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/member_reach.h"
#include "catalog/api/register_call.h"
#include "catalog/api/register_json.h"
#include "catalog/attendance/member_card.h"

typedef struct CardInput {
    char *id, *place_id, *number;
} CardInput;

#define NUMBER_ROW                                                                                 \
    {                                                                                              \
        "number", JSON_STRING, offsetof(CardInput, number), JSON_REQUIRED, 1,                      \
            MEMBER_CARD_NUMBER_MAX_CHARS                                                           \
    }

/* ---- POST registers/{id}/cards ---- */

static const JsonTable READ_TABLE = {
    "card", sizeof(CardInput),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(CardInput, id), JSON_REQUIRED, 36, 36},
        {"place_id", JSON_STRING, offsetof(CardInput, place_id), JSON_OPTIONAL, 36, 36},
        NUMBER_ROW,
        {NULL, JSON_END},
    }};

static bool run_read(Database *database, Call *call, GError **error) {
    const CardInput *input = call->input;
    const RegisterCall *state = call->state;
    char member_id[ID_TEXT_BYTES];
    g_auto(PresenceEnterResult) entered = {0};
    if (!register_call_take(database, call, input->place_id, true, error) ||
        !member_card_find(database, store_field_crypto(call->env->store), input->number, member_id,
                          error))
        return false;
    const PresenceEntry entry = {.id = input->id,
                                 .member_id = member_id,
                                 .place_id = state->place_id,
                                 .how = PRESENCE_CARD,
                                 .by = register_call_by(call)};
    if (!presence_enter(database, state->row, &entry, &entered, error) ||
        !register_call_changed(database, call, 1, error))
        return false;
    GString *out = g_string_new(NULL);
    register_json_append_presence(out, entered.row, entered.outcome);
    call->json = g_string_free(out, FALSE);
    return true;
}

static void reply_told(Call *take_call) {
    register_call_tell(take_call);
    call_reply_ok(take_call);
}

void handle_post_register_card(ApiRequest *request, void *user) {
    Call *call = register_call_new(request, user, &READ_TABLE, "presence.card");
    if (call)
        call_write(call, run_read, reply_told);
}

/* ---- POST members/{id}/cards, DELETE members/{id}/cards ---- */

static const JsonTable GIVE_TABLE = {"card", sizeof(CardInput),
                                     (const JsonField[]){
                                         NUMBER_ROW,
                                         {NULL, JSON_END},
                                     }};

static bool run_give(Database *database, Call *call, GError **error) {
    const CardInput *input = call->input;
    return member_reach_home(database, call, RIGHT_MEMBER_CHANGE, call->target, error) &&
           member_card_assign(database, store_field_crypto(call->env->store), input->number,
                              call->target, call->identity.account_id, error);
}

static bool run_take(Database *database, Call *call, GError **error) {
    return member_reach_home(database, call, RIGHT_MEMBER_CHANGE, call->target, error) &&
           member_card_remove(database, call->target, error);
}

static void change(ApiRequest *request, void *user, const JsonTable *input, CallRunFn run) {
    Call *call = call_new(request, user, input, NULL);
    if (!call)
        return;
    call->action = input ? "card.give" : "card.take";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run, call_reply_no_content);
}

void handle_post_member_card(ApiRequest *request, void *user) {
    change(request, user, &GIVE_TABLE, run_give);
}

void handle_delete_member_cards(ApiRequest *request, void *user) {
    change(request, user, NULL, run_take);
}
