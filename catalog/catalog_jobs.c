#include "catalog/catalog_jobs.h"

#include "catalog/course/job_table.h"
#include "catalog/course_watch.h"

static void on_job(void *user) {
    job_runner_wake(((ApiEnv *)user)->jobs);
}

static void on_lesson(const char *lesson_id, void *user) {
    course_watch_lesson(user, lesson_id);
}

bool catalog_jobs_open(ApiEnv *env, const char *directory, const CatalogJobsOptions *options,
                       GError **error) {
    UploadsOptions uploads = {.directory = directory,
                              .store = env->store,
                              .max_bytes = options->max_bytes,
                              .min_free_bytes = options->min_free_bytes,
                              .quota_bytes = options->quota_bytes};
    env->uploads = uploads_start(&uploads, error);
    if (!env->uploads)
        return false;
    JobRunnerOptions runner = {.uploads = env->uploads,
                               .max = options->max,
                               .port = options->port,
                               .on_news = options->on_news,
                               .on_news_user = options->on_news_user,
                               .on_lesson = on_lesson,
                               .on_lesson_user = env};
    env->jobs = job_runner_new(&runner);
    env->uploads->on_job = on_job;
    env->uploads->on_job_user = env;
    return true;
}

static void start(void *data) {
    job_runner_start(((ApiEnv *)data)->jobs);
}

void catalog_jobs_attach(ApiEnv *env) {
    uploads_attach(env->uploads, env->worker);
    (void)worker_post(env->worker, start, env, NULL, NULL); /* else the first tick does it */
}

void catalog_jobs_tick(ApiEnv *env) {
    uploads_tick(env->uploads);
    job_runner_tick(env->jobs);
}

static bool put_back(Database *database, void *data, GError **error) {
    return job_table_put_back(database, error);
}

void catalog_jobs_stop(ApiEnv *env) {
    const StoreJob job = {.run = put_back};
    uploads_stop(env->uploads);
    if (env->worker)
        (void)store_write(env->store, &job, NULL); /* else it counts as an interruption */
}

void catalog_jobs_free(ApiEnv *env) {
    job_runner_free(env->jobs);
    uploads_free(env->uploads);
}

typedef struct Mail {
    ApiEnv *env;
    JobEvent event;
} Mail;

static void free_mail(void *data) {
    g_free(((Mail *)data)->event.text);
    g_free(data);
}

static void take(void *data) {
    const Mail *mail = data;
    job_runner_take_event(mail->env->jobs, &mail->event);
}

bool catalog_jobs_post(ApiEnv *env, JobEvent *event, GError **error) {
    Mail *mail = g_new(Mail, 1);
    *mail = (Mail){env, *event};
    event->text = NULL;
    if (worker_post(env->worker, take, mail, free_mail, error))
        return true;
    free_mail(mail);
    return false;
}
