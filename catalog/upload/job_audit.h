/* What the audit keeps of editors' files: who brought one, what was made of it, what that replaced,
 * what it has failed with. All verbs run on a database thread, inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/id.h"
#include "catalog/course/job_table.h"
#include "catalog/store/database.h"

/* Members that are NULL or "" are left out of the detail. */
typedef struct JobAuditDetail {
    const char *lesson_id, *job_id, *kind, *language, *source_name, *problem;
} JobAuditDetail;

/* A JSON object. Caller frees. */
char *job_audit_detail(const JobAuditDetail *detail);

/* A file of an account is complete and became the job `id`; detail->problem: why that has failed at
 * once. */
bool job_audit_created(Database *database, const char *id, const char *account_id,
                       const JobAuditDetail *detail, GError **error);
/* Nobody went on with an upload until its time was over. */
bool job_audit_expired(Database *database, const char *id, const JobAuditDetail *detail,
                       GError **error);
/* A job has failed with row->problem. */
bool job_audit_failed(Database *database, const JobRow *row, GError **error);
/* What one entry of an asset tells; texts are owned. */
typedef struct JobAuditAsset {
    char id[ID_TEXT_BYTES];
    char *kind, *language, *source_name;
} JobAuditAsset;

void job_audit_asset_free(JobAuditAsset *asset);

/* The job has put an asset into its lesson. */
bool job_audit_added(Database *database, const JobRow *row, const JobAuditAsset *asset,
                     GError **error);
/* The job has put another one in the place of this. */
bool job_audit_replaced(Database *database, const JobRow *row, const JobAuditAsset *asset,
                        GError **error);
