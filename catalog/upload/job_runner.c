#include "catalog/upload/job_runner.h"

#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "catalog/upload/job_end.h"
#include "catalog/upload/job_run.h"
#include "catalog/upload/job_sweep.h"

#define NEWS_EVERY_US  CLOCK_US_PER_S
#define SWEEP_EVERY_US (3600 * CLOCK_US_PER_S)
#define RETRY_AFTER_US (10 * CLOCK_US_PER_S) /* behind an interruption */

struct JobRunner {
    JobRunnerOptions options;
    GHashTable *runs; /* id → JobRun, owned */
    JobCounts *counts;
    bool is_taking, is_started;
    int64_t not_before_us, low_not_before_us; /* behind an interruption */
    int64_t sweep_at_us;
    atomic_uint_fast64_t n_done, n_failed, n_interrupted;
    atomic_uint n_running;
};

/* ---- life ---- */

static void free_run(void *data) {
    JobRun *run = data;
    atomic_fetch_sub(&run->runner->n_running, 1);
    job_row_free(run->row);
    job_plan_free(run->plan);
    g_free(run->probe);
    g_free(run->order);
    g_free(run);
}

JobRunner *job_runner_new(const JobRunnerOptions *options) {
    JobRunner *runner = g_new0(JobRunner, 1);
    runner->options = *options;
    runner->options.max = CLAMP(options->max, 1, JOB_RUNNER_MAX);
    runner->runs = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_run);
    runner->counts = job_counts_new(options->uploads);
    return runner;
}

void job_runner_free(JobRunner *runner) {
    if (!runner)
        return;
    g_hash_table_unref(runner->runs);
    job_counts_free(runner->counts);
    g_free(runner);
}

static JobFolders folders_of(const JobRunner *runner) {
    const Uploads *uploads = runner->options.uploads;
    return (JobFolders){uploads->folder, uploads->jobs, uploads->assets};
}

void job_runner_get_stats(const JobRunner *runner, JobRunnerStats *ret_stats) {
    *ret_stats = (JobRunnerStats){
        .done = atomic_load_explicit(&runner->n_done, memory_order_relaxed),
        .failed = atomic_load_explicit(&runner->n_failed, memory_order_relaxed),
        .interrupted = atomic_load_explicit(&runner->n_interrupted, memory_order_relaxed),
        .running = atomic_load_explicit(&runner->n_running, memory_order_relaxed),
    };
    job_counts_get(runner->counts, &ret_stats->counts);
}

/* ---- news ---- */

void job_runner_tell(JobRunner *runner, const JobRow *row) {
    JobNews news = {.id = row->id,
                    .lesson_id = row->lesson_id,
                    .state = JOB_STATE_WORDS[row->state],
                    .step = row->step,
                    .permille = row->permille,
                    .left_s = row->left_s};
    if (runner->options.on_news)
        runner->options.on_news(&news, runner->options.on_news_user);
}

static void tell_progress(JobRun *run) {
    int64_t now_us = clock_monotonic_us();
    if (now_us - run->told_at_us < NEWS_EVERY_US)
        return;
    run->told_at_us = now_us;
    job_runner_tell(run->runner, run->row);
}

static void set_step(JobRow *row, const char *step) {
    g_free(row->step);
    row->step = g_strdup(step);
}

void job_runner_look(const JobRunner *runner, JobRow *row) {
    const JobRun *run = g_hash_table_lookup(runner->runs, row->id);
    if (!run || row->state != JOB_RUNNING)
        return;
    set_step(row, run->row->step);
    row->permille = run->row->permille;
    row->left_s = run->row->left_s;
}

/* ---- the end of a job ---- */

/* The last step: the run is forgotten, the next one is taken. */
static void let_go(JobRun *run, const GError *error) {
    JobRunner *runner = run->runner;
    if (error)
        log_error(LOG_WARNING, "catalog", "the end of a job was not written", error);
    else
        job_runner_tell(runner, run->row);
    g_hash_table_remove(runner->runs, run->row->id);
    job_runner_wake(runner);
}

