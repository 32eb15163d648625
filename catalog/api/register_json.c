#include "catalog/api/register_json.h"

#include "base/json_table.h"
#include "catalog/api/wire.h"

static const char *or_absent(const char *id) {
    return *id ? id : NULL;
}

/* ---- registers ---- */

typedef struct RegisterJson {
    const char *id;
    int kind;
    const char *event_id, *member_id, *type_id, *title, *unit_id, *place_id;
    char *began_at, *ended_at, *closes_at, *closed_at;
    int64_t revision;
} RegisterJson;

static const JsonTable REGISTER_TABLE = {
    "register", sizeof(RegisterJson),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(RegisterJson, id)},
        {"kind", JSON_ENUM, offsetof(RegisterJson, kind), .words = REGISTER_KIND_WORDS},
        {"event_id", JSON_STRING, offsetof(RegisterJson, event_id)},
        {"member_id", JSON_STRING, offsetof(RegisterJson, member_id)},
        {"type_id", JSON_STRING, offsetof(RegisterJson, type_id)},
        {"title", JSON_STRING, offsetof(RegisterJson, title)},
        {"unit_id", JSON_STRING, offsetof(RegisterJson, unit_id)},
        {"place_id", JSON_STRING, offsetof(RegisterJson, place_id)},
        {"began_at", JSON_STRING, offsetof(RegisterJson, began_at)},
        {"ended_at", JSON_STRING, offsetof(RegisterJson, ended_at)},
        {"closes_at", JSON_STRING, offsetof(RegisterJson, closes_at)},
        {"closed_at", JSON_STRING, offsetof(RegisterJson, closed_at)},
        {"revision", JSON_INTEGER, offsetof(RegisterJson, revision)},
        {NULL, JSON_END},
    }};

void register_json_append(GString *out, const RegisterRow *row) {
    RegisterJson json = {.id = row->id,
                         .kind = (int)row->kind,
                         .event_id = row->event_id,
                         .member_id = or_absent(row->member_id),
                         .type_id = row->type_id,
                         .title = row->title,
                         .unit_id = or_absent(row->unit_id),
                         .place_id = or_absent(row->place_id),
                         .began_at = wire_time(row->began_at_us),
                         .ended_at = wire_time(row->ended_at_us),
                         .closes_at = wire_time(row->closes_at_us),
                         .closed_at = wire_time(row->closed_at_us),
                         .revision = row->revision};
    json_table_append(&REGISTER_TABLE, &json, out);
    char *const texts[] = {json.began_at, json.ended_at, json.closes_at, json.closed_at};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
}

/* ---- presences ---- */

typedef struct PresenceJson {
    const char *id, *member_id, *name, *unit_name, *place_id, *place_name, *viewing_id;
    int64_t guest_number;
    bool has_guest_number;
    char *from, *until;
    int how;
    const char *by;
    char *at;
    bool is_withdrawn, has_withdrawn;
    int outcome;
} PresenceJson;

static const JsonTable PRESENCE_TABLE = {
    "presence", sizeof(PresenceJson),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(PresenceJson, id)},
        {"member_id", JSON_STRING, offsetof(PresenceJson, member_id)},
        {"name", JSON_STRING, offsetof(PresenceJson, name)},
        {"guest_number", JSON_INTEGER, offsetof(PresenceJson, guest_number),
         .present_offset = offsetof(PresenceJson, has_guest_number)},
        {"unit_name", JSON_STRING, offsetof(PresenceJson, unit_name)},
        {"place_id", JSON_STRING, offsetof(PresenceJson, place_id)},
        {"place_name", JSON_STRING, offsetof(PresenceJson, place_name)},
        {"viewing_id", JSON_STRING, offsetof(PresenceJson, viewing_id)},
        {"from", JSON_STRING, offsetof(PresenceJson, from)},
        {"until", JSON_STRING, offsetof(PresenceJson, until)},
        {"how", JSON_ENUM, offsetof(PresenceJson, how), .words = PRESENCE_HOW_WORDS},
        {"by", JSON_STRING, offsetof(PresenceJson, by)},
        {"at", JSON_STRING, offsetof(PresenceJson, at)},
        {"is_withdrawn", JSON_BOOL, offsetof(PresenceJson, is_withdrawn),
         .present_offset = offsetof(PresenceJson, has_withdrawn)},
        {"outcome", JSON_ENUM, offsetof(PresenceJson, outcome), .words = PRESENCE_OUTCOME_WORDS},
        {NULL, JSON_END},
    }};

static PresenceJson presence_of(const PresenceRow *row, PresenceOutcome outcome) {
    return (PresenceJson){.id = row->id,
                          .member_id = or_absent(row->member_id),
                          .name = row->name,
                          .guest_number = row->guest_number,
                          .has_guest_number = row->guest_number > 0,
                          .unit_name = row->unit_name,
                          .place_id = or_absent(row->place_id),
                          .place_name = row->place_name,
                          .viewing_id = or_absent(row->viewing_id),
                          .from = wire_time(row->said.from_us),
                          .until = wire_time(row->until_us),
                          .how = (int)row->how,
                          .by = row->entered_name,
                          .at = wire_time(row->entered_at_us),
                          .is_withdrawn = row->is_withdrawn,
                          .has_withdrawn = row->is_withdrawn,
                          .outcome = (int)outcome};
}

static void clear_presence(PresenceJson *json) {
    g_free(json->from);
    g_free(json->until);
    g_free(json->at);
}

void register_json_append_presence(GString *out, const PresenceRow *row, PresenceOutcome outcome) {
    PresenceJson json = presence_of(row, outcome);
    json_table_append(&PRESENCE_TABLE, &json, out);
    clear_presence(&json);
}

