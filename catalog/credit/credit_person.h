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
