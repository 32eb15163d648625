/* Courses as people and screens find them. */
#include <string.h>

#include "base/error.h"
#include "catalog/api/caller.h"
#include "catalog/api/course_call.h"
#include "catalog/api/course_handlers.h"
#include "catalog/api/course_json.h"
#include "catalog/api/page.h"
#include "catalog/api/wire.h"
#include "catalog/course/course_list.h"

/* ---- GET courses ---- */

typedef struct ListState {
    Page page; /* first: page_read() fills it */
    CourseQuery query;
    char *initials, *topic_id, *series_id, *language; /* owned: of the query */
} ListState;

static void clear_list(void *data) {
    ListState *state = data;
    g_free(state->page.query);
    g_free(state->page.after);
    g_free(state->initials);
    g_free(state->topic_id);
    g_free(state->series_id);
    g_free(state->language);
}

static const CallState LIST_STATE = {sizeof(ListState), clear_list};

static bool run_list(Database *database, Call *call, GError **error) {
    const ListState *state = call->state;
    g_auto(CourseViewer) viewer = {0};
    if (!course_call_viewer(database, call, &viewer, error))
        return false;
    g_autoptr(GPtrArray) rows = course_list_page(database, &viewer, &state->query, error);
    if (!rows)
        return false;
    const CourseLook look = {&viewer, call->env->token_keys};
    GString *out = g_string_new("{\"courses\":");
    course_json_append_list(out, &look, rows);
    g_string_append_printf(out, ",\"n_found\":%" G_GINT64_FORMAT "}",
                           rows->len > 0 ? ((const CourseRow *)rows->pdata[0])->n_found : 0);
    call->json = g_string_free(out, FALSE);
    return true;
}

/* The sentence that says what is wrong with the query, or NULL. */
static const char *read_query(ApiRequest *request, ListState *state) {
    const char *word = api_request_query(request, "state");
    const char *required = api_request_query(request, "required");
    const char *initials = api_request_query(request, "initials");
    if (initials && strlen(initials) > PAGE_QUERY_MAX_CHARS)
        return "'initials' is too long.";
    state->initials = initials ? g_ascii_strdown(initials, -1) : NULL;
    state->topic_id = g_strdup(api_request_query(request, "topic"));
    state->series_id = g_strdup(api_request_query(request, "series"));
    state->language = g_strdup(api_request_query(request, "language"));
    state->query = (CourseQuery){.text = state->page.query,
                                 .initials = state->initials,
                                 .topic_id = state->topic_id,
                                 .series_id = state->series_id,
                                 .language = state->language,
                                 .is_required = required && g_str_equal(required, "1"),
                                 .state = -1,
                                 .after = state->page.after,
                                 .limit = state->page.limit};
    if (!word || !*word)
        return NULL;
    state->query.state = course_words_find(COURSE_STATE_WORDS, word);
    return state->query.state < 0 ? "There is no such state of a course." : NULL;
}

static void read_list(Call *take_call) {
    call_read(take_call, run_list, call_reply_ok);
}

void handle_list_courses(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &LIST_STATE);
    if (!page_read(call, COURSE_LIST_MAX_ROWS))
        return;
    const char *fault = read_query(request, call->state);
    if (fault)
        call_fail_literal(call, ERROR_INVALID, fault);
    else
        caller_find(call, read_list);
}

/* ---- GET courses/{id} ---- */

static bool run_get(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(CourseRow) row = course_call_course(database, call, &viewer, error);
    if (!row)
        return false;
    const CourseLook look = {&viewer, call->env->token_keys};
    call->json = course_json_course(database, &look, row, error);
    return call->json != NULL;
}

void handle_get_course(ApiRequest *request, void *user) {
    course_call_read(course_call_new(request, user, NULL, NULL), run_get);
}

/* ---- GET library ---- */

static bool append_begun(Database *database, GString *out, const CourseLook *look, GError **error) {
    g_autoptr(GPtrArray) rows =
        lesson_table_begun(database, look->viewer, COURSE_LIBRARY_N_ROWS, error);
    g_string_append(out, "{\"continue\":[");
    for (unsigned i = 0; rows && i < rows->len; i++) {
        const LessonRow *row = rows->pdata[i];
        g_autofree char *last_at = wire_time(row->last_at_us);
        g_string_append(out, i > 0 ? ",{\"lesson\":" : "{\"lesson\":");
        course_json_append_lesson(out, look, row);
        g_string_append_printf(out, ",\"last_at\":\"%s\"}", last_at);
    }
    g_string_append(out, "]");
    return rows != NULL;
}

static bool append_list(GString *out, const char *name, const CourseLook *look,
                        GPtrArray *take_rows) {
    g_autoptr(GPtrArray) rows = take_rows;
    if (!rows)
        return false;
    g_string_append_printf(out, ",\"%s\":", name);
    course_json_append_list(out, look, rows);
    return true;
}

/* Of the rows from `first` on, those of one topic. */
static unsigned append_topic(GString *out, const CourseLook *look, const GPtrArray *rows,
                             unsigned first) {
    const CourseRow *head = rows->pdata[first];
    g_autoptr(GPtrArray) own = g_ptr_array_new();
    unsigned i = first;
    for (; i < rows->len; i++) {
        CourseRow *row = rows->pdata[i];
        if (!g_str_equal(row->topic_id, head->topic_id))
            break;
        g_ptr_array_add(own, row);
    }
    g_string_append_printf(out, "%s{\"id\":\"%s\",\"title\":", first > 0 ? "," : "",
                           head->topic_id);
    json_append_string(out, head->topic_title ? head->topic_title : "");
    g_string_append_printf(out, ",\"n_courses\":%" G_GINT64_FORMAT ",\"courses\":", head->n_found);
    course_json_append_list(out, look, own);
    g_string_append_c(out, '}');
    return i;
}

static bool append_topics(Database *database, GString *out, const CourseLook *look,
                          GError **error) {
    g_autoptr(GPtrArray) rows = course_list_by_topic(database, look->viewer, error);
    if (!rows)
        return false;
    g_string_append(out, ",\"topics\":[");
    for (unsigned i = 0; i < rows->len;)
        i = append_topic(out, look, rows, i);
    g_string_append(out, "]}");
    return true;
}

static bool run_library(Database *database, Call *call, GError **error) {
    static const CourseQuery NEWEST = {.state = COURSE_PUBLISHED, .limit = COURSE_LIBRARY_N_ROWS};
    g_auto(CourseViewer) viewer = {0};
    if (!course_call_viewer(database, call, &viewer, error))
        return false;
    const CourseLook look = {&viewer, call->env->token_keys};
    g_autoptr(GString) out = g_string_new(NULL);
    if (!append_begun(database, out, &look, error) ||
        !append_list(out, "assigned", &look, course_list_assigned(database, &viewer, error)) ||
        !append_list(out, "new", &look, course_list_page(database, &viewer, &NEWEST, error)) ||
        !append_topics(database, out, &look, error))
        return false;
    call->json = g_strdup(out->str);
    return true;
}

void handle_get_library(ApiRequest *request, void *user) {
    course_call_read(course_call_new(request, user, NULL, NULL), run_library);
}
