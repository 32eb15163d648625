/* What the handlers of policies, duties, leaves, objections and corrections share. */
#pragma once

#include "catalog/api/call.h"
#include "catalog/rights/rights.h"

#define ATTENDANCE_LIST_MAX_ROWS 200

/* ?unit=&kind=&state=&year=&after=&limit= of a list; what is not asked for is NULL or 0. */
typedef struct AttendanceQuery {
    char *unit_id, *kind, *state, *after; /* owned */
    char *accept_language;                /* owned; set by who answers with sentences */
    int year;
    unsigned limit;
    GStrv concerned;  /* accounts to be told when it is done; owned, or NULL */
    const char *news; /* of what kind */
} AttendanceQuery;

extern const CallState ATTENDANCE_QUERY; /* a call whose state is one */

/* Fills the state. False when it answered and freed the call. */
bool attendance_call_read_query(Call *take_call);

/* With `unit` that one and what is below, else all within reach: JSON array of roots in
 * *ret_json, NULL for everything; caller frees. ERROR_NOT_FOUND for a unit out of reach. */
bool attendance_call_roots(Database *database, const Call *call, RightId right, char **ret_json,
                           GError **error);

/* The display name of who asks; caller frees. */
char *attendance_call_name(Database *database, const Call *call, GError **error);

/* Whose account it is: "" when it is nobody's of the roster. */
bool attendance_call_member(Database *database, const Call *call, char ret_id[ID_TEXT_BYTES],
                            GError **error);

/* The unit in whose queue something of `unit_id` lies: the one above, or itself when there is
 * none. */
bool attendance_call_queue(Database *database, const char *unit_id, char ret_id[ID_TEXT_BYTES],
                           GError **error);

/* Behind a reading verb that failed: what is not there and what is out of reach look alike, so
 * ERROR_NOT_FOUND becomes the sentence of rights; other failures stay as they are. Always false. */
bool attendance_call_absent(GError **error);

/* Fills the state of a list whose ?state= is one of these words; else answers with `fault` and
 * frees the call. */
bool attendance_call_read_states(Call *take_call, const char *const *states, const char *fault);

/* Tells `concerned` and sends the answer. */
void attendance_call_reply_told(Call *take_call);
/* The same for what was made. */
void attendance_call_created_told(Call *take_call);
