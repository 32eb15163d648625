/* Entering who is there, who left, and what was a mistake: by the clerk, or by the remote control
 * of the room's screen. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/register_call.h"
#include "catalog/api/register_json.h"
#include "catalog/api/wire.h"
#include "catalog/store/field_text.h"

#define MAX_ENTRIES 500 /* of one request */

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

static bool read_moment(const char *text, int64_t *ret_us, GError **error) {
    *ret_us = 0;
    return !text || wire_read_time(text, ret_us) ||
           refuse(ERROR_INVALID, "A moment is written as 2026-07-01T08:00:00Z.", error);
}

/* ---- POST registers/{id}/presences ---- */

typedef struct ItemInput {
    char *id, *member_id, *guest_name, *from, *until;
} ItemInput;

static const JsonTable ITEM_TABLE = {
    "presence", sizeof(ItemInput),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(ItemInput, id), JSON_REQUIRED, 36, 36},
        {"member_id", JSON_STRING, offsetof(ItemInput, member_id), JSON_OPTIONAL, 36, 36},
        {"guest_name", JSON_STRING, offsetof(ItemInput, guest_name), JSON_OPTIONAL, 1, 256},
        {"from", JSON_STRING, offsetof(ItemInput, from), .max = 40},
        {"until", JSON_STRING, offsetof(ItemInput, until), .max = 40},
        {NULL, JSON_END},
    }};

typedef enum WishHow { WISH_PHONE, WISH_PAPER } WishHow;

static const char *const WISH_WORDS[] = {"phone", "paper", NULL};

typedef struct EnterInput {
    char *place_id;
    int how;
    bool has_how;
    GPtrArray *presences;
} EnterInput;

static const JsonTable ENTER_TABLE = {
    "presences", sizeof(EnterInput),
    (const JsonField[]){
        {"place_id", JSON_STRING, offsetof(EnterInput, place_id), JSON_OPTIONAL, 36, 36},
        {"how", JSON_ENUM, offsetof(EnterInput, how), .words = WISH_WORDS,
         .present_offset = offsetof(EnterInput, has_how)},
        {"presences", JSON_OBJECTS, offsetof(EnterInput, presences), JSON_REQUIRED, 1, MAX_ENTRIES,
         .table = &ITEM_TABLE},
        {NULL, JSON_END},
    }};

static PresenceHow how_of(const Call *call) {
    const RegisterCall *state = call->state;
    const EnterInput *input = call->input;
    if (state->asker.is_screen)
        return PRESENCE_REMOTE;
    return input->has_how && input->how == WISH_PAPER ? PRESENCE_PAPER : PRESENCE_PHONE;
}

static bool enter_item(Database *database, Call *call, const ItemInput *item, GString *out,
                       GError **error) {
    const RegisterCall *state = call->state;
    g_auto(PresenceEnterResult) entered = {0};
    PresenceEntry entry = {.id = item->id,
                           .member_id = item->member_id,
                           .guest_name = item->guest_name,
                           .place_id = state->place_id,
                           .how = how_of(call),
                           .by = register_call_by(call)};
    if (!read_moment(item->from, &entry.span.from_us, error) ||
        !read_moment(item->until, &entry.span.until_us, error) ||
        !presence_enter(database, state->row, &entry, &entered, error))
        return false;
    register_json_append_presence(out, entered.row, entered.outcome);
    return true;
}

/* All or nothing: what was sent is sent again as a whole. */
static bool run_enter(Database *database, Call *call, GError **error) {
    const EnterInput *input = call->input;
    const RegisterCall *state = call->state;
    g_autoptr(GString) out = g_string_new("\"presences\":[");
    if (!register_call_take(database, call, input->place_id, true, error))
        return false;
    for (unsigned i = 0; i < input->presences->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        if (!enter_item(database, call, input->presences->pdata[i], out, error))
            return false;
    }
    if (!register_call_changed(database, call, input->presences->len, error))
        return false;
    call->json =
        g_strdup_printf("{\"revision\":%" G_GINT64_FORMAT ",%s]}", state->row->revision, out->str);
    return true;
}

static void reply_told(Call *take_call) {
    register_call_tell(take_call);
    call_reply_ok(take_call);
}

