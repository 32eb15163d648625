#include "catalog/api/course_json.h"

#include "base/clock.h"
#include "catalog/api/track_json.h"
#include "catalog/api/wire.h"
#include "catalog/course/course_office.h"
#include "catalog/course/lesson_parts.h"

#define LOOK_STEP_US (INT64_C(86400) * CLOCK_US_PER_S) /* an address stays the same for a day */

const JsonTable COURSE_TEXT_TABLE = {
    "text", sizeof(CourseText),
    (const JsonField[]){
        {"language", JSON_STRING, offsetof(CourseText, language), JSON_REQUIRED, 2,
         COURSE_TAG_MAX_CHARS},
        {"title", JSON_STRING, offsetof(CourseText, title), JSON_REQUIRED, 1,
         COURSE_TITLE_MAX_CHARS},
        {"summary", JSON_STRING, offsetof(CourseText, summary), .max = COURSE_SUMMARY_MAX_CHARS},
        {NULL, JSON_END},
    }};

/* ---- addresses of pictures ---- */

static char *look_url(const CourseLook *look, const char *lesson_id, bool is_public,
                      const char *file) {
    if (is_public)
        return g_strdup_printf("/vod/%s/%s", lesson_id, file);
    TokenClaims claims = {.expires_at_us = (clock_wall_us() / LOOK_STEP_US + 2) * LOOK_STEP_US};
    char token[TOKEN_TEXT_MAX_BYTES];
    g_snprintf(claims.subject, sizeof claims.subject, COURSE_TOKEN_LOOK "%s", lesson_id);
    g_autoptr(TokenSigner) signer = token_signer_new(look->keys, COURSE_TOKEN_AUDIENCE, lesson_id);
    bool is_signed = token_sign(signer, &claims, token);
    g_assert(is_signed); /* a UUID is a subject */
    return g_strdup_printf("/vod/%s/~%s/%s", lesson_id, token, file);
}

/* ---- courses in lists ---- */

typedef struct CourseJson {
    const char *id, *alias, *title, *summary, *language, *texts, *initials;
    const char *series_id, *series_title, *topic_id, *topic_title;
    int state, audience;
    bool is_required;
    char *due_at;
    const char *languages, *subtitles;
    int64_t n_lessons, duration_ms;
    char *poster_url, *published_at, *changed_at;
    const char *changed_by; /* editors only */
    /* in full */
    bool allows_download, allows_speed;
    char *units, *office;
    GStrv steps;
    char *lessons;
    int64_t revision;
} CourseJson;

/* clang-format off */
#define COURSE_FIELDS                                                                              \
    {"id", JSON_STRING, offsetof(CourseJson, id)},                                                 \
    {"alias", JSON_STRING, offsetof(CourseJson, alias)},                                           \
    {"title", JSON_STRING, offsetof(CourseJson, title)},                                           \
    {"summary", JSON_STRING, offsetof(CourseJson, summary)},                                       \
    {"language", JSON_STRING, offsetof(CourseJson, language)},                                     \
    {"texts", JSON_RAW, offsetof(CourseJson, texts)},                                              \
    {"initials", JSON_STRING, offsetof(CourseJson, initials)},                                     \
    {"series_id", JSON_STRING, offsetof(CourseJson, series_id)},                                   \
    {"series_title", JSON_STRING, offsetof(CourseJson, series_title)},                             \
    {"topic_id", JSON_STRING, offsetof(CourseJson, topic_id)},                                     \
    {"topic_title", JSON_STRING, offsetof(CourseJson, topic_title)},                               \
    {"state", JSON_ENUM, offsetof(CourseJson, state), .words = COURSE_STATE_WORDS},                \
    {"audience", JSON_ENUM, offsetof(CourseJson, audience), .words = COURSE_AUDIENCE_WORDS},       \
    {"is_required", JSON_BOOL, offsetof(CourseJson, is_required)},                                 \
    {"due_at", JSON_STRING, offsetof(CourseJson, due_at)},                                         \
    {"languages", JSON_RAW, offsetof(CourseJson, languages)},                                      \
    {"subtitles", JSON_RAW, offsetof(CourseJson, subtitles)},                                      \
    {"n_lessons", JSON_INTEGER, offsetof(CourseJson, n_lessons)},                                  \
    {"duration_ms", JSON_INTEGER, offsetof(CourseJson, duration_ms)},                              \
    {"poster_url", JSON_STRING, offsetof(CourseJson, poster_url)},                                 \
    {"published_at", JSON_STRING, offsetof(CourseJson, published_at)},                             \
    {"changed_at", JSON_STRING, offsetof(CourseJson, changed_at)},                                 \
    {"changed_by", JSON_STRING, offsetof(CourseJson, changed_by)}
