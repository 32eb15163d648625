/* What a meeting has several of: languages, items of the agenda, invited units. The structs are
 * those of the API too (JSON tables). All verbs run on a database thread; writing ones inside a
 * write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "base/json_table.h"
#include "catalog/store/database.h"

#define MEETING_MAX_LANGUAGES    8u
#define MEETING_TAG_MAX_CHARS    15 /* of a BCP 47 tag */
#define MEETING_MAX_OFFSET_MS    10000
#define MEETING_MAX_AGENDA       100u
#define MEETING_AGENDA_MAX       128 /* characters of an item */
#define MEETING_MAX_ITEM_MINUTES 1440
#define MEETING_MAX_UNITS        500u

typedef struct MeetingLanguage {
    char *tag; /* BCP 47 */
    bool is_floor;
    int64_t offset_ms; /* its sound is delayed by so much */
} MeetingLanguage;

typedef struct MeetingAgendaItem {
    char *id; /* NULL in what is to be written */
    char *title;
    int64_t minutes;
    int64_t started_at_ms; /* media time */
    bool has_begun;
} MeetingAgendaItem;

typedef struct MeetingUnit {
    char *id, *name;
} MeetingUnit;

extern const JsonTable MEETING_LANGUAGE_TABLE;
extern const JsonTable MEETING_AGENDA_WISH_TABLE; /* title and minutes */

/* GPtrArray of the structs above, in their order (units by name). */
GPtrArray *meeting_parts_languages(Database *database, const char *meeting_id, GError **error);
GPtrArray *meeting_parts_agenda(Database *database, const char *meeting_id, GError **error);
GPtrArray *meeting_parts_units(Database *database, const char *meeting_id, GError **error);

/* One tag: letters and digits in parts of at most eight, divided by "-". Pure. */
bool meeting_parts_is_tag(const char *tag);

/* Replace all. ERROR_INVALID: no floor or two, a tag that is none or comes twice, too many. */
bool meeting_parts_set_languages(Database *database, const char *meeting_id,
                                 const GPtrArray *languages, GError **error);
/* Items whose title stays keep their id and when they began. */
bool meeting_parts_set_agenda(Database *database, const char *meeting_id, const GPtrArray *agenda,
                              GError **error);
/* ERROR_NOT_FOUND, ERROR_CONFLICT for an unknown or closed unit. */
bool meeting_parts_set_units(Database *database, const char *meeting_id,
                             const char *const *unit_ids, GError **error);

/* The item begins at this media time; again: it begins anew. ERROR_NOT_FOUND. */
bool meeting_parts_begin_item(Database *database, const char *meeting_id, const char *item_id,
                              int64_t media_ms, GError **error);
