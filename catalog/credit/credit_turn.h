/* One screen a person: at any moment at most one source has somebody (docs/attendance.md, "One
 * screen a person"). Sources claim him; who is stronger has him. Pure. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/credit/interval_set.h"

/* Ascending strength. */
typedef enum CreditClaimKind {
    CREDIT_CLAIM_ACCOUNT, /* a viewing of his own */
    CREDIT_CLAIM_BESIDE,  /* beside somebody's viewing, by PIN */
    CREDIT_CLAIM_ROOM     /* by roll call */
} CreditClaimKind;

typedef struct CreditClaim {
    CreditClaimKind kind;
    int64_t from_ms, until_ms;
    char id[ID_TEXT_BYTES]; /* of the viewing or presence */
} CreditClaim;

typedef struct CreditTurns CreditTurns;

/* `claims`: CreditClaim, in any order; borrowed for the call. */
CreditTurns *credit_turn_new(const GArray *claims);
void credit_turn_free(CreditTurns *turns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CreditTurns, credit_turn_free)

/* The wall time in which the source with this id has the person; borrowed, NULL: never. */
const IntervalSet *credit_turn_of(const CreditTurns *turns, const char *id);
