/* Meetings for calendar programs (RFC 5545) and the text that invites. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/meeting_call.h"
#include "catalog/api/meeting_handlers.h"
#include "catalog/api/wire.h"
#include "catalog/meeting/calendar_table.h"
#include "catalog/meeting/ical_text.h"
#include "catalog/meeting/invitation_text.h"
#include "catalog/meeting/meeting_list.h"
#include "catalog/say/accept_language.h"

#define DAY_US      (INT64_C(86400) * CLOCK_US_PER_S)
#define BEFORE_US   (60 * DAY_US)
#define AFTER_US    (370 * DAY_US)
#define MAX_PAGES   20
#define FILE_ENDING ".ics"

typedef struct CalendarState {
    char *base_url; /* owned */
    char *secret;   /* owned */
    char *known;    /* owned: If-None-Match, or NULL */
    bool is_chinese;
} CalendarState;

static void clear_state(void *data) {
    CalendarState *state = data;
    g_free(state->base_url);
    g_free(state->secret);
    g_free(state->known);
}

static const char *const LANGUAGES[] = {"zh-CN", "en", NULL};

static const CallState STATE = {sizeof(CalendarState), clear_state};

static Call *begin(ApiRequest *request, ApiEnv *env) {
    Call *call = call_new(request, env, NULL, &STATE);
    CalendarState *state = call->state;
    state->base_url = wire_base_url(request, env);
    state->known = g_strdup(api_request_field(request, "If-None-Match"));
    state->is_chinese =
        accept_language_best(api_request_field(request, "Accept-Language"), LANGUAGES) == 0;
    return call;
}

static char *url_of(const CalendarState *state, const char *meeting_id) {
    return g_strdup_printf("%s/phone?meeting=%s", state->base_url, meeting_id);
}

/* ---- GET calendar, POST calendar ---- */

typedef struct LinkJson {
    char *url;
} LinkJson;

static const JsonField LINK_FIELDS[] = {
    {"url", JSON_STRING, offsetof(LinkJson, url)},
    {NULL, JSON_END},
};
static const JsonTable LINK_TABLE = {"calendar", sizeof(LinkJson), LINK_FIELDS};

static bool write_link(Call *call, const char *secret) {
    const CalendarState *state = call->state;
    if (!secret)
        return false;
    g_autofree char *url =
        g_strdup_printf("%s/api/v1/calendar/%s" FILE_ENDING, state->base_url, secret);
    call->json = json_table_write(&LINK_TABLE, &(LinkJson){url});
    return true;
}

static bool run_link(Database *database, Call *call, GError **error) {
    g_autofree char *secret = calendar_table_secret(database, store_field_crypto(call->env->store),
                                                    call->identity.account_id, error);
    return write_link(call, secret);
}

void handle_get_calendar(ApiRequest *request, void *user) {
    call_write(begin(request, user), run_link, call_reply_ok);
}

static bool run_renew(Database *database, Call *call, GError **error) {
    g_autofree char *secret = calendar_table_renew(database, store_field_crypto(call->env->store),
                                                   call->identity.account_id, error);
    return write_link(call, secret);
}

void handle_post_calendar(ApiRequest *request, void *user) {
    Call *call = begin(request, user);
    call->action = "calendar.renew";
    call->target = g_strdup(call->identity.account_id);
    call_write(call, run_renew, call_reply_ok);
}

/* ---- GET calendar/{secret} ---- */

static void append_event(GString *out, const CalendarState *state, const MeetingRow *row) {
    if (row->is_endless)
        return;
    g_autofree char *uid = g_strdup_printf("%s@tongping", row->id);
    g_autofree char *url = url_of(state, row->id);
    const IcalEvent event = {.uid = uid,
                             .revision = row->revision - 1,
                             .starts_at_us = row->starts_at_us,
                             .ends_at_us = row->ends_at_us,
                             .created_at_us = row->created_at_us,
                             .changed_at_us = row->updated_at_us,
                             .summary = row->title,
                             .description = row->note,
                             .location = row->unit_name,
                             .url = url,
                             .is_cancelled = row->state == MEETING_CANCELLED};
    ical_text_event(out, &event);
}

