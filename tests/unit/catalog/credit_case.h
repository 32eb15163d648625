/* A case of crediting as both implementations read it (docs/attendance.md, "The seven traces"). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The answer to the text of a case; aborts on a line that it does not know. Caller frees. */
char *credit_case_answer(const char *text);

/* The same log for somebody who watched alone: no rooms, no faults, everything was sent. */
typedef struct CreditCaseLive {
    int64_t live_ms; /* as said beat by beat; -1: not known */
    int64_t rule_ms; /* by the rule */
    bool has_kept;   /* some of it was downloaded: that is in the second number alone */
} CreditCaseLive;
CreditCaseLive credit_case_live(const char *text);

/* What is said at the end by a server that wrote the log, and by one that was started again
 * somewhere in it and read back what was written before; -1: not known. */
typedef struct CreditCaseRestart {
    int64_t live_ms, restarted_ms;
} CreditCaseRestart;
void credit_case_restart(const char *text, GRand *chance, CreditCaseRestart *ret_answer);
