/* What counts how much, as data (docs/attendance.md, "Policy"). Pure values. */
#pragma once

#include <stdint.h>

typedef enum CreditCounts {
    CREDIT_COUNTS_COVERAGE,
    CREDIT_COUNTS_PRESENCE,
    CREDIT_N_COUNTS
} CreditCounts;

typedef struct CreditPolicy {
    int64_t max_rate_milli; /* 1000…4000 */
    int64_t replay_weight_milli, offline_weight_milli;
    int64_t present_at_milli, absent_below_milli;
    int64_t late_after_ms, left_before_ms;
    int64_t least_ms, cap_ms; /* cap 0: none */
    CreditCounts counts;
    int64_t hour_ms;
} CreditPolicy;

typedef struct CreditPreset {
    const char *name;
    CreditPolicy policy;
} CreditPreset;

#define CREDIT_N_PRESETS 4
extern const CreditPreset CREDIT_POLICY_PRESETS[CREDIT_N_PRESETS];

/* NULL when there is none of that name. */
const CreditPolicy *credit_policy_preset(const char *name);
