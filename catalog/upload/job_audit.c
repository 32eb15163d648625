#include "catalog/upload/job_audit.h"

#include "base/error.h"
#include "base/json_table.h"
#include "catalog/store/account_table.h"
#include "catalog/store/audit_table.h"

static const JsonField DETAIL_FIELDS[] = {
    {"lesson_id", JSON_STRING, offsetof(JobAuditDetail, lesson_id)},
    {"job_id", JSON_STRING, offsetof(JobAuditDetail, job_id)},
    {"kind", JSON_STRING, offsetof(JobAuditDetail, kind)},
    {"language", JSON_STRING, offsetof(JobAuditDetail, language)},
    {"source_name", JSON_STRING, offsetof(JobAuditDetail, source_name)},
    {"problem", JSON_STRING, offsetof(JobAuditDetail, problem)},
    {NULL, JSON_END},
};
static const JsonTable DETAIL_TABLE = {"detail", sizeof(JobAuditDetail), DETAIL_FIELDS};

static const char *or_null(const char *text) {
    return text && *text ? text : NULL;
}

char *job_audit_detail(const JobAuditDetail *detail) {
    const JobAuditDetail json = {or_null(detail->lesson_id),   or_null(detail->job_id),
                                 or_null(detail->kind),        or_null(detail->language),
                                 or_null(detail->source_name), or_null(detail->problem)};
    return json_table_write(&DETAIL_TABLE, &json);
}

/* Takes the texts of `row`; `actor_id` "": the account is gone. */
static bool append(Database *database, AuditRow *row, const char *actor_id, GError **error) {
    g_autoptr(AccountRow) actor = *actor_id ? account_table_get(database, actor_id, NULL) : NULL;
    g_strlcpy(row->actor_id, actor_id, sizeof row->actor_id);
    row->actor_name = g_strdup(actor ? actor->name : "");
    return audit_table_append(database, row, error);
}

static AuditRow *entry_new(const char *action, const char *target, const JobAuditDetail *detail) {
    bool has_failed = or_null(detail->problem) != NULL;
    AuditRow *row = g_new0(AuditRow, 1);
    row->action = g_strdup(action);
    row->target = g_strdup(target);
    row->outcome = g_strdup(has_failed ? error_word(ERROR_INVALID) : "ok");
    row->detail = job_audit_detail(detail);
    return row;
}

bool job_audit_created(Database *database, const char *id, const char *account_id,
                       const JobAuditDetail *detail, GError **error) {
    const char *action = "job.create";
    g_autoptr(AuditRow) row = entry_new(action, id, detail);
    return append(database, row, account_id, error);
}

bool job_audit_expired(Database *database, const char *id, const JobAuditDetail *detail,
                       GError **error) {
    const char *action = "upload.expire";
    g_autoptr(AuditRow) row = entry_new(action, id, detail);
    return append(database, row, "", error);
}

bool job_audit_failed(Database *database, const JobRow *job, GError **error) {
    const JobAuditDetail detail = {.lesson_id = job->lesson_id,
                                   .kind = job->kind,
                                   .language = job->language,
                                   .source_name = job->source_name,
                                   .problem = job->problem};
    const char *action = "job.fail";
    g_autoptr(AuditRow) row = entry_new(action, job->id, &detail);
    return append(database, row, job->created_by, error);
}

void job_audit_asset_free(JobAuditAsset *asset) {
    g_free(asset->kind);
    g_free(asset->language);
    g_free(asset->source_name);
    g_free(asset);
}

static bool append_asset(Database *database, const JobRow *job, const char *action,
                         const JobAuditAsset *asset, GError **error) {
    const JobAuditDetail detail = {.lesson_id = job->lesson_id,
                                   .job_id = job->id,
                                   .kind = asset->kind,
                                   .language = asset->language,
                                   .source_name = asset->source_name};
    g_autoptr(AuditRow) row = entry_new(action, asset->id, &detail);
    return append(database, row, job->created_by, error);
}

bool job_audit_added(Database *database, const JobRow *job, const JobAuditAsset *asset,
                     GError **error) {
    const char *action = "asset.add";
    return append_asset(database, job, action, asset, error);
}

bool job_audit_replaced(Database *database, const JobRow *job, const JobAuditAsset *asset,
                        GError **error) {
    const char *action = "asset.replace";
    return append_asset(database, job, action, asset, error);
}