/* clang-format on */

static const JsonField COURSE_ROW_FIELDS[] = {COURSE_FIELDS, {NULL, JSON_END}};
static const JsonTable COURSE_ROW_TABLE = {"course", sizeof(CourseJson), COURSE_ROW_FIELDS};

static const JsonField COURSE_FULL_FIELDS[] = {
    COURSE_FIELDS,
    {"allows_download", JSON_BOOL, offsetof(CourseJson, allows_download)},
    {"allows_speed", JSON_BOOL, offsetof(CourseJson, allows_speed)},
    {"units", JSON_RAW, offsetof(CourseJson, units)},
    {"office", JSON_RAW, offsetof(CourseJson, office)},
    {"steps", JSON_STRINGS, offsetof(CourseJson, steps)},
    {"lessons", JSON_RAW, offsetof(CourseJson, lessons)},
    {"revision", JSON_INTEGER, offsetof(CourseJson, revision)},
    {NULL, JSON_END},
};
static const JsonTable COURSE_FULL_TABLE = {"course", sizeof(CourseJson), COURSE_FULL_FIELDS};

static const char *id_or_null(const char *id) {
    return *id ? id : NULL;
}

static char *poster_of(const CourseLook *look, const CourseRow *row) {
    bool is_public = row->state == COURSE_PUBLISHED && row->audience == COURSE_FOR_ALL &&
                     !look->viewer->edits; /* an editor may see the poster of a hidden lesson */
    return *row->poster_id ? look_url(look, row->poster_id, is_public, "poster.jpg") : g_strdup("");
}

static void fill(CourseJson *json, const CourseLook *look, const CourseRow *row) {
    *json = (CourseJson){.id = row->id,
                         .alias = row->alias,
                         .title = row->title,
                         .summary = row->summary,
                         .language = row->language,
                         .texts = row->texts,
                         .initials = row->initials,
                         .series_id = id_or_null(row->series_id),
                         .series_title = row->series_title,
                         .topic_id = id_or_null(row->topic_id),
                         .topic_title = row->topic_title,
                         .state = (int)row->state,
                         .audience = (int)row->audience,
                         .is_required = row->is_required,
                         .due_at = wire_time(row->due_at_us),
                         .languages = row->languages,
                         .subtitles = row->subtitles,
                         .n_lessons = row->n_lessons,
                         .duration_ms = row->duration_ms,
                         .poster_url = poster_of(look, row),
                         .published_at = wire_time(row->published_at_us),
                         .changed_at = wire_time(row->changed_at_us),
                         .changed_by = look->viewer->edits ? row->changed_by : NULL,
                         .allows_download = row->allows_download,
                         .allows_speed = row->allows_speed,
                         .revision = row->revision};
}

static void clear(CourseJson *json) {
    g_free(json->due_at);
    g_free(json->poster_url);
    g_free(json->published_at);
    g_free(json->changed_at);
    g_free(json->units);
    g_free(json->office);
    g_free(json->lessons);
    g_strfreev(json->steps);
}

void course_json_append_list(GString *out, const CourseLook *look, const GPtrArray *rows) {
    g_string_append_c(out, '[');
    for (unsigned i = 0; i < rows->len; i++) {
        CourseJson json;
        fill(&json, look, rows->pdata[i]);
        if (i > 0)
            g_string_append_c(out, ',');
        json_table_append(&COURSE_ROW_TABLE, &json, out);
        clear(&json);
    }
    g_string_append_c(out, ']');
}

char *course_json_course(Database *database, const CourseLook *look, const CourseRow *row,
                         GError **error) {
    g_autoptr(GPtrArray) lessons = lesson_table_list(database, look->viewer, row->id, error);
    g_autofree char *units =
        look->viewer->edits ? course_table_units(database, row->id, error) : g_strdup("[]");
    g_autofree char *office = NULL;
    if (!lessons || !units ||
        (look->viewer->edits && !course_office_json(database, row->id, &office, error)))
        return NULL;
    GString *list = g_string_new(NULL);
    course_json_append_lessons(list, look, lessons);
    CourseJson json;
    fill(&json, look, row);
    json.units = g_steal_pointer(&units);
    json.office = g_steal_pointer(&office);
    json.lessons = g_string_free(list, FALSE);
    json.steps = look->viewer->edits ? course_state_steps(row->state) : g_new0(char *, 1);
    char *text = json_table_write(&COURSE_FULL_TABLE, &json);
    clear(&json);
    return text;
}

/* ---- lessons ---- */

