/* The table of languages, with what the office added. */
#include "base/error.h"
#include "catalog/api/course_call.h"
#include "catalog/api/course_handlers.h"
#include "catalog/api/track_json.h"
#include "catalog/course/course_order.h"

static bool run_list(Database *database, Call *call, GError **error) {
    g_autoptr(CourseLanguages) languages = course_language_load(database, error);
    if (!languages)
        return false;
    g_autoptr(GPtrArray) rows = course_language_list(languages);
    GString *out = g_string_new("{\"languages\":[");
    for (unsigned i = 0; i < rows->len; i++) {
        const Language *row = rows->pdata[i];
        if (i > 0)
            g_string_append_c(out, ',');
        track_json_append_language(out, row, course_language_is_own(languages, row->tag),
                                   &call->env->clips);
    }
    g_string_append(out, "]}");
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_languages(ApiRequest *request, void *user) {
    course_call_read(course_call_new(request, user, NULL, NULL), run_list);
}

/* ---- PUT languages/{tag} ---- */

typedef struct LanguageInput {
    char *autonym, *name_zh, *name_en, *script, *code3;
    bool is_rtl, is_vertical, has_rtl, has_vertical;
} LanguageInput;

#define NAME_CHARS COURSE_LANGUAGE_NAME_MAX_CHARS
static const JsonTable WISH_TABLE = {
    "language", sizeof(LanguageInput),
    (const JsonField[]){
        {"autonym", JSON_STRING, offsetof(LanguageInput, autonym), JSON_REQUIRED, 1, NAME_CHARS},
        {"name_zh", JSON_STRING, offsetof(LanguageInput, name_zh), JSON_REQUIRED, 1, NAME_CHARS},
        {"name_en", JSON_STRING, offsetof(LanguageInput, name_en), JSON_OPTIONAL, 1, NAME_CHARS},
        {"script", JSON_STRING, offsetof(LanguageInput, script), JSON_OPTIONAL, 4, 4},
        {"is_rtl", JSON_BOOL, offsetof(LanguageInput, is_rtl),
         .present_offset = offsetof(LanguageInput, has_rtl)},
        {"is_vertical", JSON_BOOL, offsetof(LanguageInput, is_vertical),
         .present_offset = offsetof(LanguageInput, has_vertical)},
        {"code3", JSON_STRING, offsetof(LanguageInput, code3), JSON_OPTIONAL, 3, 3},
        {NULL, JSON_END},
    }};

static const char *or_else(const char *given, const char *known, const char *otherwise) {
    return given ? given : known ? known : otherwise;
}

/* What is not given is as it was, or as the language that it is a kind of has it. */
static Language row_of(const LanguageInput *input, const char *tag, const Language *known,
                       char ret_code3[LANGUAGE_TABLE_CODE3_BYTES]) {
    language_table_code3(tag, ret_code3);
    return (Language){
        .tag = tag,
        .autonym = input->autonym,
        .name_zh = input->name_zh,
        .name_en = or_else(input->name_en, known ? known->name_en : NULL, input->name_zh),
        .script = or_else(input->script, known ? known->script : NULL, "Zyyy"),
        .code3 = or_else(input->code3, known ? known->code3 : NULL, ret_code3),
        .is_rtl = input->has_rtl ? input->is_rtl : known && known->is_rtl,
        .is_vertical = input->has_vertical ? input->is_vertical : known && known->is_vertical};
}

/* How a language is called and written is in what the players are told of a lesson. */
static bool order_all(Database *database, Call *call, GError **error) {
    CourseCall *state = call->state;
    state->orders = course_order_load_all(database, error);
    return state->orders != NULL;
}

static bool run_put(Database *database, Call *call, GError **error) {
    g_autoptr(CourseLanguages) before = course_language_load(database, error);
    if (!before)
        return false;
    char code3[LANGUAGE_TABLE_CODE3_BYTES];
    const Language row =
        row_of(call->input, call->target, course_language_find(before, call->target), code3);
    if (!course_language_put(database, &row, error))
        return false;
    GString *out = g_string_new(NULL);
    track_json_append_language(out, &row, true, &call->env->clips);
    call->json = g_string_free(out, FALSE);
    call->detail = course_call_detail(row.autonym);
    return order_all(database, call, error);
}

static Call *new_call(ApiRequest *request, void *user, const JsonTable *input, const char *action) {
    Call *call = course_call_new(request, user, input, action);
    if (call)
        call->target = g_strdup(api_request_segment(request, "tag"));
    return call;
}

void handle_put_language(ApiRequest *request, void *user) {
    Call *call = new_call(request, user, &WISH_TABLE, "language.change");
    if (call)
        call_write(call, run_put, course_call_reply_ok);
}

static bool run_remove(Database *database, Call *call, GError **error) {
    return course_language_remove(database, call->target, error) &&
           order_all(database, call, error);
}

void handle_delete_language(ApiRequest *request, void *user) {
    call_write(new_call(request, user, NULL, "language.remove"), run_remove,
               course_call_reply_no_content);
}

/* ---- PUT, DELETE languages/{tag}/clip ---- */

/* The row of this very language, or ERROR_NOT_FOUND: files are named by the table. */
static const Language *find_row(const CourseLanguages *languages, const char *tag, GError **error) {
    const Language *row = course_language_find(languages, tag);
    if (row && g_ascii_strcasecmp(row->tag, tag) == 0)
        return row;
    g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "There is no such language.");
    return NULL;
}

static bool put_clip(Database *database, Call *call, GBytes *bytes, GError **error) {
    const ClipPort *clips = &call->env->clips;
    g_autoptr(CourseLanguages) languages = course_language_load(database, error);
    const Language *row = languages ? find_row(languages, call->target, error) : NULL;
    if (!row)
        return false;
    call->detail = course_call_detail(row->autonym);
    if (!clips->put) {
        g_set_error_literal(error, BASE_ERROR, ERROR_UNAVAILABLE,
                            "This server keeps no recorded names.");
        return false;
    }
    if (!bytes && !clips->has(row->tag, clips->user)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                            "There is no recorded name of this language.");
        return false;
    }
    if (!clips->put(row->tag, bytes, clips->user, error))
        return false;
    GString *out = g_string_new(NULL);
    track_json_append_language(out, row, course_language_is_own(languages, row->tag), clips);
    call->json = g_string_free(out, FALSE);
    return true;
}

static bool run_put_clip(Database *database, Call *call, GError **error) {
    return put_clip(database, call, api_request_body(call->request), error);
}

void handle_put_language_clip(ApiRequest *request, void *user) {
    Call *call = new_call(request, user, NULL, "language.clip");
    g_autoptr(GError) error = NULL;
    if (!clip_port_check(api_request_body(request), &error))
        call_fail(call, error);
    else
        call_write(call, run_put_clip, call_reply_ok);
}

static bool run_remove_clip(Database *database, Call *call, GError **error) {
    return put_clip(database, call, NULL, error);
}

void handle_delete_language_clip(ApiRequest *request, void *user) {
    call_write(new_call(request, user, NULL, "language.clip_remove"), run_remove_clip,
               call_reply_no_content);
}
