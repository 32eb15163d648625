/* One person, one event: the whole of credit rule 1 (docs/attendance.md). Pure. */
#pragma once

#include <glib.h>

#include "catalog/credit/credit_policy.h"
#include "catalog/credit/credit_result.h"
#include "catalog/credit/credit_turn.h"
#include "catalog/credit/credit_viewing.h"

/* The person is with these viewings, as others can see: ROOM or BESIDE. */
typedef struct CreditPresence {
    CreditClaim claim;
    const char *const *viewing_ids; /* NULL-terminated, borrowed */
} CreditPresence;

typedef struct CreditQuestion {
    const CreditEvent *event;
    const CreditPolicy *policy;
    CreditLeave leave;
    const char *account_id; /* the person's, or NULL */
    /* CreditViewing: those of the account on all events, those of the presences, and what else was
     * sent to the same screens for the event. */
    const GPtrArray *viewings;
    const CreditPresence *presences;
    unsigned n_presences;
} CreditQuestion;

/* Caller frees. */
CreditResult *credit_person_compute(const CreditQuestion *question);

/* What one source brought of it. */
typedef struct CreditShare {
    const CreditViewing *viewing; /* the question's */
    bool is_presence;             /* by a presence, else by the account */
    IntervalSet *media, *wall;    /* owned */
} CreditShare;

/* CreditShare elements of those that brought something. Caller unrefs. */
GPtrArray *credit_person_explain(const CreditQuestion *question);
