/* Topics of courses. */
#include "catalog/api/course_call.h"
#include "catalog/api/course_handlers.h"
#include "catalog/course/course_author.h"
#include "catalog/course/course_position.h"
#include "catalog/course/course_search.h"
#include "catalog/course/topic_table.h"

typedef struct TopicJson {
    const char *id, *title;
    int64_t n_courses, revision;
} TopicJson;

static const JsonField TOPIC_FIELDS[] = {
    {"id", JSON_STRING, offsetof(TopicJson, id)},
    {"title", JSON_STRING, offsetof(TopicJson, title)},
    {"n_courses", JSON_INTEGER, offsetof(TopicJson, n_courses)},
    {"revision", JSON_INTEGER, offsetof(TopicJson, revision)},
    {NULL, JSON_END},
};
static const JsonTable TOPIC_TABLE = {"topic", sizeof(TopicJson), TOPIC_FIELDS};

static void append(GString *out, const TopicRow *row) {
    json_table_append(&TOPIC_TABLE,
                      &(TopicJson){row->id, row->title, row->n_courses, row->revision}, out);
}

static bool run_list(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    if (!course_call_viewer(database, call, &viewer, error))
        return false;
    g_autoptr(GPtrArray) rows = topic_table_list(database, &viewer, error);
    if (!rows)
        return false;
    GString *out = g_string_new("{\"topics\":[");
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append(out, rows->pdata[i]);
    }
    g_string_append(out, "]}");
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_topics(ApiRequest *request, void *user) {
    course_call_read(course_call_new(request, user, NULL, NULL), run_list);
}

/* ---- changing ---- */

typedef struct TopicInput {
    char *title, *before_id;
} TopicInput;

static const JsonTable WISH_TABLE = {
    "topic", sizeof(TopicInput),
    (const JsonField[]){{"title", JSON_STRING, offsetof(TopicInput, title), JSON_REQUIRED, 1,
                         TOPIC_TITLE_MAX_CHARS},
                        {NULL, JSON_END}}};
static const JsonTable CHANGE_TABLE = {
    "topic", sizeof(TopicInput),
    (const JsonField[]){
        {"title", JSON_STRING, offsetof(TopicInput, title), JSON_OPTIONAL, 1,
         TOPIC_TITLE_MAX_CHARS},
        {"before_id", JSON_STRING, offsetof(TopicInput, before_id), .max = ID_TEXT_BYTES - 1},
        {NULL, JSON_END}}};

static TopicRow *take(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    if (!course_call_viewer(database, call, &viewer, error))
        return NULL;
    TopicRow *row = topic_table_get(database, &viewer, call->target, error);
    if (row)
        call->detail = course_call_detail(row->title);
    return row;
}

static bool answer(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    if (!course_call_viewer(database, call, &viewer, error))
        return false;
    g_autoptr(TopicRow) row = topic_table_get(database, &viewer, call->target, error);
    if (!row)
        return false;
    GString *out = g_string_new(NULL);
    append(out, row);
    call->json = g_string_free(out, FALSE);
    return true;
}

static bool run_insert(Database *database, Call *call, GError **error) {
    const TopicInput *input = call->input;
    TopicRow row = {.title = input->title};
    if (!topic_table_insert(database, &row, error))
        return false;
    g_free(call->target);
    call->target = g_strdup(row.id);
    call->detail = course_call_detail(row.title);
    return answer(database, call, error);
}

void handle_post_topic(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &WISH_TABLE, "topic.create");
    if (call)
        call_write(call, run_insert, call_reply_created);
}

static bool run_change(Database *database, Call *call, GError **error) {
    const TopicInput *input = call->input;
    int64_t revision = ((const CourseCall *)call->state)->revision;
    g_autoptr(TopicRow) row = take(database, call, error);
    if (!row || !course_author_check_topic(revision, row->revision, error))
        return false;
    if (input->title) {
        g_free(row->title);
        row->title = g_strdup(input->title);
    }
    return topic_table_update(database, row, error) &&
           (!input->title || course_search_write_all(database, row->id, error)) &&
           (!input->before_id || course_position_move(database, COURSE_ORDERED_TOPICS, row->id,
                                                      input->before_id, error)) &&
           answer(database, call, error);
}

void handle_patch_topic(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &CHANGE_TABLE, "topic.change");
    if (call)
        call_write(call, run_change, call_reply_ok);
}

static bool run_remove(Database *database, Call *call, GError **error) {
    g_autoptr(TopicRow) row = take(database, call, error);
    g_auto(GStrv) courses = row ? course_search_ids(database, row->id, error) : NULL;
    return courses && topic_table_remove(database, row->id, error) &&
           course_search_write_these(database, courses, error);
}

void handle_delete_topic(ApiRequest *request, void *user) {
    call_write(course_call_new(request, user, NULL, "topic.remove"), run_remove,
               call_reply_no_content);
}
