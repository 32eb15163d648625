/* Rows of the assets that a job makes. All verbs run on a database thread, in a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/course/job_table.h"
#include "catalog/store/database.h"
#include "catalog/upload/job_plan.h"

/* What a lesson is like when a job of it is planned. */
typedef struct JobLesson {
    char picture_id[ID_TEXT_BYTES]; /* that is ready; "": none */
    int64_t duration_ms;
} JobLesson;

/* Rows in state 'preparing', behind those that are there; earlier ones of this job go. */
bool job_assets_insert(Database *database, const JobRow *job, const JobPlan *plan,
                       JobLesson *ret_lesson, GError **error);
/* They are ready, what they replace is withdrawn, the lesson has its duration:
 * sounds and subtitles replace those of their language and label; a picture replaces the picture
 * and with it all sounds, which were cut to it; a document the document. The economy sound of each
 * new sound waits to be made. */
bool job_assets_ready(Database *database, const JobRow *job, const JobPlan *plan, GError **error);
/* A sound has got its economy sound: it is larger now. */
bool job_assets_grown(Database *database, const JobAsset *asset, GError **error);
/* Nothing came of it. */
bool job_assets_drop(Database *database, const char *job_id, GError **error);
