/* A dry run: whose figures a proposed policy would change. Compared are the records of open years
 * (this one and later ones; closed years never change) that the proposal would be nearest for. On a
 * database thread; nothing is written. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/attendance/policy_effect.h"
#include "catalog/attendance/policy_table.h"

#define POLICY_TRIAL_MAX_ROWS    200   /* of the answer */
#define POLICY_TRIAL_MAX_RECORDS 20000 /* that are looked at in one run */

typedef struct PolicyTrialRow {
    char record_id[ID_TEXT_BYTES], member_id[ID_TEXT_BYTES];
    char *name, *unit_name, *title;
    int64_t before_milli, after_milli; /* class-hours, thousandths */
    char *state_before;                /* words */
    const char *state_after;
    bool is_exact;
} PolicyTrialRow;

typedef struct PolicyTrial {
    int64_t n_records, n_changed, n_more, n_less, n_states, n_inexact, n_members;
    int64_t before_milli, after_milli; /* sums */
    bool is_cut;                       /* there are more than POLICY_TRIAL_MAX_RECORDS */
    GPtrArray *rows;                   /* PolicyTrialRow: the changed ones of the page */
} PolicyTrial;

void policy_trial_free(PolicyTrial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PolicyTrial, policy_trial_free)

typedef struct PolicyTrialQuery {
    const PolicyRow *proposal;
    int first_open_year;  /* closed ones are before it */
    unsigned skip, limit; /* of the changed ones */
} PolicyTrialQuery;

PolicyTrial *policy_trial_run(Database *database, const PolicyTrialQuery *query, GError **error);
