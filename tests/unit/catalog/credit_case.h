/* A case of crediting as both implementations read it (docs/attendance.md, "The seven traces"). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The answer to the text of a case; aborts on a line that it does not know. Caller frees. */
char *credit_case_answer(const char *text);

/* The same log for somebody who watched alone: no rooms, no faults, everything was sent and has its
 * weight. */
typedef struct CreditCaseLive {
    int64_t live_ms; /* as said beat by beat; -1: not known */
    int64_t rule_ms; /* by the rule */
    bool has_kept;   /* some of it was downloaded: that is in the second number alone */
} CreditCaseLive;
CreditCaseLive credit_case_live(const char *text);
