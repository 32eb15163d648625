/* Meetings: one row each, with what is planned, how far it has come and what is recorded of it. All
 * verbs run on a database thread; writing ones inside a write job. Whether the asker may is the
 * question of meeting_viewer.h. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/meeting/meeting_media.h"
#include "catalog/meeting/meeting_state.h"
#include "catalog/store/database.h"

#define MEETING_TITLE_MAX_CHARS 128
#define MEETING_NOTE_MAX_CHARS  4000
#define MEETING_MAX_LENGTH_US   (INT64_C(7) * 86400 * 1000000)

typedef struct MeetingRow {
    char id[ID_TEXT_BYTES];
    char series_id[ID_TEXT_BYTES]; /* "": it does not come again */
    char type_id[ID_TEXT_BYTES];
    char unit_id[ID_TEXT_BYTES]; /* who holds it; "": the unit is gone */
    char *alias;                 /* a second name in URLs, or NULL */
    char *title, *note;
    MeetingKind kind;
    MeetingState state;
    MeetingVisibility visibility;
    int64_t starts_at_us, ends_at_us; /* as planned */
    char *time_zone;                  /* IANA */
    bool is_recorded, publishes_itself, is_endless, is_slate, allows_download;
    int64_t live_at_us, ended_at_us, published_at_us; /* 0: not; a room is live when it is open */
    int64_t base_wall_us;                             /* wall clock of media time 0; 0: not known */
    int64_t duration_us, bytes;                       /* of the recording */
    int64_t trim_from_ms, trim_to_ms;                 /* to 0: the end */
    int64_t revision;
    char created_by[ID_TEXT_BYTES];
    int64_t created_at_us, updated_at_us;
    /* Filled by reading verbs only: */
    bool is_kept;                     /* the recording, for ever */
    int64_t due_at_us, expired_at_us; /* it is to be removed, it was removed; 0: not */
    char *type_name, *unit_name;      /* unit_name "" when it is gone */
    MeetingRepeat repeat;
    int64_t repeat_until_us; /* 0: no end */
} MeetingRow;

void meeting_row_free(MeetingRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MeetingRow, meeting_row_free)

/* Whether a programme is made of it, to be watched live and recorded; rooms have none. As
 * SQL: of a row of `meeting`. */
bool meeting_row_has_programme(const MeetingRow *row);
#define MEETING_HAS_PROGRAMME "meeting.kind = 'broadcast'"
/* Wall clock of media time 0, NULL: not known. The media of a room begin when it is opened. */
#define MEETING_BASE_WALL_US                                                                       \
    "iif(" MEETING_HAS_PROGRAMME ", meeting.base_wall_us, meeting.live_at_us)"

MeetingFacts meeting_row_facts(const MeetingRow *row);

/* ERROR_INVALID: title, note, times or time zone are not to be used. */
bool meeting_table_check(const MeetingRow *row, GError **error);

/* Stores a new one; sets id (unless it is given), revision and times. ERROR_INVALID,
 * ERROR_NOT_FOUND for an unknown type, ERROR_CONFLICT for a closed unit. */
bool meeting_table_insert(Database *database, MeetingRow *row, GError **error);
/* Writes all but identity and recording facts, raises the revision. ERROR_INVALID. */
bool meeting_table_update(Database *database, MeetingRow *row, GError **error);
/* ERROR_CONFLICT unless it is scheduled or cancelled. */
bool meeting_table_remove(Database *database, const MeetingRow *row, GError **error);

/* By id or alias. ERROR_NOT_FOUND, in the words of rights_not_found(). */
MeetingRow *meeting_table_get(Database *database, const char *id, GError **error);

/* What the media side says of a recording; nothing when there is no such meeting. */
bool meeting_table_set_media(Database *database, const char *id, const MeetingMediaFacts *facts,
                             GError **error);

/* For other statements that read meetings: columns and source, and the row of a statement whose
 * columns begin with them. */
#define MEETING_COLUMNS                                                                            \
    "meeting.id, ifnull(meeting.series_id, ''), meeting.type_id, ifnull(meeting.unit_id, ''),"     \
    " alias, title, note, meeting.kind, state, visibility, starts_at_us, ends_at_us, "             \
    "meeting.time_zone,"                                                                           \
    " is_recorded, publishes_itself, is_endless, is_slate, allows_download, live_at_us,"           \
    " ended_at_us, published_at_us, base_wall_us, duration_us, bytes, trim_from_ms, trim_to_ms,"   \
    " revision, meeting.created_by, meeting.created_at_us, meeting.updated_at_us,"                 \
    " meeting_type.name, ifnull(unit.name, ''), ifnull(repeat, 'none'), until_us,"                 \
    " ifnull(is_kept, 0), due_at_us, expired_at_us"
#define MEETING_N_COLUMNS 37
#define MEETING_SOURCE                                                                             \
    " FROM meeting JOIN meeting_type ON meeting_type.id = type_id"                                 \
    " LEFT JOIN unit ON unit.id = meeting.unit_id"                                                 \
    " LEFT JOIN meeting_series ON meeting_series.id = series_id"                                   \
    " LEFT JOIN recording_keeping ON recording_keeping.meeting_id = meeting.id"
MeetingRow *meeting_table_row(Statement *statement);
