#include "catalog/meeting/meeting_plan.h"

#include "catalog/meeting/meeting_parts.h"

#define MOMENT_MAX_CHARS 40
#define ZONE_MAX_CHARS   63

static const JsonField WISH_FIELDS[] = {
    {"person_id", JSON_STRING, offsetof(MeetingTalkWish, person_id), JSON_REQUIRED, 1,
     ID_TEXT_BYTES - 1},
    {"part", JSON_ENUM, offsetof(MeetingTalkWish, part), JSON_REQUIRED,
     .words = MEETING_PART_WORDS},
    {NULL, JSON_END},
};
static const JsonTable WISH_TABLE = {"party", sizeof(MeetingTalkWish), WISH_FIELDS};

static const JsonField FIELDS[] = {
    {"title", JSON_STRING, offsetof(MeetingPlan, title), JSON_REQUIRED, 1, MEETING_TITLE_MAX_CHARS},
    {"note", JSON_STRING, offsetof(MeetingPlan, note), .max = MEETING_NOTE_MAX_CHARS},
    {"type_id", JSON_STRING, offsetof(MeetingPlan, type_id), JSON_REQUIRED, 1, ID_TEXT_BYTES - 1},
    {"unit_id", JSON_STRING, offsetof(MeetingPlan, unit_id), JSON_REQUIRED, 1, ID_TEXT_BYTES - 1},
    {"kind", JSON_ENUM, offsetof(MeetingPlan, kind), .words = MEETING_KIND_WORDS},
    {"visibility", JSON_ENUM, offsetof(MeetingPlan, visibility), JSON_REQUIRED,
     .words = MEETING_VISIBILITY_WORDS},
    {"starts_at", JSON_STRING, offsetof(MeetingPlan, starts_at), JSON_REQUIRED, 1,
     MOMENT_MAX_CHARS},
    {"ends_at", JSON_STRING, offsetof(MeetingPlan, ends_at), JSON_REQUIRED, 1, MOMENT_MAX_CHARS},
    {"time_zone", JSON_STRING, offsetof(MeetingPlan, time_zone), JSON_OPTIONAL, 1, ZONE_MAX_CHARS},
    {"repeat", JSON_ENUM, offsetof(MeetingPlan, repeat), .words = MEETING_REPEAT_WORDS},
    {"repeat_until", JSON_STRING, offsetof(MeetingPlan, repeat_until), JSON_OPTIONAL, 1,
     MOMENT_MAX_CHARS},
    {"languages", JSON_OBJECTS, offsetof(MeetingPlan, languages), JSON_REQUIRED, 1,
     MEETING_MAX_LANGUAGES, .table = &MEETING_LANGUAGE_TABLE},
    {"agenda", JSON_OBJECTS, offsetof(MeetingPlan, agenda), .max = MEETING_MAX_AGENDA,
     .table = &MEETING_AGENDA_WISH_TABLE},
    {"unit_ids", JSON_STRINGS, offsetof(MeetingPlan, unit_ids), .max = MEETING_MAX_UNITS,
     .item_max = ID_TEXT_BYTES - 1},
    {"parties", JSON_OBJECTS, offsetof(MeetingPlan, parties), .max = MEETING_TALK_MAX_WISHES,
     .table = &WISH_TABLE},
    {"is_recorded", JSON_BOOL, offsetof(MeetingPlan, is_recorded),
     .present_offset = offsetof(MeetingPlan, has_is_recorded)},
    {"publishes_itself", JSON_BOOL, offsetof(MeetingPlan, publishes_itself),
     .present_offset = offsetof(MeetingPlan, has_publishes_itself)},
    {NULL, JSON_END},
};
const JsonTable MEETING_PLAN_TABLE = {"meeting", sizeof(MeetingPlan), FIELDS};

/* A branch that meets invites itself. */
static bool invite_own(Database *database, const MeetingPlan *plan, const char *id,
                       GError **error) {
    bool names_units = plan->unit_ids && plan->unit_ids[0];
    const char *const own[] = {plan->unit_id, NULL};
    return plan->kind != MEETING_GROUP || names_units ||
           meeting_parts_set_units(database, id, own, error);
}

static bool make_parts(Database *database, const MeetingPlan *plan, const char *id,
                       GError **error) {
    return meeting_parts_set_languages(database, id, plan->languages, error) &&
           (!plan->agenda || meeting_parts_set_agenda(database, id, plan->agenda, error)) &&
           (!plan->unit_ids ||
            meeting_parts_set_units(database, id, (const char *const *)plan->unit_ids, error)) &&
           invite_own(database, plan, id, error);
}

bool meeting_plan_make(Database *database, const MeetingPlan *plan, const MeetingMoment *moment,
                       char ret_id[ID_TEXT_BYTES], GError **error) {
    MeetingRow row = {.title = plan->title,
                      .note = plan->note ? plan->note : (char *)"",
                      .kind = (MeetingKind)plan->kind,
                      .visibility = (MeetingVisibility)plan->visibility,
                      .starts_at_us = moment->starts_at_us,
                      .ends_at_us = moment->ends_at_us,
                      .time_zone = plan->time_zone ? plan->time_zone : (char *)MEETING_DEFAULT_ZONE,
                      .is_recorded = plan->has_is_recorded ? plan->is_recorded
                                                           : plan->kind == MEETING_BROADCAST,
                      .publishes_itself = plan->publishes_itself};
    g_strlcpy(row.type_id, plan->type_id, sizeof row.type_id);
    g_strlcpy(row.unit_id, plan->unit_id, sizeof row.unit_id);
    g_strlcpy(row.series_id, moment->series_id, sizeof row.series_id);
    g_strlcpy(row.created_by, moment->created_by, sizeof row.created_by);
    if (!meeting_table_insert(database, &row, error) || !make_parts(database, plan, row.id, error))
        return false;
    g_strlcpy(ret_id, row.id, ID_TEXT_BYTES);
    return true;
}