static bool append_events(Database *database, const CalendarState *state,
                          const MeetingViewer *viewer, GString *out, GError **error) {
    int64_t now_us = clock_wall_us();
    char cursor[MEETING_CURSOR_BYTES] = "";
    MeetingQuery query = {
        .from_us = now_us - BEFORE_US, .to_us = now_us + AFTER_US, .state = -1, .cursor = cursor};
    for (unsigned page = 0; page < MAX_PAGES; page++) {
        char next[MEETING_CURSOR_BYTES];
        g_autoptr(GPtrArray) rows = meeting_list_page(database, viewer, &query, next, error);
        if (!rows)
            return false;
        for (unsigned i = 0; i < rows->len; i++)
            append_event(out, state, ((const MeetingSeen *)rows->pdata[i])->row);
        if (!*next)
            break;
        g_strlcpy(cursor, next, sizeof cursor);
    }
    return true;
}

static bool run_file(Database *database, Call *call, GError **error) {
    const CalendarState *state = call->state;
    char account_id[ID_TEXT_BYTES];
    g_auto(MeetingViewer) viewer = {0};
    if (!calendar_table_find(database, state->secret, account_id, error) ||
        !meeting_viewer_load(database, MEETING_VIEWER_ACCOUNT, account_id, &viewer, error))
        return false;
    g_autoptr(GString) out = g_string_new(NULL);
    ical_text_begin(out, call->env->name);
    if (!append_events(database, state, &viewer, out, error))
        return false;
    ical_text_end(out);
    call->json = g_strdup(out->str);
    return true;
}

static void on_file(Call *take_call) {
    const CalendarState *state = take_call->state;
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, take_call->json, -1);
    g_autofree char *tag = g_strdup_printf("\"%.32s\"", sum);
    api_reply_add_field(take_call->request, "ETag", tag);
    api_reply_add_field(take_call->request, "Cache-Control", "private, max-age=300");
    if (state->known && strstr(state->known, tag)) {
        api_reply_empty(take_call->request, 304);
    } else {
        size_t length = strlen(take_call->json);
        g_autoptr(GBytes) bytes = g_bytes_new_take(g_steal_pointer(&take_call->json), length);
        api_reply_bytes(take_call->request, 200, "text/calendar; charset=utf-8", bytes);
    }
    call_free(take_call);
}

void handle_get_calendar_file(ApiRequest *request, void *user) {
    Call *call = begin(request, user);
    const char *name = api_request_segment(request, "secret");
    size_t length = strlen(name), ending = strlen(FILE_ENDING);
    bool has_ending = length > ending && g_str_has_suffix(name, FILE_ENDING);
    ((CalendarState *)call->state)->secret = g_strndup(name, has_ending ? length - ending : length);
    call_read(call, run_file, on_file);
}

/* ---- GET meetings/{id}/invitation ---- */

typedef struct InvitationJson {
    char *text, *url;
} InvitationJson;

static const JsonField INVITATION_FIELDS[] = {
    {"text", JSON_STRING, offsetof(InvitationJson, text)},
    {"url", JSON_STRING, offsetof(InvitationJson, url)},
    {NULL, JSON_END},
};
static const JsonTable INVITATION_TABLE = {"invitation", sizeof(InvitationJson), INVITATION_FIELDS};

/* A clerk invites to what reaches her units; that is what she sees. */
static bool run_invitation(Database *database, Call *call, GError **error) {
    const CalendarState *state = call->state;
    g_auto(MeetingViewer) viewer = {0};
    if (!meeting_call_viewer(database, call, &viewer, error))
        return false;
    g_autoptr(MeetingRow) row = meeting_viewer_get(database, &viewer, call->target, NULL, error);
    if (!row)
        return false;
    g_autofree char *url = url_of(state, row->id);
    g_autofree char *text = invitation_text(row, url, state->is_chinese);
    call->json = json_table_write(&INVITATION_TABLE, &(InvitationJson){text, url});
    return true;
}

void handle_get_invitation(ApiRequest *request, void *user) {
    Call *call = begin(request, user);
    call->target = g_strdup(api_request_segment(request, "id"));
    call_read(call, run_invitation, call_reply_ok);
}