typedef struct LessonJson {
    const char *id, *alias, *course_id, *course_title;
    int kind;
    const char *title, *summary, *texts;
    bool is_shown, is_ready;
    const char *meeting_id;
    int64_t duration_ms;
    const char *languages, *subtitles;
    char *marks, *poster_url, *sprites_url, *downloads;
    char *sounds, *subtitle_tracks; /* in full */
    bool allows_speed;
    int64_t resume_ms;
    bool is_seen;
    char *changed_at; /* editors only, with what follows */
    const char *changed_by;
    int64_t revision;
    bool edits;
} LessonJson;

/* clang-format off */
#define LESSON_FIELDS(sounds_member, subtitles_member)                                             \
    {"id", JSON_STRING, offsetof(LessonJson, id)},                                                 \
    {"alias", JSON_STRING, offsetof(LessonJson, alias)},                                           \
    {"course_id", JSON_STRING, offsetof(LessonJson, course_id)},                                   \
    {"course_title", JSON_STRING, offsetof(LessonJson, course_title)},                             \
    {"kind", JSON_ENUM, offsetof(LessonJson, kind), .words = LESSON_KIND_WORDS},                   \
    {"title", JSON_STRING, offsetof(LessonJson, title)},                                           \
    {"summary", JSON_STRING, offsetof(LessonJson, summary)},                                       \
    {"texts", JSON_RAW, offsetof(LessonJson, texts)},                                              \
    {"is_shown", JSON_BOOL, offsetof(LessonJson, is_shown)},                                       \
    {"is_ready", JSON_BOOL, offsetof(LessonJson, is_ready)},                                       \
    {"meeting_id", JSON_STRING, offsetof(LessonJson, meeting_id)},                                 \
    {"duration_ms", JSON_INTEGER, offsetof(LessonJson, duration_ms)},                              \
    {"languages", JSON_RAW, offsetof(LessonJson, sounds_member)},                                  \
    {"subtitles", JSON_RAW, offsetof(LessonJson, subtitles_member)},                               \
    {"poster_url", JSON_STRING, offsetof(LessonJson, poster_url)},                                 \
    {"resume_ms", JSON_INTEGER, offsetof(LessonJson, resume_ms)},                                  \
    {"is_seen", JSON_BOOL, offsetof(LessonJson, is_seen)},                                         \
    {"changed_at", JSON_STRING, offsetof(LessonJson, changed_at)},                                 \
    {"changed_by", JSON_STRING, offsetof(LessonJson, changed_by)}
/* clang-format on */

static const JsonField LESSON_ROW_FIELDS[] = {LESSON_FIELDS(languages, subtitles),
                                              {NULL, JSON_END}};
static const JsonTable LESSON_ROW_TABLE = {"lesson", sizeof(LessonJson), LESSON_ROW_FIELDS};

static const JsonField LESSON_FULL_FIELDS[] = {
    LESSON_FIELDS(sounds, subtitle_tracks),
    {"marks", JSON_RAW, offsetof(LessonJson, marks)},
    {"sprites_url", JSON_STRING, offsetof(LessonJson, sprites_url)},
    {"downloads", JSON_RAW, offsetof(LessonJson, downloads)},
    {"allows_speed", JSON_BOOL, offsetof(LessonJson, allows_speed)},
    {"revision", JSON_INTEGER, offsetof(LessonJson, revision),
     .present_offset = offsetof(LessonJson, edits)},
    {NULL, JSON_END},
};
static const JsonTable LESSON_FULL_TABLE = {"lesson", sizeof(LessonJson), LESSON_FULL_FIELDS};

static void fill_lesson(LessonJson *json, const CourseLook *look, const LessonRow *row) {
    bool is_public = lesson_row_access(row) == COURSE_PUBLIC;
    bool edits = look->viewer->edits;
    *json = (LessonJson){.id = row->id,
                         .alias = row->alias,
                         .course_id = row->course_id,
                         .course_title = row->course_title,
                         .kind = (int)row->kind,
                         .title = row->title,
                         .summary = row->summary,
                         .texts = row->texts,
                         .is_shown = row->is_shown,
                         .is_ready = row->is_ready,
                         .meeting_id = id_or_null(row->meeting_id),
                         .duration_ms = row->duration_ms,
                         .languages = row->languages,
                         .subtitles = row->subtitles,
                         .allows_speed = row->allows_speed,
                         .resume_ms = row->resume_ms,
                         .is_seen = row->is_seen,
                         .changed_at = edits ? wire_time(row->changed_at_us) : NULL,
                         .changed_by = edits ? row->changed_by : NULL,
                         .revision = row->revision,
                         .edits = edits};
    json->poster_url =
        row->has_poster ? look_url(look, row->id, is_public, "poster.jpg") : g_strdup("");
    json->sprites_url =
        row->has_sprites ? look_url(look, row->id, is_public, "sprites.vtt") : g_strdup("");
}

