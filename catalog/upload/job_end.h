/* Ends of jobs as rows: of the job, of its assets, of the audit. All verbs run on a database
 * thread, in a write job; a job that has ended already stays as it is. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/course/job_table.h"
#include "catalog/store/database.h"
#include "catalog/upload/job_plan.h"

/* Its assets are ready, see job_assets_ready(); of JOB_KIND_LOW: its sound is larger.
 * *ret_is_ended: false when somebody had ended it before, or its lesson is gone. */
bool job_end_done(Database *database, const JobRow *row, const JobPlan *plan, bool *ret_is_ended,
                  GError **error);
/* With row->problem; no asset stays. */
bool job_end_failed(Database *database, const JobRow *row, GError **error);
/* It waits again, or has failed after JOB_MAX_ATTEMPTS, as *ret_state says. */
bool job_end_interrupted(Database *database, const char *id, JobState *ret_state, GError **error);
/* Those that ran when the server ended. */
bool job_end_interrupt_all(Database *database, GError **error);
