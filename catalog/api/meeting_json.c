#include "catalog/api/meeting_json.h"

#include <string.h>

#include "base/clock.h"
#include "base/json_table.h"
#include "catalog/api/wire.h"
#include "catalog/meeting/meeting_parts.h"

/* Members that may be null are written as raw JSON. */
static char *raw_id(const char *id) {
    return *id ? g_strdup_printf("\"%s\"", id) : g_strdup("null");
}

/* ---- in lists ---- */

typedef struct RowJson {
    const char *id, *title, *type_id, *type_name, *unit_id, *unit_name;
    int kind, state, visibility;
    char *starts_at, *ends_at;
    GPtrArray *languages;
    bool is_on_air, has_recording, may_download;
    char *kept_until;
} RowJson;

static const JsonField ROW_FIELDS[] = {
    {"id", JSON_STRING, offsetof(RowJson, id)},
    {"title", JSON_STRING, offsetof(RowJson, title)},
    {"type_id", JSON_STRING, offsetof(RowJson, type_id)},
    {"type_name", JSON_STRING, offsetof(RowJson, type_name)},
    {"unit_id", JSON_STRING, offsetof(RowJson, unit_id)},
    {"unit_name", JSON_STRING, offsetof(RowJson, unit_name)},
    {"kind", JSON_ENUM, offsetof(RowJson, kind), .words = MEETING_KIND_WORDS},
    {"state", JSON_ENUM, offsetof(RowJson, state), .words = MEETING_STATE_WORDS},
    {"visibility", JSON_ENUM, offsetof(RowJson, visibility), .words = MEETING_VISIBILITY_WORDS},
    {"starts_at", JSON_STRING, offsetof(RowJson, starts_at)},
    {"ends_at", JSON_STRING, offsetof(RowJson, ends_at)},
    {"languages", JSON_OBJECTS, offsetof(RowJson, languages), .table = &MEETING_LANGUAGE_TABLE},
    {"is_on_air", JSON_BOOL, offsetof(RowJson, is_on_air)},
    {"has_recording", JSON_BOOL, offsetof(RowJson, has_recording)},
    {"may_download", JSON_BOOL, offsetof(RowJson, may_download)},
    {"kept_until", JSON_RAW, offsetof(RowJson, kept_until)},
    {NULL, JSON_END},
};
static const JsonTable ROW_TABLE = {"meeting", sizeof(RowJson), ROW_FIELDS};

static bool has_recording(const MeetingRow *row, bool runs) {
    bool is_over = row->state == MEETING_PUBLISHED ||
                   (runs && (row->state == MEETING_ENDED || row->state == MEETING_READY));
    return is_over && row->is_recorded && row->expired_at_us == 0;
}

static void append_row(GString *out, const MeetingSeen *seen) {
    const MeetingRow *row = seen->row;
    g_autofree char *starts_at = wire_time(row->starts_at_us);
    g_autofree char *ends_at = wire_time(row->ends_at_us);
    g_autofree char *kept_until = wire_raw_time(seen->runs ? row->due_at_us : 0);
    const RowJson json = {
        .id = row->id,
        .title = row->title,
        .type_id = row->type_id,
        .type_name = row->type_name,
        .unit_id = row->unit_id,
        .unit_name = row->unit_name,
        .kind = (int)row->kind,
        .state = (int)meeting_state_shown(row->state, seen->runs),
        .visibility = (int)row->visibility,
        .starts_at = starts_at,
        .ends_at = ends_at,
        .languages = seen->languages,
        .is_on_air = meeting_state_is_on_air(row->state, seen->runs),
        .has_recording = has_recording(row, seen->runs),
        .may_download = has_recording(row, seen->runs) && (seen->runs || row->allows_download),
        .kept_until = kept_until,
    };
    json_table_append(&ROW_TABLE, &json, out);
}

void meeting_json_append_list(GString *out, const GPtrArray *rows) {
    g_string_append_c(out, '[');
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append_row(out, rows->pdata[i]);
    }
    g_string_append_c(out, ']');
}

/* ---- in full ---- */

typedef struct ItemJson {
    const char *id, *title;
    int64_t minutes;
    char *started_at_ms;
} ItemJson;

static const JsonField ITEM_FIELDS[] = {
    {"id", JSON_STRING, offsetof(ItemJson, id)},
    {"title", JSON_STRING, offsetof(ItemJson, title)},
    {"minutes", JSON_INTEGER, offsetof(ItemJson, minutes)},
    {"started_at_ms", JSON_RAW, offsetof(ItemJson, started_at_ms)},
    {NULL, JSON_END},
};
static const JsonTable ITEM_TABLE = {"agenda item", sizeof(ItemJson), ITEM_FIELDS};

static const JsonField UNIT_FIELDS[] = {
    {"id", JSON_STRING, offsetof(MeetingUnit, id)},
    {"name", JSON_STRING, offsetof(MeetingUnit, name)},
    {NULL, JSON_END},
};
static const JsonTable UNIT_TABLE = {"unit", sizeof(MeetingUnit), UNIT_FIELDS};

