/* Planning meetings: making, changing, removing them. */
#include "base/error.h"
#include "catalog/api/meeting_call.h"
#include "catalog/api/meeting_handlers.h"
#include "catalog/api/wire.h"
#include "catalog/meeting/meeting_change.h"
#include "catalog/meeting/meeting_series.h"
#include "catalog/rights/rights.h"
#include "catalog/room/book_talk.h"

static bool read_moment(const char *text, int64_t *ret_us, GError **error) {
    if (!text || wire_read_time(text, ret_us))
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "A moment is written as 2026-07-01T08:00:00Z.");
    return false;
}

/* Rooms are opened by clerks for their subtree; what is broadcast is the studio's. */
static bool may_run(Database *database, const Call *call, MeetingKind kind, const char *unit_id,
                    GError **error) {
    RightId right = kind == MEETING_BROADCAST ? RIGHT_MEETING_RUN : RIGHT_ROOM_RUN;
    return rights_check(database, call->identity.account_id, right, unit_id, error);
}

static bool may_invite(Database *database, const Call *call, const MeetingPlan *plan,
                       GError **error) {
    for (unsigned i = 0; plan->unit_ids && plan->unit_ids[i]; i++)
        if (!may_run(database, call, (MeetingKind)plan->kind, plan->unit_ids[i], error))
            return false;
    return true;
}

/* What the audit keeps: the title alone says what it is about. */
typedef struct DetailJson {
    const char *title;
} DetailJson;

static const JsonField DETAIL_FIELDS[] = {
    {"title", JSON_STRING, offsetof(DetailJson, title)},
    {NULL, JSON_END},
};
static const JsonTable DETAIL_TABLE = {"meeting", sizeof(DetailJson), DETAIL_FIELDS};

static char *detail_of(const char *title) {
    return json_table_write(&DETAIL_TABLE, &(DetailJson){title});
}

/* ---- POST meetings ---- */

static bool check_parties(const MeetingPlan *plan, GError **error) {
    bool is_talk = plan->kind == MEETING_TALK;
    const char *sentence = NULL;
    if (is_talk && (plan->repeat != MEETING_ONCE || plan->unit_ids))
        sentence = "A talk is with exactly one person.";
    if (!is_talk && plan->parties)
        sentence = "Only a talk names who takes part.";
    if (sentence)
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, sentence);
    return !sentence;
}

/* The one who is talked to is somebody of the host's own; who writes, interprets or watches over it
 * may come from anywhere. */
static bool may_call(Database *database, const Call *call, const MeetingPlan *plan,
                     GError **error) {
    for (unsigned i = 0; plan->parties && i < plan->parties->len; i++) {
        const MeetingTalkWish *wish = plan->parties->pdata[i];
        if (wish->part == MEETING_PART_PARTY &&
            !book_talk_may_call(database, call->identity.account_id, wish->person_id, error))
            return false;
    }
    return true;
}

static bool run_insert(Database *database, Call *call, GError **error) {
    const MeetingPlan *plan = call->input;
    MeetingSchedule schedule = {.created_by = call->identity.account_id};
    char id[ID_TEXT_BYTES];
    if (!read_moment(plan->starts_at, &schedule.starts_at_us, error) ||
        !read_moment(plan->ends_at, &schedule.ends_at_us, error) ||
        !read_moment(plan->repeat_until, &schedule.repeat_until_us, error) ||
        !check_parties(plan, error) ||
        !may_run(database, call, (MeetingKind)plan->kind, plan->unit_id, error) ||
        !may_invite(database, call, plan, error) || !may_call(database, call, plan, error) ||
        !meeting_series_plan(database, plan, &schedule, id, error) ||
        (plan->kind == MEETING_TALK &&
         !book_talk_plan(database, id, schedule.created_by, plan->parties, error)))
        return false;
    g_free(call->target);
    call->target = g_strdup(id);
    call->detail = detail_of(plan->title);
    if (plan->kind == MEETING_TALK)
        call->action = NULL; /* see meeting_call_take() */
    return meeting_call_changed(database, call, error);
}

static void on_inserted(Call *take_call) {
    g_autofree char *location = g_strdup_printf("/api/v1/meetings/%s", take_call->target);
    api_reply_add_field(take_call->request, "Location", location);
    meeting_call_reply_created(take_call);
}

void handle_post_meeting(ApiRequest *request, void *user) {
    Call *call = meeting_call_new(request, user, &MEETING_PLAN_TABLE, "meeting.create");
    if (call)
        call_write(call, run_insert, on_inserted);
}

/* ---- PATCH meetings/{id} ---- */

/* Units that are invited already may stay, whoever invited them. */
static bool may_invite_more(Database *database, const Call *call, const MeetingRow *row,
                            GStrv unit_ids, GError **error) {
    if (!unit_ids)
        return true;
    g_autoptr(GPtrArray) units = meeting_parts_units(database, row->id, error);
    if (!units)
        return false;
    for (unsigned i = 0; unit_ids[i]; i++) {
        bool is_invited = false;
        for (unsigned j = 0; j < units->len; j++)
            is_invited |= g_str_equal(((const MeetingUnit *)units->pdata[j])->id, unit_ids[i]);
        if (!is_invited && !may_run(database, call, row->kind, unit_ids[i], error))
            return false;
    }
    return true;
}

static bool run_change(Database *database, Call *call, GError **error) {
    MeetingChange *change = call->input;
    const MeetingCall *state = call->state;
    g_autoptr(MeetingRow) row = meeting_call_take(database, call, error);
    if (!row)
        return false;
    if (state->revision != 0 && state->revision != row->revision) {
        g_set_error_literal(error, BASE_ERROR, ERROR_STALE,
                            "Somebody else has changed the meeting: load it again.");
        return false;
    }
    call->detail = detail_of(change->title ? change->title : row->title);
    return read_moment(change->starts_at, &change->starts_at_us, error) &&
           read_moment(change->ends_at, &change->ends_at_us, error) &&
           may_invite_more(database, call, row, change->unit_ids, error) &&
           meeting_change_apply(database, row, change, error) &&
           meeting_call_changed(database, call, error);
}

void handle_patch_meeting(ApiRequest *request, void *user) {
    Call *call = meeting_call_new(request, user, &MEETING_CHANGE_TABLE, "meeting.update");
    if (call)
        call_write(call, run_change, meeting_call_reply_ok);
}

/* ---- DELETE meetings/{id} ---- */

static bool run_remove(Database *database, Call *call, GError **error) {
    MeetingCall *state = call->state;
    g_autoptr(MeetingRow) row = meeting_call_take(database, call, error);
    if (!row || !meeting_call_concerned(database, call, row, error) ||
        !meeting_table_remove(database, row, error))
        return false;
    if (row->kind == MEETING_BROADCAST)
        g_strlcpy(state->gone_id, row->id, sizeof state->gone_id);
    call->detail = detail_of(row->title);
    return true;
}

void handle_delete_meeting(ApiRequest *request, void *user) {
    call_write(meeting_call_new(request, user, NULL, "meeting.remove"), run_remove,
               meeting_call_reply_no_content);
}
