/* What somebody plans: the body of a new meeting, which a series keeps as JSON to make the next
 * ones from. Writing verbs run inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "base/json_table.h"
#include "catalog/meeting/meeting_table.h"
#include "catalog/store/database.h"

#define MEETING_DEFAULT_ZONE "Asia/Shanghai"

#define MEETING_TALK_MAX_WISHES 3u /* the other, a third one, a supervisor */

typedef struct MeetingTalkWish {
    char *person_id; /* of an account, or of a member who has one */
    int part;        /* MeetingPart; not the host, who is who calls the talk */
} MeetingTalkWish;

/* As read by MEETING_PLAN_TABLE, which owns what is in it. */
typedef struct MeetingPlan {
    char *title, *note, *type_id, *unit_id;
    int kind; /* absent: MEETING_BROADCAST */
    int visibility;
    char *starts_at, *ends_at; /* RFC 3339: the reader's business */
    char *time_zone;           /* NULL: MEETING_DEFAULT_ZONE */
    int repeat;
    char *repeat_until;
    GPtrArray *languages; /* MeetingLanguage */
    GPtrArray *agenda;    /* MeetingAgendaItem, or NULL */
    GStrv unit_ids;       /* or NULL; of a group meeting its own unit then */
    GPtrArray *parties;   /* of a talk: MeetingTalkWish; its tables are those of rooms */
    bool is_recorded, has_is_recorded;
    bool publishes_itself, has_publishes_itself;
} MeetingPlan;

extern const JsonTable MEETING_PLAN_TABLE;

typedef struct MeetingMoment {
    int64_t starts_at_us, ends_at_us;
    const char *series_id;  /* or "" */
    const char *created_by; /* id of the account */
} MeetingMoment;

/* Stores one meeting of a plan with its parts; `ret_id` gets its id. The errors of
 * meeting_table_insert() and meeting_parts.h. */
bool meeting_plan_make(Database *database, const MeetingPlan *plan, const MeetingMoment *moment,
                       char ret_id[ID_TEXT_BYTES], GError **error);
