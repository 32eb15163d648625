/* Leave (请假) of one event or of some days: asked by the member or for him, decided by a clerk.
 * The reason is sealed. All verbs run on a database thread; writing ones inside a write job. Who
 * may is the caller's question. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/roster/day.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

#define LEAVE_REASON_MAX_CHARS 500
#define LEAVE_ANSWER_MAX_CHARS 500
#define LEAVE_REASON_COLUMN    "attendance_leave.reason"
#define LEAVE_MAX_OPEN         50  /* of one member, asked and not decided */
#define LEAVE_MAX_DAYS         366 /* of one */
#define LEAVE_LIST_MAX_ROWS    200

typedef enum LeaveState {
    LEAVE_ASKED,
    LEAVE_GRANTED,
    LEAVE_REFUSED,
    LEAVE_WITHDRAWN,
    LEAVE_N_STATES
} LeaveState;

extern const char *const LEAVE_STATE_WORDS[]; /* NULL at the end */
extern const char *const LEAVE_EVENT_WORDS[]; /* "meeting", "study", NULL */

typedef struct LeaveRow {
    char id[ID_TEXT_BYTES], member_id[ID_TEXT_BYTES];
    int event_kind;               /* of LEAVE_EVENT_WORDS; -1: days */
    char event_id[ID_TEXT_BYTES]; /* "": days */
    char from_day[DAY_TEXT_BYTES],
        until_day[DAY_TEXT_BYTES]; /* from <= day < until; "": an event */
    bool has_reason;
    LeaveState state;
    char asked_by[ID_TEXT_BYTES], decided_by[ID_TEXT_BYTES]; /* accounts */
    int64_t asked_at_us, decided_at_us;
    char *answer;
    char *member_name, *event_title; /* filled by reading verbs; title NULL: days, or removed */
} LeaveRow;

void leave_row_free(LeaveRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LeaveRow, leave_row_free)

/* member_id, event or days, and asked_by are given. ERROR_INVALID for bad days or a bad reason,
 * ERROR_NOT_FOUND for an unknown event, ERROR_CONFLICT when its register is closed, the same was
 * asked already, or too many are open. */
bool leave_table_insert(Database *database, LeaveRow *row, const FieldCrypto *crypto,
                        const char *reason, GError **error);

typedef struct LeaveDecision {
    bool is_granted;
    const char *answer, *decided_by; /* answer may be NULL when granted */
} LeaveDecision;

/* ERROR_CONFLICT when it is decided; ERROR_INVALID for a refusal without a reason. */
bool leave_table_decide(Database *database, const char *id, const LeaveDecision *decision,
                        GError **error);
/* ERROR_CONFLICT when it was refused or withdrawn. */
bool leave_table_withdraw(Database *database, const char *id, const char *account_id,
                          GError **error);

LeaveRow *leave_table_get(Database *database, const char *id, GError **error);

/* What is NULL is not asked for. */
typedef struct LeaveQuery {
    bool is_everywhere;
    const char *roots_json; /* of members of these units and those below; NULL: none of them … */
    const char *member_id;  /* … and those of this member */
    const char *state;
    const char *after; /* id of the last row of the page before */
    unsigned limit;
} LeaveQuery;
/* LeaveRow elements, newest first. */
GPtrArray *leave_table_list(Database *database, const LeaveQuery *query, GError **error);

/* In clear; ERROR_NOT_FOUND when none was kept. Caller frees. */
char *leave_table_reason(Database *database, const char *id, const FieldCrypto *crypto,
                         GError **error);
