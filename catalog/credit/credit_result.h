/* What a person has of an event, and what the policy says of it (docs/attendance.md). Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/credit/credit_policy.h"
#include "catalog/credit/credit_viewing.h"
#include "catalog/credit/interval_set.h"

typedef enum CreditState {
    CREDIT_EXCUSED,
    CREDIT_ABSENT,
    CREDIT_PARTIAL,
    CREDIT_LATE,
    CREDIT_LEFT_EARLY,
    CREDIT_PRESENT,
    CREDIT_N_STATES
} CreditState;

typedef enum CreditEventKind {
    CREDIT_MEETING,
    CREDIT_LESSON, /* watched alone: it has no time of its own */
    CREDIT_STUDY
} CreditEventKind;

typedef struct CreditEvent {
    char id[ID_TEXT_BYTES]; /* what the viewings are of */
    CreditEventKind kind;
    int64_t duration_ms;       /* of its media */
    const IntervalSet *faults; /* of its media; borrowed */
} CreditEvent;

/* Whoever makes one frees it with credit_result_free(). */
typedef struct CreditResult {
    IntervalSet *media[CREDIT_N_CLASSES]; /* disjoint: live before replay before offline */
    IntervalSet *presence;                /* of the wall */
    int64_t worth_ms; /* of presence: with pieces whose class has a weight, without faults */
    int64_t required_ms, covered_ms, credited_ms;
    CreditState state;
} CreditResult;

void credit_result_free(CreditResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CreditResult, credit_result_free)

/* Takes both; `classes` may overlap. */
CreditResult *credit_result_new(IntervalSet *take_classes[CREDIT_N_CLASSES],
                                IntervalSet *take_presence);

typedef enum CreditLeave { CREDIT_NO_LEAVE, CREDIT_ON_LEAVE } CreditLeave;

/* Fills in the numbers and the state. */
void credit_result_judge(CreditResult *result, const CreditEvent *event, const CreditPolicy *policy,
                         CreditLeave leave);

const char *credit_result_word(CreditState state);

/* The answer's lines (docs/attendance.md, "The seven traces"). */
void credit_result_append_text(const CreditResult *result, GString *out);
