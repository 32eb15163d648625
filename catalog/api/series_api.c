/* Series of courses. */
#include "catalog/api/course_call.h"
#include "catalog/api/course_handlers.h"
#include "catalog/api/course_json.h"
#include "catalog/course/course_author.h"
#include "catalog/course/course_position.h"
#include "catalog/course/course_search.h"
#include "catalog/course/series_table.h"

typedef struct SeriesJson {
    const char *id, *title, *summary, *texts;
    int64_t n_courses, revision;
} SeriesJson;

static const JsonField SERIES_FIELDS[] = {
    {"id", JSON_STRING, offsetof(SeriesJson, id)},
    {"title", JSON_STRING, offsetof(SeriesJson, title)},
    {"summary", JSON_STRING, offsetof(SeriesJson, summary)},
    {"texts", JSON_RAW, offsetof(SeriesJson, texts)},
    {"n_courses", JSON_INTEGER, offsetof(SeriesJson, n_courses)},
    {"revision", JSON_INTEGER, offsetof(SeriesJson, revision)},
    {NULL, JSON_END},
};
static const JsonTable SERIES_TABLE = {"series", sizeof(SeriesJson), SERIES_FIELDS};

static void append(GString *out, const SeriesRow *row) {
    const SeriesJson json = {row->id,    row->title,     row->summary,
                             row->texts, row->n_courses, row->revision};
    json_table_append(&SERIES_TABLE, &json, out);
}

static bool run_list(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    if (!course_call_viewer(database, call, &viewer, error))
        return false;
    g_autoptr(GPtrArray) rows = series_table_list(database, &viewer, error);
    if (!rows)
        return false;
    GString *out = g_string_new("{\"series\":[");
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append(out, rows->pdata[i]);
    }
    g_string_append(out, "]}");
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_series(ApiRequest *request, void *user) {
    course_call_read(course_call_new(request, user, NULL, NULL), run_list);
}

/* ---- changing ---- */

typedef struct SeriesInput {
    char *title, *summary, *before_id;
    GPtrArray *texts; /* CourseText */
} SeriesInput;

/* clang-format off */
#define INPUT_FIELDS(title_presence)                                                               \
    {"title", JSON_STRING, offsetof(SeriesInput, title), title_presence, 1,                        \
     COURSE_TITLE_MAX_CHARS},                                                                      \
    {"summary", JSON_STRING, offsetof(SeriesInput, summary), .max = COURSE_SUMMARY_MAX_CHARS},     \
    {"texts", JSON_OBJECTS, offsetof(SeriesInput, texts), .max = COURSE_MAX_TEXTS,                 \
     .table = &COURSE_TEXT_TABLE}
/* clang-format on */

static const JsonTable WISH_TABLE = {
    "series", sizeof(SeriesInput),
    (const JsonField[]){INPUT_FIELDS(JSON_REQUIRED), {NULL, JSON_END}}};
static const JsonTable CHANGE_TABLE = {
    "series", sizeof(SeriesInput),
    (const JsonField[]){
        INPUT_FIELDS(JSON_OPTIONAL),
        {"before_id", JSON_STRING, offsetof(SeriesInput, before_id), .max = ID_TEXT_BYTES - 1},
        {NULL, JSON_END}}};

static SeriesRow *take(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    if (!course_call_viewer(database, call, &viewer, error))
        return NULL;
    SeriesRow *row = series_table_get(database, &viewer, call->target, error);
    if (row)
        call->detail = course_call_detail(row->title);
    return row;
}

static bool answer(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    if (!course_call_viewer(database, call, &viewer, error))
        return false;
    g_autoptr(SeriesRow) row = series_table_get(database, &viewer, call->target, error);
    if (!row)
        return false;
    GString *out = g_string_new(NULL);
    append(out, row);
    call->json = g_string_free(out, FALSE);
    return true;
}

static bool run_insert(Database *database, Call *call, GError **error) {
    const SeriesInput *input = call->input;
    SeriesRow row = {.title = input->title, .summary = input->summary};
    if (!series_table_insert(database, &row, error) ||
        !course_text_set(database, row.id, input->texts, error))
        return false;
    g_free(call->target);
    call->target = g_strdup(row.id);
    call->detail = course_call_detail(row.title);
    return answer(database, call, error);
}

void handle_post_series(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &WISH_TABLE, "series.create");
    if (call)
        call_write(call, run_insert, call_reply_created);
}

static void replace(char **text, const char *with) {
    if (!with)
        return;
    g_free(*text);
    *text = g_strdup(with);
}

static bool run_change(Database *database, Call *call, GError **error) {
    const SeriesInput *input = call->input;
    int64_t revision = ((const CourseCall *)call->state)->revision;
    g_autoptr(SeriesRow) row = take(database, call, error);
    if (!row || !course_author_check_series(revision, row->revision, error))
        return false;
    replace(&row->title, input->title);
    replace(&row->summary, input->summary);
    return series_table_update(database, row, error) &&
           course_text_set(database, row->id, input->texts, error) &&
           (!input->title || course_search_write_all(database, row->id, error)) &&
           (!input->before_id || course_position_move(database, COURSE_ORDERED_SERIES, row->id,
                                                      input->before_id, error)) &&
           answer(database, call, error);
}

void handle_patch_series(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &CHANGE_TABLE, "series.change");
    if (call)
        call_write(call, run_change, call_reply_ok);
}

static bool run_remove(Database *database, Call *call, GError **error) {
    g_autoptr(SeriesRow) row = take(database, call, error);
    g_auto(GStrv) courses = row ? course_search_ids(database, row->id, error) : NULL;
    return courses && series_table_remove(database, row->id, error) &&
           course_search_write_these(database, courses, error);
}

void handle_delete_series(ApiRequest *request, void *user) {
    call_write(course_call_new(request, user, NULL, "series.remove"), run_remove,
               call_reply_no_content);
}
