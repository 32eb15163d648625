/* The folder of one job on the disk: JOBS/{job}/source, order.json, out/. Every verb may block:
 * they run on the thread for files. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/upload/job_plan.h"

typedef struct JobFolders {
    const char *uploads, *jobs, *assets; /* of all; borrowed */
} JobFolders;

/* Makes the folder, moves the upload of the same id into it. *ret_order: order.json of an earlier
 * start, or NULL. ERROR_GONE with one sentence when there is no file any more. */
bool job_files_place(const JobFolders *folders, const char *id, char **ret_order, GError **error);
/* The same for a source that the tool makes: writes down which one. *ret_is_made: it is there from
 * an earlier start. */
bool job_files_place_made(const JobFolders *folders, const char *id, unsigned number,
                          bool *ret_is_made, GError **error);
/* The same for a job that works on a finished asset: JOB/sound/ has second names of its files.
 * ERROR_GONE when it is not there. */
bool job_files_place_asset(const JobFolders *folders, const char *id, const char *asset_id,
                           GError **error);
/* Writes order.json whole or not at all. */
bool job_files_order(const JobFolders *folders, const char *id, const char *order, GError **error);
/* Moves what is complete to the assets, and reads what they are. What was moved before a crash is
 * found there. */
bool job_files_collect(const JobFolders *folders, const char *id, JobPlan *plan, GError **error);
/* Puts what was made for a finished asset beside its files; its asset.json is replaced last. What
 * was moved before a crash is there. */
bool job_files_add(const JobFolders *folders, const char *id, JobAsset *asset, GError **error);
/* Of a plan that came to nothing: what was moved to the assets already. */
void job_files_give_up(const JobFolders *folders, const JobPlan *plan);
/* All of it, with an upload that no job has taken. */
void job_files_remove(const JobFolders *folders, const char *id);
/* All but the source: it may be tried again. */
void job_files_clear(const JobFolders *folders, const char *id);
/* Removes the folders of jobs that are none of `kept` (char *). */
void job_files_sweep(const JobFolders *folders, const GPtrArray *kept);
