/* Lists of the meetings that somebody sees. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/meeting/meeting_table.h"
#include "catalog/meeting/meeting_viewer.h"
#include "catalog/store/database.h"

#define MEETING_LIST_MAX_ROWS 100
#define MEETING_SOON_US       (INT64_C(14) * 86400 * 1000000) /* what comes next */
#define MEETING_CURSOR_BYTES  64

/* What is NULL or 0 is not asked for. */
typedef struct MeetingQuery {
    int64_t from_us, to_us; /* that overlap this span */
    int state;              /* MeetingState as the viewer is told it; -1: any */
    const char *unit_id;    /* held by this unit */
    const char *cursor;     /* of the page before */
    unsigned limit;         /* 0: MEETING_LIST_MAX_ROWS */
} MeetingQuery;

/* A meeting as one viewer sees it. */
typedef struct MeetingSeen {
    MeetingRow *row;      /* owned */
    GPtrArray *languages; /* owned: MeetingLanguage */
    bool runs;
} MeetingSeen;

/* MeetingSeen elements by begin. `ret_cursor` gets "" at the end. ERROR_INVALID for a cursor that
 * no page gave. */
GPtrArray *meeting_list_page(Database *database, const MeetingViewer *viewer,
                             const MeetingQuery *query, char ret_cursor[MEETING_CURSOR_BYTES],
                             GError **error);

typedef enum MeetingNow {
    MEETING_NOW_ON_AIR,
    MEETING_NOW_UPCOMING,   /* soonest first */
    MEETING_NOW_RECORDINGS, /* newest first */
    MEETING_NOW_ROOMS,      /* group meetings that are open and expect the viewer */
    N_MEETING_NOW
} MeetingNow;

GPtrArray *meeting_list_now(Database *database, const MeetingViewer *viewer, MeetingNow what,
                            int64_t now_us, GError **error);