typedef struct DetailJson {
    const char *id, *title, *note, *type_id, *type_name, *unit_id, *unit_name, *time_zone;
    int kind, state, visibility, repeat;
    char *starts_at, *ends_at, *repeat_until, *series_id;
    GPtrArray *languages, *agenda, *units;
    bool is_recorded, publishes_itself, is_endless, is_slate;
    char *live_at, *ended_at, *undo_until, *recording_removed_at;
    GStrv steps;
    int64_t revision;
} DetailJson;

static const JsonField DETAIL_FIELDS[] = {
    {"id", JSON_STRING, offsetof(DetailJson, id)},
    {"title", JSON_STRING, offsetof(DetailJson, title)},
    {"note", JSON_STRING, offsetof(DetailJson, note)},
    {"type_id", JSON_STRING, offsetof(DetailJson, type_id)},
    {"type_name", JSON_STRING, offsetof(DetailJson, type_name)},
    {"unit_id", JSON_STRING, offsetof(DetailJson, unit_id)},
    {"unit_name", JSON_STRING, offsetof(DetailJson, unit_name)},
    {"kind", JSON_ENUM, offsetof(DetailJson, kind), .words = MEETING_KIND_WORDS},
    {"state", JSON_ENUM, offsetof(DetailJson, state), .words = MEETING_STATE_WORDS},
    {"visibility", JSON_ENUM, offsetof(DetailJson, visibility), .words = MEETING_VISIBILITY_WORDS},
    {"starts_at", JSON_STRING, offsetof(DetailJson, starts_at)},
    {"ends_at", JSON_STRING, offsetof(DetailJson, ends_at)},
    {"time_zone", JSON_STRING, offsetof(DetailJson, time_zone)},
    {"repeat", JSON_ENUM, offsetof(DetailJson, repeat), .words = MEETING_REPEAT_WORDS},
    {"repeat_until", JSON_RAW, offsetof(DetailJson, repeat_until)},
    {"series_id", JSON_RAW, offsetof(DetailJson, series_id)},
    {"languages", JSON_OBJECTS, offsetof(DetailJson, languages), .table = &MEETING_LANGUAGE_TABLE},
    {"agenda", JSON_OBJECTS, offsetof(DetailJson, agenda), .table = &ITEM_TABLE},
    {"units", JSON_OBJECTS, offsetof(DetailJson, units), .table = &UNIT_TABLE},
    {"is_recorded", JSON_BOOL, offsetof(DetailJson, is_recorded)},
    {"publishes_itself", JSON_BOOL, offsetof(DetailJson, publishes_itself)},
    {"is_endless", JSON_BOOL, offsetof(DetailJson, is_endless)},
    {"is_slate", JSON_BOOL, offsetof(DetailJson, is_slate)},
    {"live_at", JSON_RAW, offsetof(DetailJson, live_at)},
    {"ended_at", JSON_RAW, offsetof(DetailJson, ended_at)},
    {"undo_until", JSON_RAW, offsetof(DetailJson, undo_until)},
    {"recording_removed_at", JSON_RAW, offsetof(DetailJson, recording_removed_at)},
    {"steps", JSON_STRINGS, offsetof(DetailJson, steps)},
    {"revision", JSON_INTEGER, offsetof(DetailJson, revision)},
    {NULL, JSON_END},
};
static const JsonTable DETAIL_TABLE = {"meeting", sizeof(DetailJson), DETAIL_FIELDS};

static void free_item(void *data) {
    ItemJson *item = data;
    g_free(item->started_at_ms);
    g_free(item);
}

static GPtrArray *agenda_json(const GPtrArray *agenda) {
    GPtrArray *items = g_ptr_array_new_with_free_func(free_item);
    for (unsigned i = 0; i < agenda->len; i++) {
        const MeetingAgendaItem *item = agenda->pdata[i];
        ItemJson *json = g_new0(ItemJson, 1);
        *json =
            (ItemJson){item->id, item->title, item->minutes,
                       item->has_begun ? g_strdup_printf("%" G_GINT64_FORMAT, item->started_at_ms)
                                       : g_strdup("null")};
        g_ptr_array_add(items, json);
    }
    return items;
}

/* Who does not run the meeting is told of her own units only. */
static GPtrArray *units_json(const MeetingViewer *viewer, bool runs, const GPtrArray *units) {
    GPtrArray *shown = g_ptr_array_new();
    for (unsigned i = 0; i < units->len; i++) {
        const MeetingUnit *unit = units->pdata[i];
        if (runs || viewer->sees_all || (viewer->own_units && strstr(viewer->own_units, unit->id)))
            g_ptr_array_add(shown, (void *)unit);
    }
    return shown;
}

static GStrv steps_of(const MeetingFacts *facts, bool runs, int64_t now_us) {
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (int step = 0; runs && step < N_MEETING_STEPS; step++) {
        MeetingState next;
        if (meeting_state_step(facts, (MeetingStep)step, now_us, &next, NULL))
            g_strv_builder_add(builder, MEETING_STEP_WORDS[step]);
    }
    return g_strv_builder_end(builder);
}

