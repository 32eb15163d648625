#include "catalog/credit/credit_policy.h"

#include <stddef.h>
#include <string.h>

#define MINUTE_MS INT64_C(60000)

const CreditPreset CREDIT_POLICY_PRESETS[CREDIT_N_PRESETS] = {
    {"meeting",
     {2000, 1000, 1000, 850, 100, 5 * MINUTE_MS, 10 * MINUTE_MS, 2 * MINUTE_MS, 0,
      CREDIT_COUNTS_COVERAGE, 60 * MINUTE_MS}},
    {"study",
     {2000, 1000, 1000, 850, 100, 5 * MINUTE_MS, 10 * MINUTE_MS, 2 * MINUTE_MS, 60 * MINUTE_MS,
      CREDIT_COUNTS_COVERAGE, 60 * MINUTE_MS}},
    {"strict",
     {1000, 0, 0, 950, 100, 0, 0, 2 * MINUTE_MS, 60 * MINUTE_MS, CREDIT_COUNTS_PRESENCE,
      60 * MINUTE_MS}},
    {"school",
     {2000, 1000, 1000, 850, 100, 5 * MINUTE_MS, 10 * MINUTE_MS, 2 * MINUTE_MS, 0,
      CREDIT_COUNTS_COVERAGE, 45 * MINUTE_MS}},
};

const CreditPolicy *credit_policy_preset(const char *name) {
    for (size_t i = 0; i < CREDIT_N_PRESETS; i++)
        if (strcmp(CREDIT_POLICY_PRESETS[i].name, name) == 0)
            return &CREDIT_POLICY_PRESETS[i].policy;
    return NULL;
}
