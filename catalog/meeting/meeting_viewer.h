/* Who sees which meetings, and who runs them. Read in the caller's transaction: what was taken away
 * a moment ago counts no more. All verbs run on a database thread.
 *
 * Public meetings are for everybody, signed_in ones for whoever is signed in and for paired
 * screens. An invitation of a unit reaches those who belong to it or below it, and those who look
 * after it, above or below. Whoever runs a meeting sees it; group meetings are run by the clerks of
 * their units too. A talk is seen by who has a part in it and by nobody else, whatever the role. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/meeting/meeting_table.h"
#include "catalog/store/database.h"

typedef enum MeetingViewerKind {
    MEETING_VIEWER_NOBODY,
    MEETING_VIEWER_ACCOUNT,
    MEETING_VIEWER_SCREEN,
    MEETING_VIEWER_PLACE /* as a screen of the place and of its own unit */
} MeetingViewerKind;

/* Lists are JSON arrays of ids, for json_each(); NULL when empty. */
typedef struct MeetingViewer {
    MeetingViewerKind kind;
    bool sees_all, runs_all;
    char *own_units;    /* those it belongs to, and all above them */
    char *office_units; /* those it looks after; all below them count too */
    char *run_units;   /* JSON object of lists: `broadcast`, the units of which it is administrator;
                          `group`, those and of which it is clerk; likewise */
    char *run_events;  /* meetings that it is appointed to as studio; talks that it called */
    char *seen_events; /* as interpreter; talks that it has a part in */
} MeetingViewer;

void meeting_viewer_clear(MeetingViewer *viewer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MeetingViewer, meeting_viewer_clear)

/* `id` of the account, screen or place; "" is nobody. One that is gone or locked is nobody. */
bool meeting_viewer_load(Database *database, MeetingViewerKind kind, const char *id,
                         MeetingViewer *ret_viewer, GError **error);

/* Conditions on a row of `meeting`; they use ?1 to ?8, bound by meeting_viewer_bind(). */
#define MEETING_VIEWER_UP                                                                          \
    " (WITH RECURSIVE up (id) AS (SELECT meeting.unit_id UNION SELECT unit_id FROM meeting_unit"   \
    " WHERE meeting_id = meeting.id UNION SELECT above.parent_id FROM unit AS above"               \
    " JOIN up ON above.id = up.id WHERE above.parent_id NOT NULL)"                                 \
    " SELECT 1 FROM up WHERE id IN (SELECT value FROM json_each(?5)))"
#define MEETING_VIEWER_HOLDERS                                                                     \
    " (WITH RECURSIVE up (id) AS (SELECT meeting.unit_id UNION SELECT above.parent_id"             \
    " FROM unit AS above JOIN up ON above.id = up.id WHERE above.parent_id NOT NULL)"              \
    " SELECT 1 FROM up WHERE id IN (SELECT value FROM json_each(?6, '$.' || meeting.kind)))"
#define MEETING_VIEWER_RUNS                                                                        \
    "(?2 AND meeting.kind <> 'talk' OR meeting.id IN (SELECT value FROM json_each(?7))"            \
    " OR (?6 <> '{}' AND EXISTS" MEETING_VIEWER_HOLDERS "))"
#define MEETING_VIEWER_SEES                                                                        \
    "(?1 AND meeting.kind <> 'talk' OR visibility = 'public'"                                      \
    " OR (?3 AND visibility = 'signed_in')"                                                        \
    " OR EXISTS (SELECT 1 FROM meeting_unit WHERE meeting_id = meeting.id"                         \
    " AND meeting_unit.unit_id IN (SELECT value FROM json_each(?4)))"                              \
    " OR meeting.id IN (SELECT value FROM json_each(?8))"                                          \
    " OR (?5 <> '[]' AND meeting.kind <> 'talk' AND EXISTS" MEETING_VIEWER_UP                      \
    ") OR " MEETING_VIEWER_RUNS ")"
#define MEETING_VIEWER_NEXT 9 /* the first parameter that is free */
void meeting_viewer_bind(const MeetingViewer *viewer, Statement *statement);

/* ERROR_NOT_FOUND for one that the viewer does not see or that is not there: the same words. `id`
 * may be an alias; `ret_runs` may be NULL. */
MeetingRow *meeting_viewer_get(Database *database, const MeetingViewer *viewer, const char *id,
                               bool *ret_runs, GError **error);
/* Only those that an account runs. */
MeetingRow *meeting_viewer_get_run(Database *database, const char *account_id, const char *id,
                                   GError **error);
