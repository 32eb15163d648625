#include "server/workshop_adapter.h"

#include <stdatomic.h>

#include "base/error.h"
#include "base/log.h"

#define RETRY_US 1000 /* the api thread is emptying its mailbox */

struct WorkshopAdapter {
    Workshop *workshop;
    _Atomic(Catalog *) catalog; /* borrowed */
};

/* ---- what the workshop tells; on its thread ---- */

/* What it did by now is told again in a second. */
static void on_progress(const WorkshopProgress *progress, void *user) {
    WorkshopAdapter *adapter = user;
    Catalog *catalog = atomic_load(&adapter->catalog);
    JobEvent event = {
        .kind = JOB_EVENT_PROGRESS, .permille = progress->permille, .left_s = progress->left_s};
    g_strlcpy(event.job_id, progress->id, sizeof event.job_id);
    g_strlcpy(event.step, progress->step, sizeof event.step);
    if (catalog)
        (void)catalog_job_event(catalog, &event, NULL);
}

/* An end must not be lost: this thread may wait for the other one. */
static void on_end(const WorkshopEnd *end, void *user) {
    static const JobOutcome OUTCOMES[] = {[WORKSHOP_DONE] = JOB_OUTCOME_DONE,
                                          [WORKSHOP_FAILED] = JOB_OUTCOME_FAILED,
                                          [WORKSHOP_AGAIN] = JOB_OUTCOME_AGAIN};
    WorkshopAdapter *adapter = user;
    Catalog *catalog = atomic_load(&adapter->catalog);
    g_autoptr(GError) error = NULL;
    while (catalog) {
        JobEvent event = {.kind = JOB_EVENT_ENDED,
                          .outcome = OUTCOMES[end->outcome],
                          .text = g_strdup(end->text)};
        g_strlcpy(event.job_id, end->id, sizeof event.job_id);
        if (catalog_job_event(catalog, &event, &error) || error_code(error) != ERROR_OVERLOADED)
            return;
        g_clear_error(&error);
        g_usleep(RETRY_US);
    }
}

/* ---- the port; on the api thread ---- */

static bool start(const char *job_id, const char *folder, JobTask task, void *user) {
    WorkshopAdapter *adapter = user;
    static const WorkshopVerb VERBS[] = {[JOB_TASK_MAKE] = WORKSHOP_MAKE,
                                         [JOB_TASK_PROBE] = WORKSHOP_PROBE,
                                         [JOB_TASK_PREPARE] = WORKSHOP_PREPARE};
    g_autoptr(GError) error = NULL;
    if (workshop_run(adapter->workshop, job_id, folder, VERBS[task], &error))
        return true;
    log_error(LOG_WARNING, "server", "a job is tried again later", error);
    return false;
}

static void cancel(const char *job_id, void *user) {
    WorkshopAdapter *adapter = user;
    workshop_cancel(adapter->workshop, job_id);
}

JobPort workshop_adapter_port(WorkshopAdapter *adapter) {
    return (JobPort){.start = start, .cancel = cancel, .user = adapter};
}

/* ---- life ---- */

static char *find_tool(const Settings *settings) {
    static const char *const PLACES[] = {
        "tongping-course",                 /* PREFIX/bin */
        "../media/course/tongping-course", /* BUILD/server/tongping */
    };
    if (settings->course_tool)
        return g_strdup(settings->course_tool);
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = self ? g_path_get_dirname(self) : NULL;
    for (unsigned i = 0; folder && i < G_N_ELEMENTS(PLACES); i++) {
        g_autofree char *place = g_build_filename(folder, PLACES[i], NULL);
        if (g_file_test(place, G_FILE_TEST_IS_EXECUTABLE))
            return g_canonicalize_filename(place, "/");
    }
    return g_strdup(PLACES[0]);
}

WorkshopAdapter *workshop_adapter_start(const Settings *settings, GError **error) {
    WorkshopAdapter *adapter = g_new0(WorkshopAdapter, 1);
    g_autofree char *tool = find_tool(settings);
    WorkshopOptions options = {.tool = tool, .events = {on_progress, on_end}, .user = adapter};
    adapter->workshop = workshop_start(&options, error);
    if (adapter->workshop)
        return adapter;
    g_free(adapter);
    return NULL;
}

void workshop_adapter_set_catalog(WorkshopAdapter *adapter, Catalog *catalog) {
    atomic_store(&adapter->catalog, catalog);
}

void workshop_adapter_stop(WorkshopAdapter *adapter) {
    if (adapter)
        workshop_stop(adapter->workshop);
}

void workshop_adapter_free(WorkshopAdapter *adapter) {
    if (!adapter)
        return;
    workshop_free(adapter->workshop);
    g_free(adapter);
}

void workshop_adapter_get_stats(const WorkshopAdapter *adapter, WorkshopStats *ret_stats) {
    workshop_get_stats(adapter->workshop, ret_stats);
}