static char *detail_text(const MeetingRow *row, bool runs, DetailJson *json) {
    const MeetingFacts facts = meeting_row_facts(row);
    int64_t now_us = clock_wall_us();
    g_autofree char *starts_at = json->starts_at = wire_time(row->starts_at_us);
    g_autofree char *ends_at = json->ends_at = wire_time(row->ends_at_us);
    g_autofree char *until = json->repeat_until = wire_raw_time(row->repeat_until_us);
    g_autofree char *series_id = json->series_id = raw_id(row->series_id);
    g_autofree char *live_at = json->live_at = wire_raw_time(row->live_at_us);
    g_autofree char *ended_at = json->ended_at = wire_raw_time(row->ended_at_us);
    g_autofree char *undo = json->undo_until =
        wire_raw_time(runs ? meeting_state_undo_until_us(&facts, now_us) : 0);
    g_autofree char *removed_at = json->recording_removed_at = wire_raw_time(row->expired_at_us);
    g_auto(GStrv) steps = json->steps = steps_of(&facts, runs, now_us);
    json->id = row->id;
    json->title = row->title;
    json->note = row->note;
    json->type_id = row->type_id;
    json->type_name = row->type_name;
    json->unit_id = row->unit_id;
    json->unit_name = row->unit_name;
    json->time_zone = row->time_zone;
    json->kind = (int)row->kind;
    json->state = (int)meeting_state_shown(row->state, runs);
    json->visibility = (int)row->visibility;
    json->repeat = (int)row->repeat;
    json->is_recorded = row->is_recorded;
    json->publishes_itself = row->publishes_itself;
    json->is_endless = row->is_endless;
    json->is_slate = row->is_slate;
    json->revision = row->revision;
    return json_table_write(&DETAIL_TABLE, json);
}

char *meeting_json_detail(Database *database, const MeetingViewer *viewer, const MeetingRow *row,
                          bool runs, GError **error) {
    g_autoptr(GPtrArray) languages = meeting_parts_languages(database, row->id, error);
    if (!languages)
        return NULL;
    g_autoptr(GPtrArray) agenda = meeting_parts_agenda(database, row->id, error);
    if (!agenda)
        return NULL;
    g_autoptr(GPtrArray) units = meeting_parts_units(database, row->id, error);
    if (!units)
        return NULL;
    g_autoptr(GPtrArray) items = agenda_json(agenda);
    g_autoptr(GPtrArray) shown = units_json(viewer, runs, units);
    DetailJson json = {.languages = languages, .agenda = items, .units = shown};
    return detail_text(row, runs, &json);
}

/* ---- inputs ---- */

typedef struct InputJson {
    const char *id, *name, *language, *uri, *key, *passphrase, *rtmp_url, *srt_url;
    int kind;
    int64_t priority;
} InputJson;

static const JsonField INPUT_FIELDS[] = {
    {"id", JSON_STRING, offsetof(InputJson, id)},
    {"kind", JSON_ENUM, offsetof(InputJson, kind), .words = MEETING_INPUT_KIND_WORDS},
    {"name", JSON_STRING, offsetof(InputJson, name)},
    {"language", JSON_STRING, offsetof(InputJson, language)},
    {"uri", JSON_STRING, offsetof(InputJson, uri)},
    {"priority", JSON_INTEGER, offsetof(InputJson, priority)},
    {"key", JSON_STRING, offsetof(InputJson, key)},
    {"passphrase", JSON_STRING, offsetof(InputJson, passphrase)},
    {"rtmp_url", JSON_STRING, offsetof(InputJson, rtmp_url)},
    {"srt_url", JSON_STRING, offsetof(InputJson, srt_url)},
    {NULL, JSON_END},
};
static const JsonTable INPUT_TABLE = {"input", sizeof(InputJson), INPUT_FIELDS};

void meeting_json_append_input(GString *out, const MeetingInputRow *row,
                               const MeetingJsonPush *push) {
    bool is_push = row->kind == MEETING_INPUT_PUSH;
    bool is_v6 = strchr(push->host, ':') != NULL;
    g_autofree char *host = is_v6 ? g_strdup_printf("[%s]", push->host) : g_strdup(push->host);
    g_autofree char *rtmp = is_push && push->rtmp_port
                                ? g_strdup_printf("rtmp://%s:%u/live", host, push->rtmp_port)
                                : g_strdup("");
    g_autofree char *srt =
        is_push && push->srt_port
            ? g_strdup_printf("srt://%s:%u?mode=caller&streamid=publish:%s%s%s", host,
                              push->srt_port, row->key, *row->passphrase ? "&passphrase=" : "",
                              row->passphrase)
            : g_strdup("");
    const InputJson json = {row->id,        row->name,       row->language, row->uri,
                            row->key,       row->passphrase, rtmp,          srt,
                            (int)row->kind, row->priority};
    json_table_append(&INPUT_TABLE, &json, out);
}