static void clear_lesson(LessonJson *json) {
    g_free(json->sounds);
    g_free(json->subtitle_tracks);
    g_free(json->marks);
    g_free(json->poster_url);
    g_free(json->sprites_url);
    g_free(json->downloads);
    g_free(json->changed_at);
}

void course_json_append_lesson(GString *out, const CourseLook *look, const LessonRow *row) {
    LessonJson json;
    fill_lesson(&json, look, row);
    json_table_append(&LESSON_ROW_TABLE, &json, out);
    clear_lesson(&json);
}

void course_json_append_lessons(GString *out, const CourseLook *look, const GPtrArray *rows) {
    g_string_append_c(out, '[');
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        course_json_append_lesson(out, look, rows->pdata[i]);
    }
    g_string_append_c(out, ']');
}

/* What is not to be taken home has no size. */
static bool fill_parts(Database *database, LessonJson *json, const LessonRow *row, GError **error) {
    json->sounds = track_json_list(database, row, COURSE_ASSET_SOUND, error);
    if (!json->sounds)
        return false;
    json->subtitle_tracks = track_json_list(database, row, COURSE_ASSET_SUBTITLE, error);
    if (!json->subtitle_tracks)
        return false;
    json->marks = lesson_parts_marks(database, row, error);
    if (!json->marks)
        return false;
    json->downloads =
        row->allows_download ? lesson_parts_downloads(database, row->id, error) : g_strdup("[]");
    return json->downloads != NULL;
}

char *course_json_lesson(Database *database, const CourseLook *look, const LessonRow *row,
                         GError **error) {
    LessonJson json;
    fill_lesson(&json, look, row);
    char *text = fill_parts(database, &json, row, error)
                     ? json_table_write(&LESSON_FULL_TABLE, &json)
                     : NULL;
    clear_lesson(&json);
    return text;
}

/* ---- assets ---- */

typedef struct AssetJson {
    const char *id, *lesson_id;
    int kind;
    const char *language, *label, *translator, *reviewer;
    int state;
    const char *problem;
    int64_t duration_ms, bytes, loudness_centi;
    bool has_loudness;
    const char *source_name;
    bool is_default;
    char *created_at;
    int64_t revision;
} AssetJson;

static const JsonField ASSET_FIELDS[] = {
    {"id", JSON_STRING, offsetof(AssetJson, id)},
    {"lesson_id", JSON_STRING, offsetof(AssetJson, lesson_id)},
    {"kind", JSON_ENUM, offsetof(AssetJson, kind), .words = ASSET_KIND_WORDS},
    {"language", JSON_STRING, offsetof(AssetJson, language)},
    {"label", JSON_STRING, offsetof(AssetJson, label)},
    {"translator", JSON_STRING, offsetof(AssetJson, translator)},
    {"reviewer", JSON_STRING, offsetof(AssetJson, reviewer)},
    {"state", JSON_ENUM, offsetof(AssetJson, state), .words = ASSET_STATE_WORDS},
    {"problem", JSON_STRING, offsetof(AssetJson, problem)},
    {"duration_ms", JSON_INTEGER, offsetof(AssetJson, duration_ms)},
    {"bytes", JSON_INTEGER, offsetof(AssetJson, bytes)},
    {"loudness_centi", JSON_INTEGER, offsetof(AssetJson, loudness_centi),
     .present_offset = offsetof(AssetJson, has_loudness)},
    {"source_name", JSON_STRING, offsetof(AssetJson, source_name)},
    {"is_default", JSON_BOOL, offsetof(AssetJson, is_default)},
    {"created_at", JSON_STRING, offsetof(AssetJson, created_at)},
    {"revision", JSON_INTEGER, offsetof(AssetJson, revision)},
    {NULL, JSON_END},
};
static const JsonTable ASSET_TABLE = {"asset", sizeof(AssetJson), ASSET_FIELDS};

void course_json_append_asset(GString *out, const AssetRow *row, const char *problem) {
    g_autofree char *created_at = wire_time(row->created_at_us);
    const AssetJson json = {.id = row->id,
                            .lesson_id = row->lesson_id,
                            .kind = (int)row->kind,
                            .language = row->language,
                            .label = row->label,
                            .translator = row->translator,
                            .reviewer = row->reviewer,
                            .state = (int)row->state,
                            .problem = problem,
                            .duration_ms = row->duration_ms,
                            .bytes = row->bytes,
                            .loudness_centi = row->loudness_centi,
                            .has_loudness = row->has_loudness,
                            .source_name = row->source_name,
                            .is_default = row->is_default,
                            .created_at = created_at,
                            .revision = row->revision};
    json_table_append(&ASSET_TABLE, &json, out);
}
