/* Meetings as people and screens see them. */
#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/caller.h"
#include "catalog/api/meeting_call.h"
#include "catalog/api/meeting_handlers.h"
#include "catalog/api/meeting_json.h"
#include "catalog/api/wire.h"

/* ---- GET meetings ---- */

typedef struct ListState {
    MeetingQuery query;
    char *unit_id, *cursor; /* owned: of the query */
} ListState;

static void clear_list(void *data) {
    ListState *state = data;
    g_free(state->unit_id);
    g_free(state->cursor);
}

static const CallState LIST_STATE = {sizeof(ListState), clear_list};

static bool run_list(Database *database, Call *call, GError **error) {
    const ListState *state = call->state;
    g_auto(MeetingViewer) viewer = {0};
    char cursor[MEETING_CURSOR_BYTES];
    if (!meeting_call_viewer(database, call, &viewer, error))
        return false;
    g_autoptr(GPtrArray) rows = meeting_list_page(database, &viewer, &state->query, cursor, error);
    if (!rows)
        return false;
    GString *out = g_string_new("{\"meetings\":");
    meeting_json_append_list(out, rows);
    if (*cursor)
        g_string_append_printf(out, ",\"next\":\"%s\"", cursor);
    g_string_append_c(out, '}');
    call->json = g_string_free(out, FALSE);
    return true;
}

static char *text_or_null(const char *text) {
    return text && *text ? g_strdup(text) : NULL;
}

/* The sentence that says what is wrong with the query, or NULL. */
static const char *read_query(ApiRequest *request, ListState *state) {
    const char *from = api_request_query(request, "from");
    const char *to = api_request_query(request, "to");
    const char *word = api_request_query(request, "state");
    state->unit_id = text_or_null(api_request_query(request, "unit"));
    state->cursor = text_or_null(api_request_query(request, "cursor"));
    state->query.unit_id = state->unit_id;
    state->query.cursor = state->cursor;
    state->query.state = -1;
    if (from && *from && !wire_read_time(from, &state->query.from_us))
        return "'from' must be a moment such as 2026-07-01T08:00:00Z.";
    if (to && *to && !wire_read_time(to, &state->query.to_us))
        return "'to' must be a moment such as 2026-07-01T08:00:00Z.";
    if (!word || !*word)
        return NULL;
    state->query.state = meeting_words_find(MEETING_STATE_WORDS, word);
    return state->query.state < 0 ? "There is no such state of a meeting." : NULL;
}

void handle_list_meetings(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &LIST_STATE);
    const char *fault = read_query(request, call->state);
    if (fault)
        call_fail_literal(call, ERROR_INVALID, fault);
    else
        call_read(call, run_list, call_reply_ok);
}

/* ---- GET now ---- */

static bool run_now(Database *database, Call *call, GError **error) {
    static const char *const NAMES[N_MEETING_NOW] = {
        "{\"on_air\":", ",\"upcoming\":", ",\"recordings\":", ",\"rooms\":"};
    g_auto(MeetingViewer) viewer = {0};
    if (!meeting_call_viewer(database, call, &viewer, error))
        return false;
    g_autoptr(GString) out = g_string_new(NULL);
    for (int what = 0; what < N_MEETING_NOW; what++) {
        g_autoptr(GPtrArray) rows =
            meeting_list_now(database, &viewer, (MeetingNow)what, clock_wall_us(), error);
        if (!rows)
            return false;
        g_string_append(out, NAMES[what]);
        meeting_json_append_list(out, rows);
    }
    g_string_append_c(out, '}');
    call->json = g_strdup(out->str);
    return true;
}

static void read_now(Call *take_call) {
    call_read(take_call, run_now, call_reply_ok);
}

void handle_get_now(ApiRequest *request, void *user) {
    caller_find(call_new(request, user, NULL, NULL), read_now);
}

/* ---- GET meetings/{id} ---- */

static bool run_get(Database *database, Call *call, GError **error) {
    g_auto(MeetingViewer) viewer = {0};
    bool runs = false;
    if (!meeting_call_viewer(database, call, &viewer, error))
        return false;
    g_autoptr(MeetingRow) row = meeting_viewer_get(database, &viewer, call->target, &runs, error);
    call->json = row ? meeting_json_detail(database, &viewer, row, runs, error) : NULL;
    return call->json != NULL;
}

void handle_get_meeting(ApiRequest *request, void *user) {
    call_read(meeting_call_new(request, user, NULL, NULL), run_get, call_reply_ok);
}