static bool clear_files(JobRun *run, GError **error) {
    JobFolders folders = folders_of(run->runner);
    bool is_void = run->row->state == JOB_FAILED || run->row->state == JOB_CANCELLED;
    if (job_run_is_low(run)) { /* its sound stays as it was */
        job_files_remove(&folders, run->row->id);
        return true;
    }
    if (is_void && run->plan)
        job_files_give_up(&folders, run->plan);
    if (run->row->state == JOB_FAILED)
        job_files_clear(&folders, run->row->id);
    else if (run->row->state != JOB_WAITING)
        job_files_remove(&folders, run->row->id);
    return true;
}

/* Written: the files that nobody needs go. */
static void on_end_written(JobRun *run, const GError *error) {
    if (error)
        let_go(run, error);
    else
        job_run_files(run, clear_files, let_go);
}

static bool write_failure(Database *database, JobRun *run, GError **error) {
    return job_end_failed(database, run->row, error);
}

static void end_failed(JobRun *run, const char *problem) {
    g_free(run->row->problem);
    run->row->problem = g_strdup(problem);
    run->row->state = JOB_FAILED;
    set_step(run->row, "");
    atomic_fetch_add_explicit(&run->runner->n_failed, 1, memory_order_relaxed);
    job_run_write(run, write_failure, on_end_written);
}

static bool write_interruption(Database *database, JobRun *run, GError **error) {
    return job_end_interrupted(database, run->row->id, &run->row->state, error);
}

static void interrupt(JobRun *run) {
    JobRunner *runner = run->runner;
    int64_t *at_us = job_run_is_low(run) ? &runner->low_not_before_us : &runner->not_before_us;
    *at_us = clock_monotonic_us() + RETRY_AFTER_US;
    set_step(run->row, "");
    atomic_fetch_add_explicit(&runner->n_interrupted, 1, memory_order_relaxed);
    job_run_write(run, write_interruption, on_end_written);
}

static bool drop_assets(Database *database, JobRun *run, GError **error) {
    return job_assets_drop(database, run->row->id, error);
}

/* The row is cancelled already. */
static void end_cancelled(JobRun *run) {
    run->row->state = JOB_CANCELLED;
    set_step(run->row, "");
    job_run_write(run, drop_assets, on_end_written);
}

static bool write_way(Database *database, JobRun *run, GError **error) {
    return job_table_give_way(database, run->row->id, error);
}

static void give_way(JobRun *run) {
    run->row->state = JOB_WAITING;
    set_step(run->row, "");
    job_run_write(run, write_way, on_end_written);
}

/* Goes on unless somebody has cancelled it meanwhile, or the step failed: a full disk may have room
 * again, everything else is told. */
static bool may_go_on(JobRun *run, const GError *error) {
    if (run->is_cancelled) {
        end_cancelled(run);
        return false;
    }
    if (!error)
        return true;
    switch (error_code(error)) {
    case ERROR_INVALID:
    case ERROR_GONE:
        end_failed(run, error->message);
        break;
    default:
        log_error(LOG_WARNING, "catalog", "a job was interrupted", error);
        interrupt(run);
        break;
    }
    return false;
}

/* ---- the way of a job ---- */

static const char *const TASK_STEPS[] = {
    [JOB_TASK_MAKE] = "make", [JOB_TASK_PROBE] = "probe", [JOB_TASK_PREPARE] = "prepare"};

static void start_tool(JobRun *run, JobTask task) {
    const JobRunnerOptions *options = &run->runner->options;
    g_autofree char *folder = g_build_filename(options->uploads->jobs, run->row->id, NULL);
    if (run->gives_way) {
        give_way(run);
        return;
    }
    run->task = task;
    run->is_at_tool = true;
    set_step(run->row, TASK_STEPS[task]);
    job_runner_tell(run->runner, run->row);
    if (options->port.start(run->row->id, folder, task, options->port.user))
        return;
    run->is_at_tool = false;
    interrupt(run);
}

static bool write_order(JobRun *run, GError **error) {
    JobFolders folders = folders_of(run->runner);
    bool is_sound = g_str_equal(run->row->kind, "sound");
    const char *picture_id = is_sound && *run->lesson.picture_id ? run->lesson.picture_id : NULL;
    JobOrder order = {run->row->kind, picture_id, run->lesson.duration_ms,
                      run->runner->options.uploads->max_bytes};
    g_autofree char *text = job_plan_write(run->plan, &order);
    return job_files_order(&folders, run->row->id, text, error);
}