/* ---- counts and confirmations ---- */

typedef struct NoteJson {
    const char *id, *place_id, *place_name;
    int64_t heads, present;
    bool is_count, is_confirmation;
    int step;
    const char *by;
    char *at;
} NoteJson;

static const JsonTable NOTE_TABLE = {
    "note", sizeof(NoteJson),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(NoteJson, id)},
        {"place_id", JSON_STRING, offsetof(NoteJson, place_id)},
        {"place_name", JSON_STRING, offsetof(NoteJson, place_name)},
        {"heads", JSON_INTEGER, offsetof(NoteJson, heads),
         .present_offset = offsetof(NoteJson, is_count)},
        {"present", JSON_INTEGER, offsetof(NoteJson, present),
         .present_offset = offsetof(NoteJson, is_confirmation)},
        {"step", JSON_ENUM, offsetof(NoteJson, step), .words = PRESENCE_STEP_WORDS},
        {"by", JSON_STRING, offsetof(NoteJson, by)},
        {"at", JSON_STRING, offsetof(NoteJson, at)},
        {NULL, JSON_END},
    }};

void register_json_append_note(GString *out, const RegisterNote *note) {
    NoteJson json = {.id = note->id,
                     .place_id = or_absent(note->place_id),
                     .place_name = note->place_name,
                     .heads = note->number,
                     .present = note->number,
                     .is_count = note->is_count,
                     .is_confirmation = !note->is_count,
                     .step = note->is_count ? PRESENCE_N_STEPS : (int)note->step,
                     .by = note->entered_name,
                     .at = wire_time(note->entered_at_us)};
    json_table_append(&NOTE_TABLE, &json, out);
    g_free(json.at);
}

/* ---- people ---- */

typedef struct PersonJson {
    const char *member_id, *name, *pinyin, *initials, *unit_name;
    bool is_expected, is_visiting, is_excused;
    PresenceJson *presence;
} PersonJson;

/* What is false is left out: a list of 200 is read by old televisions. */
#define FLAG(member)                                                                               \
    {                                                                                              \
#member, JSON_BOOL, offsetof(PersonJson, member),                                          \
            .present_offset = offsetof(PersonJson, member)                                         \
    }

static const JsonTable PERSON_TABLE = {
    "person", sizeof(PersonJson),
    (const JsonField[]){
        {"member_id", JSON_STRING, offsetof(PersonJson, member_id)},
        {"name", JSON_STRING, offsetof(PersonJson, name)},
        {"pinyin", JSON_STRING, offsetof(PersonJson, pinyin)},
        {"initials", JSON_STRING, offsetof(PersonJson, initials)},
        {"unit_name", JSON_STRING, offsetof(PersonJson, unit_name)},
        FLAG(is_expected),
        FLAG(is_visiting),
        FLAG(is_excused),
        {"presence", JSON_OBJECT, offsetof(PersonJson, presence), .table = &PRESENCE_TABLE},
        {NULL, JSON_END},
    }};

void register_json_append_person(GString *out, const RegisterPerson *person, const char *unit_id) {
    PresenceJson presence = {0};
    PersonJson json = {.member_id = person->member_id,
                       .name = person->name,
                       .pinyin = person->pinyin,
                       .initials = person->initials,
                       .is_expected = person->is_expected,
                       .is_visiting = person->is_visiting,
                       .is_excused = person->is_excused};
    if (!g_str_equal(person->unit_id, unit_id))
        json.unit_name = person->unit_name;
    if (person->presence) {
        presence = presence_of(person->presence, PRESENCE_N_OUTCOMES);
        presence.member_id = presence.name = presence.unit_name = NULL;
        json.presence = &presence;
    }
    json_table_append(&PERSON_TABLE, &json, out);
    clear_presence(&presence);
}

/* ---- figures ---- */

static const JsonTable UNIT_TABLE = {
    "unit", sizeof(RegisterUnit),
    (const JsonField[]){
        {"name", JSON_STRING, offsetof(RegisterUnit, name)},
        {"group_name", JSON_STRING, offsetof(RegisterUnit, group_name)},
        {"expected", JSON_INTEGER, offsetof(RegisterUnit, expected)},
        {"excused", JSON_INTEGER, offsetof(RegisterUnit, excused)},
        {"present", JSON_INTEGER, offsetof(RegisterUnit, present)},
        {"came", JSON_INTEGER, offsetof(RegisterUnit, came)},
        {"besides", JSON_INTEGER, offsetof(RegisterUnit, besides)},
        {NULL, JSON_END},
    }};

void register_json_append_figures(GString *out, const RegisterFigures *figures) {
    const RegisterUnit *sum = &figures->sum;
    g_string_append_printf(
        out,
        "\"expected\":%" G_GINT64_FORMAT ",\"excused\":%" G_GINT64_FORMAT
        ",\"present\":%" G_GINT64_FORMAT ",\"came\":%" G_GINT64_FORMAT
        ",\"besides\":%" G_GINT64_FORMAT ",\"guests\":%" G_GINT64_FORMAT ",\"units\":[",
        sum->expected, sum->excused, sum->present, sum->came, sum->besides, figures->guests);
    for (unsigned i = 0; i < figures->units->len; i++) {
        const RegisterUnit *unit = figures->units->pdata[i];
        g_string_append_printf(out, "%s{\"id\":\"%s\",\"group_id\":\"%s\",", i > 0 ? "," : "",
                               unit->id, unit->group_id);
        g_autoptr(GString) rest = g_string_new(NULL);
        json_table_append(&UNIT_TABLE, unit, rest);
        g_string_append(out, rest->str + 1); /* behind its brace */
    }
    g_string_append_c(out, ']');
}
