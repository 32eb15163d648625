/* What the routes of one meeting share: who may, and what follows a change: the media side gets its
 * order, pages hear of it. */
#pragma once

#include "catalog/api/call.h"
#include "catalog/meeting/meeting_media.h"
#include "catalog/meeting/meeting_viewer.h"

typedef struct MeetingCall {
    MeetingOrder *order; /* owned: what the media side gets after the commit, or NULL */
    char gone_id[ID_TEXT_BYTES];
    MeetingOrder *next; /* owned: of the demonstration that begins as this one ends, or NULL */
    GStrv next_concerned;
    char *item;       /* owned: second id of the path */
    int64_t media_ms; /* of now, by the media side; -1: not known */
    int64_t revision; /* of If-Match; 0: none was sent */
    char *host;       /* owned: where encoders push to */
    GStrv concerned;  /* owned: whose open pages hear of the change, or NULL */
    const char *news; /* the word that they hear */
} MeetingCall;

/* The state of such a call; `{id}` of the path becomes its target. NULL when answered already. */
Call *meeting_call_new(ApiRequest *request, ApiEnv *env, const JsonTable *input,
                       const char *action);

/* How the caller sees meetings. On a database thread. */
bool meeting_call_viewer(Database *database, const Call *call, MeetingViewer *ret_viewer,
                         GError **error);
/* The meeting of the path, when the caller runs it; the target becomes its id. */
MeetingRow *meeting_call_take(Database *database, Call *call, GError **error);
/* After a change: the answer in full and the order. */
bool meeting_call_changed(Database *database, Call *call, GError **error);
/* Whom to tell of it: all whom it concerns, of a rehearsal or a review the studio alone. */
bool meeting_call_concerned(Database *database, Call *call, const MeetingRow *row, GError **error);
/* Only the order. */
bool meeting_call_order(Database *database, Call *call, GError **error);

/* For `next`: tells the media side, then answers. */
void meeting_call_reply_ok(Call *take_call);
void meeting_call_reply_created(Call *take_call);
void meeting_call_reply_no_content(Call *take_call);