void handle_post_presences(ApiRequest *request, void *user) {
    Call *call = register_call_new(request, user, &ENTER_TABLE, "presence.enter");
    if (call)
        call_write(call, run_enter, reply_told);
}

/* ---- POST registers/{id}/presences/{presence}/left, …/withdraw ---- */

typedef struct MarkInput {
    char *at, *reason;
} MarkInput;

static const JsonTable LEFT_TABLE = {"left", sizeof(MarkInput),
                                     (const JsonField[]){
                                         {"at", JSON_STRING, offsetof(MarkInput, at), .max = 40},
                                         {NULL, JSON_END},
                                     }};
static const JsonTable WITHDRAW_TABLE = {
    "withdrawal", sizeof(MarkInput),
    (const JsonField[]){
        {"reason", JSON_STRING, offsetof(MarkInput, reason), .max = PRESENCE_REASON_MAX_CHARS},
        {NULL, JSON_END},
    }};

/* The row of the path, in a place where the asker may call the roll. */
static PresenceRow *take_row(Database *database, Call *call, GError **error) {
    const RegisterCall *state = call->state;
    g_autoptr(PresenceRow) row = NULL;
    if (!presence_table_find(database, state->item, &row, error))
        return NULL;
    if (!row || !g_str_equal(row->register_id, call->target)) {
        rights_not_found(error);
        return NULL;
    }
    if (!register_call_take(database, call, row->place_id, false, error))
        return NULL;
    return g_steal_pointer(&row);
}

static bool finish(Database *database, Call *call, GError **error) {
    RegisterCall *state = call->state;
    g_autoptr(PresenceRow) now = NULL;
    if (!register_table_raise(database, state->row->id, error) ||
        !presence_table_find(database, state->item, &now, error) ||
        !register_call_changed(database, call, 1, error))
        return false;
    GString *out = g_string_new(NULL);
    register_json_append_presence(out, now, PRESENCE_N_OUTCOMES);
    call->json = g_string_free(out, FALSE);
    return true;
}

static bool run_left(Database *database, Call *call, GError **error) {
    const MarkInput *input = call->input;
    RegisterCall *state = call->state;
    PresenceMark mark = {.presence_id = state->item, .reason = ""};
    g_autoptr(PresenceRow) row = take_row(database, call, error);
    if (!row || !read_moment(input->at, &mark.at_us, error))
        return false;
    const PresenceTimes times = presence_enter_times(state->row);
    const PresenceBy by = register_call_by(call);
    if (row->is_withdrawn)
        return refuse(ERROR_CONFLICT, "This entry was withdrawn.", error);
    return presence_rule_leave(&times, row->said.from_us, &mark.at_us, error) &&
           (mark.at_us == row->until_us || presence_table_mark(database, &mark, &by, error)) &&
           finish(database, call, error);
}

static bool check_reason(const char *reason, GError **error) {
    return !reason || !*reason ||
           field_text_check("cannot use this reason", reason, PRESENCE_REASON_MAX_CHARS, error);
}

static bool run_withdraw(Database *database, Call *call, GError **error) {
    const MarkInput *input = call->input;
    RegisterCall *state = call->state;
    const PresenceMark mark = {.presence_id = state->item,
                               .is_withdrawal = true,
                               .at_us = clock_wall_us(),
                               .reason = input->reason ? input->reason : ""};
    g_autoptr(PresenceRow) row = take_row(database, call, error);
    if (!row || !check_reason(input->reason, error))
        return false;
    const PresenceTimes times = presence_enter_times(state->row);
    const PresenceBy by = register_call_by(call);
    return presence_rule_open(&times, error) &&
           (row->is_withdrawn || presence_table_mark(database, &mark, &by, error)) &&
           finish(database, call, error);
}

void handle_post_presence_left(ApiRequest *request, void *user) {
    Call *call = register_call_new(request, user, &LEFT_TABLE, "presence.left");
    if (call)
        call_write(call, run_left, reply_told);
}

void handle_post_presence_withdraw(ApiRequest *request, void *user) {
    Call *call = register_call_new(request, user, &WITHDRAW_TABLE, "presence.withdraw");
    if (call)
        call_write(call, run_withdraw, reply_told);
}
