/* From what the tool says of a file to the order that it then works by (docs/courses.md). Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"

#define JOB_PLAN_MAX_ASSETS    16 /* that the tool makes of one file */
#define JOB_PLAN_LABEL_CHARS   64
#define JOB_PLAN_LANGUAGE_SIZE 36

typedef enum JobAssetKind {
    JOB_ASSET_PICTURE,
    JOB_ASSET_SOUND,
    JOB_ASSET_SUBTITLE,
    JOB_ASSET_DOCUMENT,
    JOB_N_ASSET_KINDS
} JobAssetKind;

extern const char *const JOB_ASSET_WORDS[]; /* indexed by JobAssetKind, ended by NULL */

typedef struct JobAsset {
    char id[ID_TEXT_BYTES];
    JobAssetKind kind;
    int64_t stream; /* in the file; -1: it has none */
    char language[JOB_PLAN_LANGUAGE_SIZE];
    char *label;

    /* When it is complete: of its asset.json. */
    int64_t duration_ms, bytes;
    int64_t loudness_centi;
    bool has_loudness;
    char *warning; /* or "" */
} JobAsset;

typedef struct JobPlan {
    GPtrArray *assets; /* owned: JobAsset */
} JobPlan;

void job_plan_free(JobPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JobPlan, job_plan_free)

/* `kind` is that of the job, `language` what the editor said ("": nothing), `probe` the tool's JSON
 * object. Of a video the picture, all sounds and the subtitles that are text become assets.
 * ERROR_INVALID with one sentence for the editor. */
JobPlan *job_plan_make(const char *kind, const char *language, const char *probe, GError **error);

/* The economy sound of this sound. */
JobPlan *job_plan_low(const char *asset_id);

typedef struct JobOrder {
    const char *kind;       /* of the job */
    const char *picture_id; /* sounds are cut to it; NULL: none is known */
    int64_t duration_ms;    /* of the lesson; 0: not known */
    int64_t max_bytes;
} JobOrder;

/* order.json. Caller frees. */
char *job_plan_write(const JobPlan *plan, const JobOrder *order);
/* Ids and kinds of an order that was written before. ERROR_INVALID. */
JobPlan *job_plan_read(const char *order, GError **error);

/* Fills in what asset.json says. ERROR_INVALID. */
bool job_plan_read_facts(JobAsset *asset, const char *json, GError **error);
