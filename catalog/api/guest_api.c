/* Guests of a group meeting: who has a link gives a name, and may come to that room, nothing else.
 */
#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/meeting_handlers.h"
#include "catalog/api/wire.h"
#include "catalog/meeting/meeting_table.h"
#include "catalog/rights/rights.h"
#include "catalog/room/book_entry.h"
#include "catalog/room/book_link.h"
#include "catalog/store/field_text.h"

#define COOKIE_PATH "/ws" /* nothing else reads it */

typedef struct GuestInput {
    char *link, *name;
} GuestInput;

static const JsonField INPUT_FIELDS[] = {
    {"link", JSON_STRING, offsetof(GuestInput, link), JSON_REQUIRED, 1, BOOK_LINK_SECRET_CHARS},
    {"name", JSON_STRING, offsetof(GuestInput, name), JSON_REQUIRED, 1, BOOK_GUEST_NAME_MAX_CHARS},
    {NULL, JSON_END},
};
static const JsonTable INPUT_TABLE = {"room_guest", sizeof(GuestInput), INPUT_FIELDS};

typedef struct GuestJson {
    const char *id, *meeting_id, *title, *name;
    int opens;
    char *expires_at;
} GuestJson;

static const JsonField GUEST_FIELDS[] = {
    {"id", JSON_STRING, offsetof(GuestJson, id)},
    {"meeting_id", JSON_STRING, offsetof(GuestJson, meeting_id)},
    {"title", JSON_STRING, offsetof(GuestJson, title)},
    {"name", JSON_STRING, offsetof(GuestJson, name)},
    {"opens", JSON_ENUM, offsetof(GuestJson, opens), .words = BOOK_OPENS_WORDS},
    {"expires_at", JSON_STRING, offsetof(GuestJson, expires_at)},
    {NULL, JSON_END},
};
static const JsonTable GUEST_TABLE = {"guest", sizeof(GuestJson), GUEST_FIELDS};

typedef struct GuestState {
    GuestPass pass;
    bool is_wrong; /* the link leads nowhere */
} GuestState;

static const CallState STATE = {sizeof(GuestState), NULL};

/* Who guesses links pays for each, by his address; who has one does not. */
static bool may_try(const Call *call, LoginOutcome outcome) {
    const LoginAttempt attempt = {
        .account = "room link", .address = call->peer, .is_known_address = true};
    int64_t now_us = clock_monotonic_us(), retry_after_us = 0;
    if (login_throttle_begin(call->env->codes, &attempt, now_us, &retry_after_us) !=
        LOGIN_ADMITTED) {
        g_autofree char *text = g_strdup_printf(
            "%" G_GINT64_FORMAT, (retry_after_us + CLOCK_US_PER_S - 1) / CLOCK_US_PER_S);
        api_reply_add_field(call->request, "Retry-After", text);
        return false;
    }
    login_throttle_end(call->env->codes, &attempt, outcome, now_us);
    return true;
}

/* A meeting that is not there and a link of another one are told in the same words. */
static bool find_link(Database *database, Call *call, BookLinkTarget *ret_target, GError **error) {
    const GuestInput *input = call->input;
    GuestState *state = call->state;
    g_autoptr(GError) failure = NULL;
    state->is_wrong = !book_link_find(database, input->link, ret_target, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return !state->is_wrong || rights_not_found(error);
}

static bool run_guest(Database *database, Call *call, GError **error) {
    const GuestInput *input = call->input;
    GuestState *state = call->state;
    BookLinkTarget target;
    if (!find_link(database, call, &target, error))
        return false;
    g_autoptr(MeetingRow) row = meeting_table_get(database, target.meeting_id, error);
    if (!row ||
        !field_text_check("cannot use this name", input->name, BOOK_GUEST_NAME_MAX_CHARS, error))
        return false;
    bool is_this = g_str_equal(row->id, call->target) || g_strcmp0(row->alias, call->target) == 0;
    if (!is_this || row->kind != MEETING_GROUP)
        return rights_not_found(error);
    GuestPass *pass = &state->pass;
    pass->expires_at_us = clock_wall_us() + GUEST_PASS_LIFETIME_US;
    id_new_uuid7(pass->guest_id);
    g_strlcpy(pass->meeting_id, row->id, sizeof pass->meeting_id);
    g_strlcpy(pass->link_id, target.link_id, sizeof pass->link_id);
    g_strlcpy(pass->name, input->name, sizeof pass->name);
    g_autofree char *until = wire_time(pass->expires_at_us);
    const GuestJson json = {pass->guest_id, row->id,           row->title,
                            pass->name,     (int)target.opens, until};
    call->json = json_table_write(&GUEST_TABLE, &json);
    return true;
}

static void reply(Call *take_call) {
    const GuestState *state = take_call->state;
    g_autofree char *text = guest_pass_write(take_call->env->guest_passes, &state->pass);
    const WireCookie cookie = {API_COOKIE_GUEST, text, COOKIE_PATH,
                               GUEST_PASS_LIFETIME_US / CLOCK_US_PER_S};
    wire_add_cookie(take_call->request, &cookie);
    call_reply_created(take_call);
}

/* On the api thread: a wrong link is counted when it is known to be wrong. */
static void on_asked(Call *take_call) {
    const GuestState *state = take_call->state;
    if (!state->is_wrong) {
        reply(take_call);
        return;
    }
    (void)may_try(take_call, LOGIN_WRONG);
    g_autoptr(GError) error = NULL;
    rights_not_found(&error);
    call_fail(take_call, error);
}

/* What the guess was is told only behind the count of it. */
static bool run(Database *database, Call *call, GError **error) {
    const GuestState *state = call->state;
    g_autoptr(GError) failure = NULL;
    if (run_guest(database, call, &failure) || state->is_wrong)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

void handle_post_room_guest(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &INPUT_TABLE, &STATE);
    if (!call)
        return;
    call->target = g_strdup(api_request_segment(request, "meeting"));
    if (may_try(call, LOGIN_DROPPED))
        call_read(call, run, on_asked);
    else
        call_fail_literal(call, ERROR_RATE_LIMITED,
                          "Too many wrong links were tried: wait a little.");
}
