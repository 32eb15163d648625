#include "catalog/upload/job_sweep.h"

#include "base/clock.h"
#include "base/log.h"
#include "catalog/course/job_table.h"
#include "catalog/upload/job_end.h"
#include "catalog/upload/job_files.h"

/* ---- folders ---- */

typedef struct Sweep {
    JobSweepWish wish;
    GPtrArray *kept, *failed; /* owned: ids; the second ones are among the first */
} Sweep;

static void free_sweep(void *data) {
    Sweep *sweep = data;
    g_clear_pointer(&sweep->kept, g_ptr_array_unref);
    g_clear_pointer(&sweep->failed, g_ptr_array_unref);
    g_free(sweep);
}

static bool read_kept(Database *database, void *data, GError **error) {
    Sweep *sweep = data;
    int64_t since_us = clock_wall_us() - JOB_SOURCE_KEPT_US;
    if (sweep->wish.is_start && !job_end_interrupt_all(database, error))
        return false;
    sweep->kept = job_table_kept(database, since_us, error);
    sweep->failed = job_table_failed(database, since_us, error);
    return sweep->kept && sweep->failed;
}

static bool run_sweep(void *data, GError **error) {
    const Sweep *sweep = data;
    const Uploads *uploads = sweep->wish.uploads;
    JobFolders folders = {uploads->folder, uploads->jobs, uploads->assets};
    job_files_sweep(&folders, sweep->kept);
    for (unsigned i = 0; i < sweep->failed->len; i++)
        job_files_clear(&folders, sweep->failed->pdata[i]);
    return true;
}

static void on_kept(const GError *error, void *data) {
    Sweep *from = data;
    if (error) {
        log_error(LOG_WARNING, "catalog", "jobs could not be looked through", error);
        return;
    }
    Sweep *sweep = g_new0(Sweep, 1);
    *sweep = (Sweep){from->wish, g_steal_pointer(&from->kept), g_steal_pointer(&from->failed)};
    sweep->wish.on_read(sweep->kept, sweep->wish.user);
    FileWorkJob job = {run_sweep, NULL, sweep, free_sweep};
    if (!file_work_post(sweep->wish.uploads->files, &job, NULL))
        free_sweep(sweep);
}

void job_sweep_begin(const JobSweepWish *wish) {
    Sweep *sweep = g_new0(Sweep, 1);
    sweep->wish = *wish;
    StoreJob job = {read_kept, on_kept, wish->uploads->worker, sweep, free_sweep};
    if (!store_write(wish->uploads->store, &job, NULL))
        free_sweep(sweep);
}

/* ---- rows ---- */

typedef struct Look {
    GPtrArray *ids; /* owned; when it was read: of those that are gone */
    void (*on_gone)(const char *id, void *user);
    void *user;
} Look;

static void free_look(void *data) {
    g_ptr_array_unref(((Look *)data)->ids);
    g_free(data);
}

static bool read_gone(Database *database, void *data, GError **error) {
    const Look *look = data;
    for (unsigned i = look->ids->len; i-- > 0;) {
        bool is_there;
        if (!job_table_is_there(database, look->ids->pdata[i], &is_there, error))
            return false;
        if (is_there)
            g_ptr_array_remove_index(look->ids, i);
    }
    return true;
}

static void on_gone(const GError *error, void *data) {
    const Look *look = data;
    for (unsigned i = 0; !error && i < look->ids->len; i++)
        look->on_gone(look->ids->pdata[i], look->user);
}

void job_sweep_look(Uploads *uploads, GPtrArray *take_ids, void (*tell)(const char *id, void *user),
                    void *user) {
    Look *look = g_new(Look, 1);
    *look = (Look){take_ids, tell, user};
    StoreJob job = {read_gone, on_gone, uploads->worker, look, free_look};
    if (take_ids->len == 0 || !store_read(uploads->store, &job, NULL))
        free_look(look);
}
