/* Entering who is there: what was sent twice counts once, and so does a person whom two clerks tick
 * at once. On a database thread, inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/attendance/presence_table.h"
#include "catalog/attendance/register_table.h"

typedef struct PresenceEntry {
    const char *id;                     /* made by who enters it: a UUID */
    const char *member_id, *guest_name; /* one of both, the other NULL */
    const char *place_id, *viewing_id;  /* likewise */
    PresenceSpan span;                  /* 0: not said */
    PresenceHow how;
    PresenceBy by;
} PresenceEntry;

typedef enum PresenceOutcome {
    PRESENCE_ENTERED,
    PRESENCE_REPEATED, /* this very entry was there */
    PRESENCE_ALREADY, /* the person was entered there before: by another one, or under another id */
    PRESENCE_N_OUTCOMES
} PresenceOutcome;

extern const char *const PRESENCE_OUTCOME_WORDS[]; /* indexed by PresenceOutcome, ended by NULL */

typedef struct PresenceEnterResult {
    PresenceOutcome outcome;
    PresenceRow *row; /* owned: what counts now */
} PresenceEnterResult;

void presence_enter_result_clear(PresenceEnterResult *entered);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PresenceEnterResult, presence_enter_result_clear)

/* Whoever is not in the snapshot is added to it. A repeated entry is good
 * also when the register has closed meanwhile. ERROR_CONFLICT when the id was used for something
 * else or the register is closed, ERROR_INVALID for moments, names and ids that cannot be,
 * ERROR_NOT_FOUND for who is not in the roster. */
bool presence_enter(Database *database, const RegisterRow *row, const PresenceEntry *entry,
                    PresenceEnterResult *ret_entered, GError **error);

PresenceTimes presence_enter_times(const RegisterRow *row);
