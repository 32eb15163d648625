/* A member on the way to another home: asked by the unit that sends, decided by the one that
 * receives. What was stays: accepting ends the home membership and opens the new one, on the day
 * that was asked for or, when that has passed, on the day of the decision. All verbs run on a
 * database thread; changing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/roster/day.h"
#include "catalog/store/database.h"

#define TRANSFER_MAX_DAYS_AHEAD   366
#define TRANSFER_REASON_MAX_CHARS 200
#define TRANSFER_LIST_MAX_ROWS    200

typedef enum TransferState {
    TRANSFER_ASKED,
    TRANSFER_ACCEPTED,
    TRANSFER_REFUSED,
    TRANSFER_WITHDRAWN
} TransferState;

extern const char *const TRANSFER_STATE_WORDS[]; /* indexed by TransferState, ends with NULL */

typedef struct TransferRow {
    char id[ID_TEXT_BYTES], member_id[ID_TEXT_BYTES];
    char from_unit_id[ID_TEXT_BYTES], to_unit_id[ID_TEXT_BYTES];
    char from_day[DAY_TEXT_BYTES]; /* first day in the new unit */
    TransferState state;
    char asked_by[ID_TEXT_BYTES]; /* account */
    int64_t asked_at_us;
    int64_t decided_at_us; /* 0: open */
    char *reason;          /* of the decision, or NULL */
    /* filled by reading verbs only */
    char *member_name, *from_unit_name, *to_unit_name;
    char *asked_by_name; /* "" when the account is gone */
} TransferRow;

void transfer_row_free(TransferRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TransferRow, transfer_row_free)

/* member_id, to_unit_id, asked_by and from_day ("": today) are given, the rest is set; the member
 * comes from the home unit. ERROR_NOT_FOUND for an unknown unit, ERROR_CONFLICT for a closed one,
 * the same one, a member who left or is on the way already; ERROR_INVALID for a bad day. */
bool transfer_table_ask(Database *database, TransferRow *row, GError **error);

typedef struct TransferDecision {
    bool is_accepted;
    const char *reason;     /* or NULL */
    const char *account_id; /* who decides */
} TransferDecision;

/* ERROR_NOT_FOUND, ERROR_CONFLICT when it is decided, or when the member or the unit has changed so
 * that it is impossible; ERROR_INVALID for a bad reason. */
bool transfer_table_decide(Database *database, const char *id, const TransferDecision *decision,
                           GError **error);
/* The same errors. */
bool transfer_table_withdraw(Database *database, const char *id, const char *account_id,
                             GError **error);
/* Whatever is open of a member who leaves. */
bool transfer_table_withdraw_all(Database *database, const char *member_id, const char *account_id,
                                 GError **error);

TransferRow *transfer_table_get(Database *database, const char *id, GError **error);

typedef struct TransferQuery {
    const char *roots_json; /* from or to one of these units or below; NULL: everywhere */
    const char *member_id;  /* or NULL */
    const char *state;      /* a word, or NULL */
} TransferQuery;

/* TransferRow elements, newest first, at most TRANSFER_LIST_MAX_ROWS. */
GPtrArray *transfer_table_list(Database *database, const TransferQuery *query, GError **error);
