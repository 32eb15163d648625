#include "catalog/api/track_json.h"

#include "base/json_table.h"
#include "catalog/course/asset_table.h"
#include "catalog/meeting/meeting_parts.h"

/* ---- languages ---- */

typedef struct LanguageJson {
    const char *tag, *autonym, *name_zh, *name_en, *script;
    bool is_rtl, is_vertical;
    const char *code3;
    bool is_own, has_clip;
} LanguageJson;

static const JsonField LANGUAGE_FIELDS[] = {
    {"tag", JSON_STRING, offsetof(LanguageJson, tag)},
    {"autonym", JSON_STRING, offsetof(LanguageJson, autonym)},
    {"name_zh", JSON_STRING, offsetof(LanguageJson, name_zh)},
    {"name_en", JSON_STRING, offsetof(LanguageJson, name_en)},
    {"script", JSON_STRING, offsetof(LanguageJson, script)},
    {"is_rtl", JSON_BOOL, offsetof(LanguageJson, is_rtl)},
    {"is_vertical", JSON_BOOL, offsetof(LanguageJson, is_vertical)},
    {"code3", JSON_STRING, offsetof(LanguageJson, code3)},
    {"is_own", JSON_BOOL, offsetof(LanguageJson, is_own)},
    {"has_clip", JSON_BOOL, offsetof(LanguageJson, has_clip)},
    {NULL, JSON_END},
};
static const JsonTable LANGUAGE_TABLE = {"language", sizeof(LanguageJson), LANGUAGE_FIELDS};

void track_json_append_language(GString *out, const Language *language, bool is_own,
                                const ClipPort *clips) {
    const LanguageJson json = {.tag = language->tag,
                               .autonym = language->autonym,
                               .name_zh = language->name_zh,
                               .name_en = language->name_en,
                               .script = language->script,
                               .is_rtl = language->is_rtl,
                               .is_vertical = language->is_vertical,
                               .code3 = language->code3,
                               .is_own = is_own,
                               .has_clip = clips->has && clips->has(language->tag, clips->user)};
    json_table_append(&LANGUAGE_TABLE, &json, out);
}

/* ---- tracks ---- */

typedef struct TrackJson {
    const char *asset_id, *language, *autonym, *name_zh, *name_en, *script;
    bool is_rtl, is_vertical;
    const char *label, *translator, *reviewer;
    int64_t gain_centi;
} TrackJson;

static const JsonField TRACK_FIELDS[] = {
    {"asset_id", JSON_STRING, offsetof(TrackJson, asset_id)},
    {"language", JSON_STRING, offsetof(TrackJson, language)},
    {"autonym", JSON_STRING, offsetof(TrackJson, autonym)},
    {"name_zh", JSON_STRING, offsetof(TrackJson, name_zh)},
    {"name_en", JSON_STRING, offsetof(TrackJson, name_en)},
    {"script", JSON_STRING, offsetof(TrackJson, script)},
    {"is_rtl", JSON_BOOL, offsetof(TrackJson, is_rtl)},
    {"is_vertical", JSON_BOOL, offsetof(TrackJson, is_vertical)},
    {"label", JSON_STRING, offsetof(TrackJson, label)},
    {"translator", JSON_STRING, offsetof(TrackJson, translator)},
    {"reviewer", JSON_STRING, offsetof(TrackJson, reviewer)},
    {"gain_centi", JSON_INTEGER, offsetof(TrackJson, gain_centi)},
    {NULL, JSON_END},
};
static const JsonTable TRACK_TABLE = {"track", sizeof(TrackJson), TRACK_FIELDS};

/* `json` has what does not depend on the language. A language that nobody knows has its tag for
 * its names. */
static void append(GString *out, const CourseLanguages *languages, TrackJson json) {
    const Language unknown = {.tag = json.language,
                              .autonym = json.language,
                              .name_zh = json.language,
                              .name_en = json.language,
                              .script = "Zyyy"}; /* ISO 15924: undetermined */
    const Language *found = course_language_find(languages, json.language);
    const Language *language = found ? found : &unknown;
    json.autonym = language->autonym;
    json.name_zh = language->name_zh;
    json.name_en = language->name_en;
    json.script = language->script;
    json.is_rtl = language->is_rtl;
    json.is_vertical = language->is_vertical;
    if (out->len > 1)
        g_string_append_c(out, ',');
    json_table_append(&TRACK_TABLE, &json, out);
}

static void append_assets(GString *out, const CourseLanguages *languages, const GPtrArray *assets,
                          CourseAssetKind kind) {
    for (unsigned i = 0; i < assets->len; i++) {
        const AssetRow *row = assets->pdata[i];
        if (row->kind == kind && row->state == ASSET_READY)
            append(out, languages,
                   (TrackJson){.asset_id = row->id,
                               .language = row->language,
                               .label = row->label,
                               .translator = row->translator,
                               .reviewer = row->reviewer,
                               .gain_centi = asset_row_gain_centi(row)});
    }
}

static void append_meeting(GString *out, const CourseLanguages *languages,
                           const GPtrArray *spoken) {
    for (unsigned pass = 0; pass < 2; pass++) /* the room's own comes first */
        for (unsigned i = 0; i < spoken->len; i++) {
            const MeetingLanguage *language = spoken->pdata[i];
            if (language->is_floor == (pass == 0))
                append(out, languages,
                       (TrackJson){.asset_id = "",
                                   .language = language->tag,
                                   .label = "",
                                   .translator = "",
                                   .reviewer = ""});
        }
}

char *track_json_list(Database *database, const LessonRow *row, CourseAssetKind kind,
                      GError **error) {
    bool is_meeting = *row->meeting_id && kind == COURSE_ASSET_SOUND;
    g_autoptr(CourseLanguages) languages = course_language_load(database, error);
    if (!languages)
        return NULL;
    g_autoptr(GPtrArray) parts = is_meeting
                                     ? meeting_parts_languages(database, row->meeting_id, error)
                                     : asset_table_list(database, row->id, error);
    if (!parts)
        return NULL;
    GString *out = g_string_new("[");
    if (is_meeting)
        append_meeting(out, languages, parts);
    else
        append_assets(out, languages, parts, kind);
    g_string_append_c(out, ']');
    return g_string_free(out, FALSE);
}
