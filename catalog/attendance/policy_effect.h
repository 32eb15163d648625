/* What another policy would make of a closed record: from the sets in its text, without the log
 * (docs/attendance.md, "Policy"). Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/credit/credit_policy.h"
#include "catalog/credit/credit_result.h"

typedef struct PolicyEffect {
    int64_t credited_ms, hours_milli;
    CreditState state;
    /* False: the log would have to be read: the speed limit is another one, or time is counted and
     * the text does not say which time goes with what. The figures are the nearest that is known.
     */
    bool is_exact;
} PolicyEffect;

/* `before`: what the record was made with. `is_lesson`: it has no time of its own. False for a text
 * that no server writes. */
typedef struct PolicyChange {
    const CreditPolicy *before, *after;
    CreditLeave leave;
} PolicyChange;
bool policy_effect_compute(const char *record_text, const PolicyChange *change,
                           PolicyEffect *ret_effect);

/* Thousandths of class-hours. */
int64_t policy_effect_hours(int64_t credited_ms, const CreditPolicy *policy);
