#include "catalog/api/study_json.h"

#include "base/json_table.h"
#include "catalog/api/wire.h"

typedef struct StudyJson {
    const char *id, *place_id, *title, *course_id, *lesson_id, *lesson_title;
    int64_t duration_ms;
    bool is_course;
    const char *language;
    bool is_paused;
    int64_t seek_ms, seek_revision, revision;
    const char *opened_by;
    char *begun_at;
    const char *state;
    int64_t position_ms;
    char *heard_at;
} StudyJson;

static const JsonTable STUDY_TABLE = {
    "study", sizeof(StudyJson),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(StudyJson, id)},
        {"place_id", JSON_STRING, offsetof(StudyJson, place_id)},
        {"title", JSON_STRING, offsetof(StudyJson, title)},
        {"course_id", JSON_STRING, offsetof(StudyJson, course_id)},
        {"lesson_id", JSON_STRING, offsetof(StudyJson, lesson_id)},
        {"lesson_title", JSON_STRING, offsetof(StudyJson, lesson_title)},
        {"duration_ms", JSON_INTEGER, offsetof(StudyJson, duration_ms)},
        {"is_course", JSON_BOOL, offsetof(StudyJson, is_course)},
        {"language", JSON_STRING, offsetof(StudyJson, language)},
        {"is_paused", JSON_BOOL, offsetof(StudyJson, is_paused)},
        {"seek_ms", JSON_INTEGER, offsetof(StudyJson, seek_ms)},
        {"seek_revision", JSON_INTEGER, offsetof(StudyJson, seek_revision)},
        {"revision", JSON_INTEGER, offsetof(StudyJson, revision)},
        {"opened_by", JSON_STRING, offsetof(StudyJson, opened_by)},
        {"begun_at", JSON_STRING, offsetof(StudyJson, begun_at)},
        {"state", JSON_STRING, offsetof(StudyJson, state)},
        {"position_ms", JSON_INTEGER, offsetof(StudyJson, position_ms)},
        {"heard_at", JSON_STRING, offsetof(StudyJson, heard_at)},
        {NULL, JSON_END},
    }};

typedef struct ScreenJson {
    const char *id, *name;
    bool online, shows;
} ScreenJson;

static const JsonTable SCREEN_TABLE = {"screen", sizeof(ScreenJson),
                                       (const JsonField[]){
                                           {"id", JSON_STRING, offsetof(ScreenJson, id)},
                                           {"name", JSON_STRING, offsetof(ScreenJson, name)},
                                           {"online", JSON_BOOL, offsetof(ScreenJson, online)},
                                           {"shows", JSON_BOOL, offsetof(ScreenJson, shows)},
                                           {NULL, JSON_END},
                                       }};

typedef struct PlaceJson {
    const char *place_id, *place_name;
    GPtrArray *screens;
    StudyJson *study;
} PlaceJson;

static const JsonTable PLACE_TABLE = {
    "place", sizeof(PlaceJson),
    (const JsonField[]){
        {"place_id", JSON_STRING, offsetof(PlaceJson, place_id)},
        {"place_name", JSON_STRING, offsetof(PlaceJson, place_name)},
        {"screens", JSON_OBJECTS, offsetof(PlaceJson, screens), .table = &SCREEN_TABLE},
        {"study", JSON_OBJECT, offsetof(PlaceJson, study), .table = &STUDY_TABLE},
        {NULL, JSON_END},
    }};

static const char *or_absent(const char *id) {
    return *id ? id : NULL;
}

static StudyJson study_of(const StudyRow *row) {
    return (StudyJson){
        .id = row->id,
        .place_id = row->place_id,
        .title = row->title,
        .course_id = or_absent(row->course_id),
        .lesson_id = or_absent(row->lesson_id),
        .lesson_title = row->lesson_title ? row->lesson_title : "",
        .duration_ms = row->duration_ms,
        .is_course = row->is_course,
        .language = row->language,
        .is_paused = row->is_paused,
        .seek_ms = row->seek_ms,
        .seek_revision = row->seek_revision,
        .revision = row->revision,
        .opened_by = row->opened_name,
        .begun_at = wire_time(row->begun_at_us),
        .state = or_absent(row->state),
        .position_ms = row->position_ms,
        .heard_at = wire_time(row->heard_at_us),
    };
}

char *study_json_write(const StudyView *view) {
    g_autoptr(GPtrArray) screens = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < view->screens->len; i++) {
        const StudyScreen *screen = view->screens->pdata[i];
        ScreenJson *json = g_new(ScreenJson, 1);
        *json = (ScreenJson){screen->id, screen->name, g_array_index(view->online, bool, i),
                             screen->shows};
        g_ptr_array_add(screens, json);
    }
    StudyJson study = {0};
    PlaceJson json = {view->place_id, view->place_name, screens, NULL};
    if (view->study) {
        study = study_of(view->study);
        json.study = &study;
    }
    char *text = json_table_write(&PLACE_TABLE, &json);
    g_free(study.begun_at);
    g_free(study.heard_at);
    return text;
}
