/* Uploads and jobs for the façade: made, attached, ended; what the tool says travels to the api
 * thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/api/api_env.h"

typedef struct CatalogJobsOptions {
    JobPort port;           /* who makes lessons out of files; members may be NULL */
    unsigned max;           /* at once */
    int64_t max_bytes;      /* of one file */
    int64_t min_free_bytes; /* what uploads leave on the disk */
    int64_t quota_bytes;    /* of an office; course_space.h */
    JobNewsFn on_news;      /* on the api thread; or NULL */
    void *on_news_user;
} CatalogJobsOptions;

/* Fills env->uploads and env->jobs; `directory` is the data folder. */
bool catalog_jobs_open(ApiEnv *env, const char *directory, const CatalogJobsOptions *options,
                       GError **error);
void catalog_jobs_attach(ApiEnv *env);
/* On the api thread. */
void catalog_jobs_tick(ApiEnv *env);
/* Before the store stops, after the API: what runs waits again. */
void catalog_jobs_stop(ApiEnv *env);
void catalog_jobs_free(ApiEnv *env);

/* Any thread; `event->text` is taken in any case. */
bool catalog_jobs_post(ApiEnv *env, JobEvent *event, GError **error);
