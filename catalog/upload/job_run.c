#include "catalog/upload/job_run.h"

bool job_run_is_low(const JobRun *run) {
    return *run->row->asset_id != '\0';
}

unsigned job_run_count_brought(GHashTable *runs) {
    GHashTableIter iter;
    void *value;
    unsigned n = 0;
    g_hash_table_iter_init(&iter, runs);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        n += !job_run_is_low(value);
    return n;
}

GPtrArray *job_run_list(GHashTable *runs) {
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GList) running = g_hash_table_get_keys(runs);
    for (GList *at = running; at; at = at->next)
        g_ptr_array_add(ids, g_strdup(at->data));
    return ids;
}

/* ---- steps ---- */

typedef struct Step {
    JobRun *run;
    bool (*files)(JobRun *run, GError **error);
    bool (*write)(Database *database, JobRun *run, GError **error);
    JobRunNextFn next;
} Step;

static bool run_files(void *data, GError **error) {
    const Step *step = data;
    return step->files(step->run, error);
}

static bool run_write(Database *database, void *data, GError **error) {
    const Step *step = data;
    return step->write(database, step->run, error);
}

static void on_done(const GError *error, void *data) {
    const Step *step = data;
    step->run->n_steps--;
    step->next(step->run, error);
}

static void refuse(Step *take_step, const GError *error) {
    Step step = *take_step;
    g_free(take_step);
    step.run->n_steps--;
    step.next(step.run, error);
}

void job_run_files(JobRun *run, bool (*work)(JobRun *run, GError **error), JobRunNextFn next) {
    Step *step = g_new0(Step, 1);
    *step = (Step){.run = run, .files = work, .next = next};
    FileWorkJob job = {run_files, on_done, step, g_free};
    g_autoptr(GError) error = NULL;
    run->n_steps++;
    if (!file_work_post(run->uploads->files, &job, &error))
        refuse(step, error);
}

void job_run_write(JobRun *run, bool (*work)(Database *database, JobRun *run, GError **error),
                   JobRunNextFn next) {
    Step *step = g_new0(Step, 1);
    *step = (Step){.run = run, .write = work, .next = next};
    const Uploads *uploads = run->uploads;
    StoreJob job = {run_write, on_done, uploads->worker, step, g_free};
    g_autoptr(GError) error = NULL;
    run->n_steps++;
    if (!store_write(uploads->store, &job, &error))
        refuse(step, error);
}