static void on_order(JobRun *run, const GError *error) {
    if (may_go_on(run, error))
        start_tool(run, JOB_TASK_PREPARE);
}

static bool insert_assets(Database *database, JobRun *run, GError **error) {
    return job_assets_insert(database, run->row, run->plan, &run->lesson, error);
}

static void on_inserted(JobRun *run, const GError *error) {
    if (may_go_on(run, error))
        job_run_files(run, write_order, on_order);
}

static void on_probed(JobRun *run, const char *probe) {
    g_autoptr(GError) error = NULL;
    run->plan = job_plan_make(run->row->kind, run->row->language, probe, &error);
    if (may_go_on(run, error))
        job_run_write(run, insert_assets, on_inserted);
}

static bool collect(JobRun *run, GError **error) {
    JobFolders folders = folders_of(run->runner);
    return job_run_is_low(run)
               ? job_files_add(&folders, run->row->id, run->plan->assets->pdata[0], error)
               : job_files_collect(&folders, run->row->id, run->plan, error);
}

static bool write_done(Database *database, JobRun *run, GError **error) {
    bool is_ended;
    if (!job_end_done(database, run->row, run->plan, &is_ended, error))
        return false;
    run->is_cancelled |= !is_ended;
    return true;
}

static void on_done_written(JobRun *run, const GError *error) {
    const JobRunnerOptions *options = &run->runner->options;
    if (!may_go_on(run, error))
        return;
    run->row->state = JOB_DONE;
    run->row->permille = 1000;
    run->row->left_s = -1;
    set_step(run->row, "");
    atomic_fetch_add_explicit(&run->runner->n_done, 1, memory_order_relaxed);
    if (options->on_lesson)
        options->on_lesson(run->row->lesson_id, options->on_lesson_user);
    on_end_written(run, NULL);
}

static void on_collected(JobRun *run, const GError *error) {
    if (may_go_on(run, error))
        job_run_write(run, write_done, on_done_written);
}

static bool place_asset(JobRun *run, const JobFolders *folders, GError **error) {
    const JobRow *row = run->row;
    run->plan = job_plan_low(row->asset_id);
    return job_files_place_asset(folders, row->id, row->asset_id, error) && write_order(run, error);
}

static bool place(JobRun *run, GError **error) {
    JobFolders folders = folders_of(run->runner);
    bool is_made = true;
    if (job_run_is_low(run))
        return place_asset(run, &folders, error);
    if (run->row->made &&
        !job_files_place_made(&folders, run->row->id, run->row->made, &is_made, error))
        return false;
    run->is_to_make = !is_made;
    return run->is_to_make || job_files_place(&folders, run->row->id, &run->order, error);
}

/* An order that stands was written behind its assets' rows. */
static void on_placed(JobRun *run, const GError *error) {
    if (!may_go_on(run, error))
        return;
    if (run->order)
        run->plan = job_plan_read(run->order, NULL);
    start_tool(run, run->is_to_make ? JOB_TASK_MAKE
                    : run->plan     ? JOB_TASK_PREPARE
                                    : JOB_TASK_PROBE);
}

/* ---- events ---- */

static void take_end(JobRun *run, const JobEvent *event) {
    run->is_at_tool = false;
    if (run->is_cancelled)
        end_cancelled(run);
    else if (event->outcome == JOB_OUTCOME_AGAIN && run->gives_way)
        give_way(run);
    else if (event->outcome == JOB_OUTCOME_AGAIN)
        interrupt(run);
    else if (event->outcome == JOB_OUTCOME_FAILED)
        end_failed(run,
                   event->text && *event->text ? event->text : "This file could not be prepared.");
    else if (run->task == JOB_TASK_MAKE)
        start_tool(run, JOB_TASK_PROBE);
    else if (run->task == JOB_TASK_PROBE)
        on_probed(run, event->text ? event->text : "");
    else
        job_run_files(run, collect, on_collected);
}

void job_runner_take_event(JobRunner *runner, const JobEvent *event) {
    JobRun *run = g_hash_table_lookup(runner->runs, event->job_id);
    if (!run || !run->is_at_tool)
        return;
    if (event->kind == JOB_EVENT_ENDED) {
        take_end(run, event);
        return;
    }
    set_step(run->row, event->step);
    run->row->permille = CLAMP(event->permille, 0, 1000);
    run->row->left_s = event->left_s;
    tell_progress(run);
}

