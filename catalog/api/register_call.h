/* What the routes of one register share: who may, by whom it is entered, who is told. */
#pragma once

#include "catalog/api/call.h"
#include "catalog/attendance/presence_enter.h"
#include "catalog/attendance/register_reach.h"

typedef struct RegisterCall {
    RegisterAsker asker;
    RegisterRow *row;             /* owned; NULL before it is loaded */
    char place_id[ID_TEXT_BYTES]; /* where the roll is called; "": the whole register */
    char *place_name;             /* owned, or NULL */
    char *by_name;                /* owned: who enters, as called now */
    char *item;                   /* owned: second id of the path, or NULL */
    GStrv concerned;              /* owned: who is told after the commit, or NULL */
} RegisterCall;

/* `{id}` of the path becomes the target, `{presence}` the item. A change is one with an `action`.
 * NULL when answered already. */
Call *register_call_new(ApiRequest *request, ApiEnv *env, const JsonTable *input,
                        const char *action);

/* On a database thread: the register of the target and the place of the roll: `place_id`, else that
 * of the screen, else that of the study session. `is_needed`: there must be one, else the asker
 * must have the whole register. ERROR_NOT_FOUND, ERROR_INVALID when no place is said,
 * ERROR_CONFLICT for a screen that stands nowhere. */
bool register_call_take(Database *database, Call *call, const char *place_id, bool is_needed,
                        GError **error);
PresenceBy register_call_by(const Call *call);

/* At the end of a change: reads the register again, `n` is for the audit, fills whom to tell. */
bool register_call_changed(Database *database, Call *call, int64_t n, GError **error);
/* After the commit, on the api thread. */
void register_call_tell(const Call *call);
