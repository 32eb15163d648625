/* What a lesson is made of, for editors. */
#include "base/error.h"
#include "catalog/api/course_call.h"
#include "catalog/api/course_handlers.h"
#include "catalog/api/course_json.h"
#include "catalog/course/course_author.h"
#include "catalog/course/course_position.h"
#include "catalog/say/sentence.h"

static void append(const Call *call, const AssetRow *row, GString *out) {
    const char *wanted = api_request_field(call->request, "Accept-Language"), *language;
    g_autofree char *problem =
        *row->problem ? sentence_localize(wanted, row->problem, &language) : NULL;
    course_json_append_asset(out, row, problem != NULL ? problem : "");
}

/* ---- GET lessons/{id}/assets ---- */

static bool run_list(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(LessonRow) lesson = course_call_lesson(database, call, &viewer, error);
    g_autoptr(GPtrArray) rows = lesson ? asset_table_list(database, lesson->id, error) : NULL;
    if (!rows)
        return false;
    GString *out = g_string_new("{\"assets\":[");
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append(call, rows->pdata[i], out);
    }
    g_string_append(out, "]}");
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_assets(ApiRequest *request, void *user) {
    call_read(course_call_new(request, user, NULL, NULL), run_list, call_reply_ok);
}

/* ---- changing ---- */

/* What the audit keeps. */
typedef struct DetailJson {
    const char *kind, *language, *source_name;
} DetailJson;

static const JsonField DETAIL_FIELDS[] = {
    {"kind", JSON_STRING, offsetof(DetailJson, kind)},
    {"language", JSON_STRING, offsetof(DetailJson, language)},
    {"source_name", JSON_STRING, offsetof(DetailJson, source_name)},
    {NULL, JSON_END},
};
static const JsonTable DETAIL_TABLE = {"asset", sizeof(DetailJson), DETAIL_FIELDS};

static AssetRow *take(Database *database, Call *call, GError **error) {
    AssetRow *row = asset_table_get(database, call->target, error);
    if (row)
        call->detail =
            json_table_write(&DETAIL_TABLE, &(DetailJson){ASSET_KIND_WORDS[row->kind],
                                                          row->language, row->source_name});
    return row;
}

static bool answer(Database *database, Call *call, GError **error) {
    g_autoptr(AssetRow) row = asset_table_get(database, call->target, error);
    if (!row)
        return false;
    GString *out = g_string_new(NULL);
    append(call, row, out);
    call->json = g_string_free(out, FALSE);
    return course_call_order_lesson(database, call, row->lesson_id, error);
}

typedef struct AssetInput {
    char *language, *label, *translator, *reviewer, *before_id;
} AssetInput;

static const JsonTable CHANGE_TABLE = {
    "asset", sizeof(AssetInput),
    (const JsonField[]){
        {"language", JSON_STRING, offsetof(AssetInput, language), .max = COURSE_TAG_MAX_CHARS},
        {"label", JSON_STRING, offsetof(AssetInput, label), .max = COURSE_LABEL_MAX_CHARS},
        {"translator", JSON_STRING, offsetof(AssetInput, translator),
         .max = COURSE_LABEL_MAX_CHARS},
        {"reviewer", JSON_STRING, offsetof(AssetInput, reviewer), .max = COURSE_LABEL_MAX_CHARS},
        {"before_id", JSON_STRING, offsetof(AssetInput, before_id), .max = ID_TEXT_BYTES - 1},
        {NULL, JSON_END},
    }};

static void replace(char **text, const char *with) {
    if (!with)
        return;
    g_free(*text);
    *text = g_strdup(with);
}

static bool run_change(Database *database, Call *call, GError **error) {
    const AssetInput *input = call->input;
    int64_t revision = ((const CourseCall *)call->state)->revision;
    g_autoptr(AssetRow) row = take(database, call, error);
    if (!row || !course_author_check_asset(revision, row->revision, error))
        return false;
    replace(&row->language, input->language);
    replace(&row->label, input->label);
    replace(&row->translator, input->translator);
    replace(&row->reviewer, input->reviewer);
    return asset_table_update(database, row, error) &&
           (!input->before_id || course_position_move(database, COURSE_ORDERED_ASSETS, row->id,
                                                      input->before_id, error)) &&
           answer(database, call, error);
}

void handle_patch_asset(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &CHANGE_TABLE, "asset.change");
    if (call)
        call_write(call, run_change, course_call_reply_ok);
}

static bool run_remove(Database *database, Call *call, GError **error) {
    g_autoptr(AssetRow) row = take(database, call, error);
    return row && asset_table_remove(database, row, error) &&
           course_call_order_lesson(database, call, row->lesson_id, error) &&
           course_call_lose_assets(database, call, error);
}

void handle_delete_asset(ApiRequest *request, void *user) {
    call_write(course_call_new(request, user, NULL, "asset.remove"), run_remove,
               course_call_reply_no_content);
}

/* ---- POST assets/{id}/steps ---- */

typedef struct StepInput {
    int step;
} StepInput;

static const JsonTable STEP_TABLE = {
    "step", sizeof(StepInput),
    (const JsonField[]){
        {"step", JSON_ENUM, offsetof(StepInput, step), JSON_REQUIRED, .words = ASSET_STEP_WORDS},
        {NULL, JSON_END}}};

static bool run_step(Database *database, Call *call, GError **error) {
    static const char *const ACTIONS[] = {
        [ASSET_WITHDRAW] = "asset.withdraw",
        [ASSET_RESTORE] = "asset.restore",
    };
    AssetStep step = (AssetStep)((const StepInput *)call->input)->step;
    call->action = ACTIONS[step];
    g_autoptr(AssetRow) row = take(database, call, error);
    return row && asset_table_step(database, row, step, error) && answer(database, call, error);
}

void handle_post_asset_step(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &STEP_TABLE, "asset.withdraw");
    if (call)
        call_write(call, run_step, course_call_reply_ok);
}
