/* The room of a group meeting: who is expected and here, what was voted, links that invite. */
#include "base/error.h"
#include "catalog/api/meeting_call.h"
#include "catalog/api/meeting_handlers.h"
#include "catalog/api/room_json.h"
#include "catalog/api/wire.h"
#include "catalog/rights/rights.h"
#include "catalog/room/book_entry.h"
#include "catalog/room/book_link.h"
#include "catalog/room/book_people.h"
#include "catalog/room/book_vote_list.h"

static bool check_kind(const MeetingRow *row, GError **error) {
    if (row->kind == MEETING_GROUP)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, "This is no group meeting.");
    return false;
}

/* Whoever runs it or is invited; who may see all meetings is not told of people and votes by that.
 */
static bool take_as_guest(Database *database, Call *call, bool *ret_runs, GError **error) {
    g_auto(MeetingViewer) viewer = {0};
    bool runs = false, is_expected = false;
    if (!meeting_call_viewer(database, call, &viewer, error))
        return false;
    g_autoptr(MeetingRow) row = meeting_viewer_get(database, &viewer, call->target, &runs, error);
    if (!row || !book_entry_is_expected(database, row->id, &viewer, &is_expected, error))
        return false;
    if (!runs && !is_expected)
        return rights_not_found(error);
    *ret_runs = runs;
    g_free(call->target);
    call->target = g_strdup(row->id);
    return check_kind(row, error);
}

static bool take_as_host(Database *database, Call *call, GError **error) {
    g_autoptr(MeetingRow) row = meeting_call_take(database, call, error);
    return row && check_kind(row, error);
}

/* ---- GET meetings/{id}/people, GET meetings/{id}/votes ---- */

/* Accounts for whoever opens votes: opinions sent beforehand are of people who are not here. */
static bool run_people(Database *database, Call *call, GError **error) {
    bool runs = false;
    if (!take_as_guest(database, call, &runs, error))
        return false;
    g_autoptr(GPtrArray) people = book_people_list(database, call->target, error);
    call->json = people ? room_json_people(people, runs) : NULL;
    return people != NULL;
}

void handle_list_room_people(ApiRequest *request, void *user) {
    call_read(meeting_call_new(request, user, NULL, NULL), run_people, call_reply_ok);
}

static bool run_votes(Database *database, Call *call, GError **error) {
    bool runs = false;
    if (!take_as_guest(database, call, &runs, error))
        return false;
    g_autoptr(GPtrArray) votes = book_vote_list_all(database, call->target, error);
    call->json = votes ? room_json_votes(votes) : NULL;
    return votes != NULL;
}

void handle_list_room_votes(ApiRequest *request, void *user) {
    call_read(meeting_call_new(request, user, NULL, NULL), run_votes, call_reply_ok);
}

/* ---- meetings/{id}/links ---- */

/* Where the links lead; read on the api thread. */
static Call *begin_links(ApiRequest *request, void *user, const JsonTable *input,
                         const char *action) {
    Call *call = meeting_call_new(request, user, input, action);
    if (call)
        ((MeetingCall *)call->state)->item = wire_base_url(request, user);
    return call;
}

static bool answer_links(Database *database, Call *call, GError **error) {
    const MeetingCall *state = call->state;
    const FieldCrypto *crypto = store_field_crypto(call->env->store);
    g_autoptr(GPtrArray) links = book_link_list(database, crypto, call->target, error);
    call->json = links ? room_json_links(links, call->target, state->item) : NULL;
    return links != NULL;
}

static bool run_list_links(Database *database, Call *call, GError **error) {
    return take_as_host(database, call, error) && answer_links(database, call, error);
}

void handle_list_room_links(ApiRequest *request, void *user) {
    call_read(begin_links(request, user, NULL, NULL), run_list_links, call_reply_ok);
}

typedef struct LinkInput {
    int opens;
} LinkInput;

static const JsonField LINK_FIELDS[] = {
    {"opens", JSON_ENUM, offsetof(LinkInput, opens), JSON_REQUIRED, .words = BOOK_OPENS_WORDS},
    {NULL, JSON_END},
};
static const JsonTable LINK_TABLE = {"link", sizeof(LinkInput), LINK_FIELDS};

static bool run_make_link(Database *database, Call *call, GError **error) {
    const LinkInput *input = call->input;
    char id[ID_TEXT_BYTES];
    call->detail = json_table_write(&LINK_TABLE, input);
    return take_as_host(database, call, error) &&
           book_link_make(database, store_field_crypto(call->env->store), call->target,
                          (BookOpens)input->opens, call->identity.account_id, id, error) &&
           answer_links(database, call, error);
}

void handle_post_room_link(ApiRequest *request, void *user) {
    Call *call = begin_links(request, user, &LINK_TABLE, "room.link.add");
    if (call)
        call_write(call, run_make_link, call_reply_created);
}

static bool run_revoke_link(Database *database, Call *call, GError **error) {
    const MeetingCall *state = call->state;
    return take_as_host(database, call, error) &&
           book_link_revoke(database, call->target, state->item, error);
}

void handle_delete_room_link(ApiRequest *request, void *user) {
    Call *call = meeting_call_new(request, user, NULL, "room.link.remove");
    ((MeetingCall *)call->state)->item = g_strdup(api_request_segment(request, "link"));
    call_write(call, run_revoke_link, call_reply_no_content);
}
