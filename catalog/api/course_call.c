#include "catalog/api/course_call.h"

#include "catalog/api/caller.h"
#include "catalog/course/asset_table.h"
#include "catalog/course/course_order.h"
#include "catalog/store/role.h"

static void clear_state(void *data) {
    CourseCall *state = data;
    g_clear_pointer(&state->orders, g_ptr_array_unref);
    g_clear_pointer(&state->gone_lessons, g_ptr_array_unref);
    g_strfreev(state->gone);
}

static const CallState STATE = {sizeof(CourseCall), clear_state};

/* `"7"`; anything else matches nothing. */
static int64_t revision_of(const char *text) {
    if (!text)
        return 0;
    char *end = NULL;
    int64_t number = text[0] == '"' ? g_ascii_strtoll(text + 1, &end, 10) : -1;
    return number > 0 && end[0] == '"' && end[1] == '\0' ? number : -1;
}

Call *course_call_new(ApiRequest *request, ApiEnv *env, const JsonTable *input,
                      const char *action) {
    Call *call = call_new(request, env, input, &STATE);
    if (!call)
        return NULL;
    CourseCall *state = call->state;
    call->action = action;
    call->target = g_strdup(api_request_segment(request, "id"));
    state->revision = revision_of(api_request_field(request, "If-Match"));
    return call;
}

bool course_call_viewer(Database *database, const Call *call, CourseViewer *ret_viewer,
                        GError **error) {
    MeetingViewerKind kind = MEETING_VIEWER_ACCOUNT;
    if (call->identity.roles & ROLE_SCREEN)
        kind = MEETING_VIEWER_SCREEN;
    return course_viewer_load(database, kind, call->identity.account_id, ret_viewer, error);
}

static void set_target(Call *call, const char *id) {
    g_free(call->target);
    call->target = g_strdup(id);
}

CourseRow *course_call_course(Database *database, Call *call, CourseViewer *ret_viewer,
                              GError **error) {
    if (!course_call_viewer(database, call, ret_viewer, error))
        return NULL;
    CourseRow *row = course_table_get(database, ret_viewer, call->target, error);
    if (row)
        set_target(call, row->id);
    return row;
}

LessonRow *course_call_lesson(Database *database, Call *call, CourseViewer *ret_viewer,
                              GError **error) {
    if (!course_call_viewer(database, call, ret_viewer, error))
        return NULL;
    LessonRow *row = lesson_table_get(database, ret_viewer, call->target, error);
    if (row)
        set_target(call, row->id);
    return row;
}

static void free_order(void *data) {
    course_order_free(data);
}

bool course_call_order_lesson(Database *database, Call *call, const char *lesson_id,
                              GError **error) {
    CourseCall *state = call->state;
    CourseOrder *order;
    if (!course_order_load(database, lesson_id, &order, error))
        return false;
    if (!state->orders)
        state->orders = g_ptr_array_new_with_free_func(free_order);
    if (order)
        g_ptr_array_add(state->orders, order);
    return true;
}

bool course_call_order_course(Database *database, Call *call, const char *course_id,
                              GError **error) {
    CourseCall *state = call->state;
    g_clear_pointer(&state->orders, g_ptr_array_unref);
    state->orders = course_order_load_course(database, course_id, error);
    return state->orders != NULL;
}

void course_call_lose_lesson(Call *call, const char *lesson_id) {
    CourseCall *state = call->state;
    if (!state->gone_lessons)
        state->gone_lessons = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(state->gone_lessons, g_strdup(lesson_id));
}

bool course_call_lose_assets(Database *database, Call *call, GError **error) {
    CourseCall *state = call->state;
    g_strfreev(state->gone);
    state->gone = asset_table_gone(database, error);
    return state->gone != NULL;
}

typedef struct DetailJson {
    const char *title;
} DetailJson;

static const JsonField DETAIL_FIELDS[] = {
    {"title", JSON_STRING, offsetof(DetailJson, title)},
    {NULL, JSON_END},
};
static const JsonTable DETAIL_TABLE = {"course", sizeof(DetailJson), DETAIL_FIELDS};

char *course_call_detail(const char *title) {
    return json_table_write(&DETAIL_TABLE, &(DetailJson){title});
}

/* ---- after the commit ---- */

static void tell(const Call *call) {
    const CourseCall *state = call->state;
    const CourseMedia *media = &call->env->course_media;
    for (unsigned i = 0; media->on_lesson && state->orders && i < state->orders->len; i++)
        media->on_lesson(state->orders->pdata[i], media->user);
    for (unsigned i = 0;
         media->on_lesson_gone && state->gone_lessons && i < state->gone_lessons->len; i++)
        media->on_lesson_gone(state->gone_lessons->pdata[i], media->user);
    for (unsigned i = 0; media->on_asset_gone && state->gone && state->gone[i]; i++)
        media->on_asset_gone(state->gone[i], media->user);
}

void course_call_reply_ok(Call *take_call) {
    tell(take_call);
    call_reply_ok(take_call);
}

void course_call_reply_created(Call *take_call) {
    tell(take_call);
    call_reply_created(take_call);
}

void course_call_reply_no_content(Call *take_call) {
    tell(take_call);
    call_reply_no_content(take_call);
}

/* ---- reading by anybody ---- */

static void read_now(Call *take_call) {
    call_read(take_call, ((CourseCall *)take_call->state)->run, call_reply_ok);
}

void course_call_read(Call *take_call, CallRunFn run) {
    ((CourseCall *)take_call->state)->run = run;
    caller_find(take_call, read_now);
}
