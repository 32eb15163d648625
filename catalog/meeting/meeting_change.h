/* Changing a meeting: what is planned, how far it has come. Inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/json_table.h"
#include "catalog/meeting/meeting_parts.h"
#include "catalog/meeting/meeting_table.h"
#include "catalog/store/database.h"

/* As read by MEETING_CHANGE_TABLE, which owns what is in it; NULL and absent: stays. */
typedef struct MeetingChange {
    char *title, *note, *type_id;
    int visibility;
    bool has_visibility;
    char *starts_at, *ends_at;        /* RFC 3339: the reader's business, */
    int64_t starts_at_us, ends_at_us; /* who sets these; 0: stays */
    GPtrArray *languages, *agenda;    /* MeetingLanguage, MeetingAgendaItem */
    GStrv unit_ids;
    bool is_recorded, has_is_recorded;
    bool publishes_itself, has_publishes_itself;
} MeetingChange;

extern const JsonTable MEETING_CHANGE_TABLE;

/* Before it begins all may change. Later times, languages and whether it is recorded stay, but for
 * the offsets of languages. ERROR_CONFLICT, and the errors of the tables. */
bool meeting_change_apply(Database *database, MeetingRow *row, const MeetingChange *change,
                          GError **error);

/* Takes a step (meeting_state.h) and keeps the moments that belong to it. */
bool meeting_change_step(Database *database, MeetingRow *row, MeetingStep step, GError **error);

/* ERROR_CONFLICT unless it is on air. */
bool meeting_change_slate(Database *database, MeetingRow *row, bool is_slate, GError **error);