static void stop_tool(const JobRun *run) {
    const JobPort *port = &run->runner->options.port;
    if (run->is_at_tool)
        port->cancel(run->row->id, port->user);
}

static void cancel_run(JobRun *run) {
    run->is_cancelled = true;
    stop_tool(run);
}

void job_runner_cancelled(JobRunner *runner, const JobRow *row) {
    JobRun *run = g_hash_table_lookup(runner->runs, row->id);
    if (!run) {
        run = g_new0(JobRun, 1);
        *run = (JobRun){
            .runner = runner, .uploads = runner->options.uploads, .row = job_row_copy(row)};
        atomic_fetch_add(&runner->n_running, 1);
        g_hash_table_insert(runner->runs, run->row->id, run);
        end_cancelled(run);
        return;
    }
    cancel_run(run);
}

/* ---- the queue ---- */

typedef struct Taken {
    JobRunner *runner;
    bool may_be_low;
    JobRow *row; /* owned, or NULL */
} Taken;

static void free_taken(void *data) {
    job_row_free(((Taken *)data)->row);
    g_free(data);
}

static bool run_take(Database *database, void *data, GError **error) {
    GError *problem = NULL;
    Taken *taken = data;
    taken->row = job_table_take(database, taken->may_be_low, &problem);
    if (problem)
        g_propagate_error(error, problem);
    return problem == NULL;
}

/* Somebody waits for what was taken, nobody for these. */
static void make_way(const JobRunner *runner) {
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, runner->runs);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        JobRun *run = value;
        if (!job_run_is_low(run) || run->gives_way)
            continue;
        run->gives_way = true;
        stop_tool(run);
    }
}

static void on_taken(const GError *error, void *data) {
    Taken *taken = data;
    JobRunner *runner = taken->runner;
    runner->is_taking = false;
    if (error || !taken->row)
        return;
    JobRun *run = g_new0(JobRun, 1);
    *run = (JobRun){
        .runner = runner, .uploads = runner->options.uploads, .row = g_steal_pointer(&taken->row)};
    if (!job_run_is_low(run))
        make_way(runner);
    atomic_fetch_add(&runner->n_running, 1);
    g_hash_table_insert(runner->runs, run->row->id, run);
    job_run_files(run, place, on_placed);
    job_runner_wake(runner);
}

void job_runner_wake(JobRunner *runner) {
    int64_t now_us = clock_monotonic_us();
    if (!runner->is_started || runner->is_taking || !runner->options.port.start ||
        job_run_count_brought(runner->runs) >= runner->options.max ||
        now_us < runner->not_before_us)
        return;
    Taken *taken = g_new0(Taken, 1);
    taken->runner = runner;
    taken->may_be_low = g_hash_table_size(runner->runs) == 0 && now_us >= runner->low_not_before_us;
    StoreJob job = {run_take, on_taken, runner->options.uploads->worker, taken, free_taken};
    runner->is_taking = store_write(runner->options.uploads->store, &job, NULL);
    if (!runner->is_taking)
        free_taken(taken);
}

/* ---- the start, and now and then ---- */

/* They were taken behind the reading. */
static void on_kept(GPtrArray *kept, void *user) {
    JobRunner *runner = user;
    g_ptr_array_extend_and_steal(kept, job_run_list(runner->runs));
    runner->is_started = true;
    job_runner_wake(runner);
}

static void sweep(JobRunner *runner) {
    runner->sweep_at_us = clock_monotonic_us() + SWEEP_EVERY_US;
    job_sweep_begin(&(JobSweepWish){.uploads = runner->options.uploads,
                                    .is_start = !runner->is_started,
                                    .on_read = on_kept,
                                    .user = runner});
}

void job_runner_start(JobRunner *runner) {
    sweep(runner);
}

static void on_gone(const char *id, void *user) {
    JobRun *run = g_hash_table_lookup(((JobRunner *)user)->runs, id);
    if (run)
        cancel_run(run);
}

void job_runner_tick(JobRunner *runner) {
    if (clock_monotonic_us() >= runner->sweep_at_us)
        sweep(runner);
    job_sweep_look(runner->options.uploads, job_run_list(runner->runs), on_gone, runner);
    job_counts_tick(runner->counts);
    job_runner_wake(runner);
}
