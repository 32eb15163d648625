#include "catalog/upload/job_end.h"

#include "catalog/upload/job_assets.h"
#include "catalog/upload/job_audit.h"

bool job_end_done(Database *database, const JobRow *row, const JobPlan *plan, bool *ret_is_ended,
                  GError **error) {
    if (!job_table_end(database, row->id, JOB_DONE, "", ret_is_ended, error))
        return false;
    if (!*ret_is_ended)
        return true;
    return *row->asset_id ? job_assets_grown(database, plan->assets->pdata[0], error)
                          : job_assets_ready(database, row, plan, error);
}

bool job_end_failed(Database *database, const JobRow *row, GError **error) {
    bool is_ended;
    return job_assets_drop(database, row->id, error) &&
           job_table_end(database, row->id, JOB_FAILED, row->problem, &is_ended, error) &&
           (!is_ended || job_audit_failed(database, row, error));
}

bool job_end_interrupted(Database *database, const char *id, JobState *ret_state, GError **error) {
    if (!job_table_interrupt(database, id, error))
        return false;
    g_autoptr(JobRow) row = job_table_get(database, id, error);
    if (!row)
        return false;
    *ret_state = row->state;
    return row->state != JOB_FAILED ||
           (job_assets_drop(database, id, error) && job_audit_failed(database, row, error));
}

bool job_end_interrupt_all(Database *database, GError **error) {
    g_autoptr(GPtrArray) rows = job_table_list(database, NULL, JOB_RUNNING, error);
    for (unsigned i = 0; rows && i < rows->len; i++) {
        JobState ignored;
        if (!job_end_interrupted(database, ((JobRow *)rows->pdata[i])->id, &ignored, error))
            return false;
    }
    return rows != NULL;
}
