#include "catalog/meeting/meeting_change.h"

#include "base/clock.h"
#include "base/error.h"

#define MOMENT_MAX_CHARS 40

static const JsonField FIELDS[] = {
    {"title", JSON_STRING, offsetof(MeetingChange, title), JSON_OPTIONAL, 1,
     MEETING_TITLE_MAX_CHARS},
    {"note", JSON_STRING, offsetof(MeetingChange, note), .max = MEETING_NOTE_MAX_CHARS},
    {"type_id", JSON_STRING, offsetof(MeetingChange, type_id), JSON_OPTIONAL, 1, ID_TEXT_BYTES - 1},
    {"visibility", JSON_ENUM, offsetof(MeetingChange, visibility),
     .words = MEETING_VISIBILITY_WORDS, .present_offset = offsetof(MeetingChange, has_visibility)},
    {"starts_at", JSON_STRING, offsetof(MeetingChange, starts_at), JSON_OPTIONAL, 1,
     MOMENT_MAX_CHARS},
    {"ends_at", JSON_STRING, offsetof(MeetingChange, ends_at), JSON_OPTIONAL, 1, MOMENT_MAX_CHARS},
    {"languages", JSON_OBJECTS, offsetof(MeetingChange, languages), JSON_OPTIONAL, 1,
     MEETING_MAX_LANGUAGES, .table = &MEETING_LANGUAGE_TABLE},
    {"agenda", JSON_OBJECTS, offsetof(MeetingChange, agenda), .max = MEETING_MAX_AGENDA,
     .table = &MEETING_AGENDA_WISH_TABLE},
    {"unit_ids", JSON_STRINGS, offsetof(MeetingChange, unit_ids), .max = MEETING_MAX_UNITS,
     .item_max = ID_TEXT_BYTES - 1},
    {"is_recorded", JSON_BOOL, offsetof(MeetingChange, is_recorded),
     .present_offset = offsetof(MeetingChange, has_is_recorded)},
    {"publishes_itself", JSON_BOOL, offsetof(MeetingChange, publishes_itself),
     .present_offset = offsetof(MeetingChange, has_publishes_itself)},
    {NULL, JSON_END},
};
const JsonTable MEETING_CHANGE_TABLE = {"meeting", sizeof(MeetingChange), FIELDS};

static bool conflict(GError **error, const char *sentence) {
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, sentence);
    return false;
}

/* ---- what is planned ---- */

static bool is_same_set(const GPtrArray *old, const GPtrArray *new) {
    if (old->len != new->len)
        return false;
    for (unsigned i = 0; i < old->len; i++) {
        const MeetingLanguage *a = old->pdata[i], *b = new->pdata[i];
        if (!g_str_equal(a->tag, b->tag) || a->is_floor != b->is_floor)
            return false;
    }
    return true;
}

/* The tracks of a programme are fixed for its life. */
static bool set_languages(Database *database, const MeetingRow *row, const GPtrArray *languages,
                          GError **error) {
    if (!languages)
        return true;
    g_autoptr(GPtrArray) old = meeting_parts_languages(database, row->id, error);
    if (!old)
        return false;
    if (row->state != MEETING_SCHEDULED && !is_same_set(old, languages))
        return conflict(error, "The meeting has begun: its languages stay.");
    return meeting_parts_set_languages(database, row->id, languages, error);
}

static bool check_state(const MeetingRow *row, const MeetingChange *change, GError **error) {
    bool is_early = row->state == MEETING_SCHEDULED || row->state == MEETING_REHEARSAL;
    bool moves = (change->starts_at_us && change->starts_at_us != row->starts_at_us) ||
                 (change->ends_at_us && change->ends_at_us != row->ends_at_us);
    bool turns = change->has_is_recorded && change->is_recorded != row->is_recorded;
    if (row->state == MEETING_CANCELLED)
        return conflict(error, "The meeting was cancelled.");
    if (row->kind == MEETING_TALK && change->unit_ids)
        return conflict(error, "A talk is with exactly one person.");
    if (moves && !is_early)
        return conflict(error, "The meeting has begun: its times stay.");
    return !turns || is_early ||
           conflict(error, "The meeting has begun: whether it is recorded stays.");
}

static void set_text(char **text, const char *value) {
    if (!value)
        return;
    g_free(*text);
    *text = g_strdup(value);
}

static void set_values(MeetingRow *row, const MeetingChange *change) {
    set_text(&row->title, change->title);
    set_text(&row->note, change->note);
    if (change->type_id)
        g_strlcpy(row->type_id, change->type_id, sizeof row->type_id);
    if (change->has_visibility)
        row->visibility = (MeetingVisibility)change->visibility;
    if (change->starts_at_us)
        row->starts_at_us = change->starts_at_us;
    if (change->ends_at_us)
        row->ends_at_us = change->ends_at_us;
    if (change->has_is_recorded)
        row->is_recorded = change->is_recorded;
    if (change->has_publishes_itself)
        row->publishes_itself = change->publishes_itself;
}

bool meeting_change_apply(Database *database, MeetingRow *row, const MeetingChange *change,
                          GError **error) {
    if (!check_state(row, change, error))
        return false;
    set_values(row, change);
    return set_languages(database, row, change->languages, error) &&
           (!change->agenda ||
            meeting_parts_set_agenda(database, row->id, change->agenda, error)) &&
           (!change->unit_ids ||
            meeting_parts_set_units(database, row->id, (const char *const *)change->unit_ids,
                                    error)) &&
           meeting_table_update(database, row, error);
}

/* ---- how far it has come ---- */

/* What a step leaves besides the state. */
static void keep_moments(MeetingRow *row, MeetingState from, int64_t now_us) {
    bool was_over = from == MEETING_ENDED;
    bool has_room = row->kind != MEETING_BROADCAST;
    bool begins = row->state == MEETING_LIVE || (has_room && row->state == MEETING_OPEN);
    if (begins && row->live_at_us == 0)
        row->live_at_us = now_us;
    bool ends = row->state == MEETING_ENDED ||
                (row->state == MEETING_READY && !was_over && from != MEETING_PUBLISHED);
    if (ends)
        row->ended_at_us = now_us;
    else if (was_over && row->state != MEETING_READY)
        row->ended_at_us = 0; /* the end was undone */
    if (row->state == MEETING_PUBLISHED)
        row->published_at_us = now_us;
    else if (from == MEETING_PUBLISHED)
        row->published_at_us = 0;
    if (ends || row->state == MEETING_CANCELLED)
        row->is_slate = false;
}

bool meeting_change_step(Database *database, MeetingRow *row, MeetingStep step, GError **error) {
    const MeetingFacts facts = meeting_row_facts(row);
    int64_t now_us = clock_wall_us();
    if (!meeting_state_step(&facts, step, now_us, &row->state, error))
        return false;
    keep_moments(row, facts.state, now_us);
    return meeting_table_update(database, row, error);
}

bool meeting_change_slate(Database *database, MeetingRow *row, bool is_slate, GError **error) {
    if (row->kind != MEETING_BROADCAST || !meeting_state_is_on_air(row->state, true))
        return conflict(error, "The meeting is not on air.");
    row->is_slate = is_slate;
    return meeting_table_update(database, row, error);
}
