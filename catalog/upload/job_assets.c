#include "catalog/upload/job_assets.h"

#include "base/clock.h"
#include "base/language_table.h"
#include "catalog/course/document_page.h"
#include "catalog/upload/job_audit.h"

static bool read_lesson(Database *database, const char *lesson_id, JobLesson *ret_lesson,
                        GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT duration_ms, (SELECT id FROM asset WHERE lesson_id = lesson.id AND kind = 'picture'"
        " AND state = 'ready' ORDER BY position LIMIT 1) FROM lesson WHERE id = ?1",
        error);
    *ret_lesson = (JobLesson){0};
    if (!statement)
        return false;
    statement_bind_text(statement, 1, lesson_id);
    StatementStep step = statement_step(statement, error);
    if (step != STATEMENT_ROW)
        return step == STATEMENT_DONE;
    ret_lesson->duration_ms = statement_int64(statement, 0);
    statement_copy_text(statement, 1, ret_lesson->picture_id, sizeof ret_lesson->picture_id);
    return true;
}

bool job_assets_drop(Database *database, const char *job_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "DELETE FROM asset WHERE job_id = ?1 AND state IN ('waiting', 'preparing')",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, job_id);
    return statement_run(statement, error);
}

/* A code of three letters that the server does not know by itself may be of a language that the
 * office has added. */
static bool insert_one(Database *database, const JobRow *job, const JobAsset *asset,
                       GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO asset (id, lesson_id, kind, position, language, label, state, source_name,"
        " job_id, translator, created_by, created_at_us, changed_at_us)"
        " SELECT ?1, ?2, ?3, ifnull(max(position), 0) + 1, ifnull((SELECT tag FROM language WHERE"
        " ?10 AND code3 = ?4 ORDER BY tag = ?4 DESC, length(tag), tag LIMIT 1), ?4), ?5,"
        " 'preparing', ?6, ?7,"
        " iif(?3 IN ('sound', 'subtitle'), (SELECT translator FROM course_job WHERE id = ?7), ''),"
        " (SELECT id FROM account WHERE id = ?8), ?9, ?9"
        " FROM asset WHERE lesson_id = ?2 AND kind = ?3",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, asset->id);
    statement_bind_text(statement, 2, job->lesson_id);
    statement_bind_text(statement, 3, JOB_ASSET_WORDS[asset->kind]);
    statement_bind_text(statement, 4, asset->language);
    statement_bind_text(statement, 5, asset->label);
    statement_bind_text(statement, 6, job->source_name);
    statement_bind_text(statement, 7, job->id);
    statement_bind_text(statement, 8, job->created_by);
    statement_bind_int64(statement, 9, clock_wall_us());
    statement_bind_int64(statement, 10, !language_table_lookup(asset->language, NULL, 0));
    return statement_run(statement, error);
}

bool job_assets_insert(Database *database, const JobRow *job, const JobPlan *plan,
                       JobLesson *ret_lesson, GError **error) {
    database_assert_current(database);
    if (!job_assets_drop(database, job->id, error) ||
        !read_lesson(database, job->lesson_id, ret_lesson, error))
        return false;
    for (unsigned i = 0; i < plan->assets->len; i++)
        if (!insert_one(database, job, plan->assets->pdata[i], error))
            return false;
    return true;
}

/* ---- ready ---- */

#define TOLD " RETURNING id, kind, language, source_name"

static GPtrArray *told_new(void) {
    return g_ptr_array_new_with_free_func((GDestroyNotify)job_audit_asset_free);
}

/* Runs what ends in TOLD and appends its rows: JobAuditAsset elements. */
static bool run_told(Statement *statement, GPtrArray *told, GError **error) {
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        JobAuditAsset *asset = g_new0(JobAuditAsset, 1);
        statement_copy_text(statement, 0, asset->id, sizeof asset->id);
        asset->kind = statement_dup_text(statement, 1);
        asset->language = statement_dup_text(statement, 2);
        asset->source_name = statement_dup_text(statement, 3);
        g_ptr_array_add(told, asset);
    }
    return step == STATEMENT_DONE;
}

typedef bool (*AuditFn)(Database *database, const JobRow *job, const JobAuditAsset *asset,
                        GError **error);

static bool write_down(Database *database, const JobRow *job, AuditFn audit, const GPtrArray *told,
                       GError **error) {
    for (unsigned i = 0; i < told->len; i++)
        if (!audit(database, job, told->pdata[i], error))
            return false;
    return true;
}

static bool set_ready(Database *database, const JobAsset *asset, GPtrArray *told, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE asset SET state = 'ready', problem = ?2, duration_ms = ?3, bytes = ?4,"
        " loudness_centi = ?5, changed_at_us = ?6 WHERE id = ?1" TOLD,
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, asset->id);
    statement_bind_text(statement, 2, asset->warning);
    statement_bind_int64(statement, 3, asset->duration_ms);
    statement_bind_int64(statement, 4, asset->bytes);
    if (asset->has_loudness)
        statement_bind_int64(statement, 5, asset->loudness_centi);
    statement_bind_int64(statement, 6, clock_wall_us());
    return run_told(statement, told, error);
}

#define WITHDRAW                                                                                   \
    "UPDATE asset SET state = 'withdrawn', changed_at_us = ?3 WHERE lesson_id = ?1"                \
    " AND job_id IS NOT ?2 AND state = 'ready' AND "
#define MADE_BY_JOB "SELECT 1 FROM asset AS new WHERE new.job_id = ?2 AND "

static bool withdraw(Database *database, const JobRow *job, const char *sql, GPtrArray *told,
                     GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, job->lesson_id);
    statement_bind_text(statement, 2, job->id);
    statement_bind_int64(statement, 3, clock_wall_us());
    return run_told(statement, told, error);
}

static bool withdraw_replaced(Database *database, const JobRow *job, GError **error) {
    g_autoptr(GPtrArray) told = told_new();
    return withdraw(database, job,
                    WITHDRAW "kind IN ('sound', 'subtitle') AND EXISTS (" MADE_BY_JOB
                             "new.kind = asset.kind AND new.language = asset.language"
                             " AND new.label = asset.label)" TOLD,
                    told, error) &&
           withdraw(database, job,
                    WITHDRAW "kind IN ('picture', 'sound') AND EXISTS (" MADE_BY_JOB
                             "new.kind = 'picture')" TOLD,
                    told, error) &&
           (g_str_equal(job->kind, "picture") ||
            withdraw(database, job,
                     WITHDRAW "kind = 'document' AND EXISTS (" MADE_BY_JOB
                              "new.kind = 'document')" TOLD,
                     told, error)) &&
           write_down(database, job, job_audit_replaced, told, error);
}

/* A new one stands where the one that it replaces stood. */
static bool take_positions(Database *database, const JobRow *job, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE asset SET changed_at_us = ?3, position = ifnull((SELECT min(position)"
        " FROM asset AS old WHERE old.lesson_id = ?1 AND old.job_id IS NOT ?2"
        " AND old.state = 'ready' AND old.kind = asset.kind"
        " AND old.language = asset.language AND old.label = asset.label), position)"
        " WHERE job_id = ?2",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, job->lesson_id);
    statement_bind_text(statement, 2, job->id);
    statement_bind_int64(statement, 3, clock_wall_us());
    return statement_run(statement, error);
}

static int64_t duration_of(const JobPlan *plan) {
    int64_t duration_ms = 0;
    for (unsigned i = 0; i < plan->assets->len; i++) {
        const JobAsset *asset = plan->assets->pdata[i];
        if (asset->kind == JOB_ASSET_PICTURE)
            return asset->duration_ms;
        if (asset->kind == JOB_ASSET_SOUND)
            duration_ms = MAX(duration_ms, asset->duration_ms);
    }
    return duration_ms;
}

/* The picture's duration is the lesson's; without a picture the longest sound's. */
static bool set_duration(Database *database, const JobRow *job, const JobPlan *plan,
                         GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE lesson SET duration_ms = ?2, changed_at_us = ?3 WHERE id = ?1 AND ?2 > 0 AND"
        " (?4 OR NOT EXISTS (SELECT 1 FROM asset WHERE lesson_id = ?1 AND kind = 'picture'"
        " AND state = 'ready'))",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, job->lesson_id);
    statement_bind_int64(statement, 2, duration_of(plan));
    statement_bind_int64(statement, 3, clock_wall_us());
    statement_bind_int64(statement, 4, g_str_equal(job->kind, "video"));
    return statement_run(statement, error);
}

static bool order_low(Database *database, const JobRow *job, const JobPlan *plan, GError **error) {
    for (unsigned i = 0; i < plan->assets->len; i++) {
        const JobAsset *asset = plan->assets->pdata[i];
        if (asset->kind == JOB_ASSET_SOUND &&
            !job_table_insert_low(database, job, asset->id, error))
            return false;
    }
    return true;
}

bool job_assets_ready(Database *database, const JobRow *job, const JobPlan *plan, GError **error) {
    database_assert_current(database);
    if (!take_positions(database, job, error) || !withdraw_replaced(database, job, error))
        return false;
    g_autoptr(GPtrArray) told = told_new();
    for (unsigned i = 0; i < plan->assets->len; i++)
        if (!set_ready(database, plan->assets->pdata[i], told, error))
            return false;
    return write_down(database, job, job_audit_added, told, error) &&
           set_duration(database, job, plan, error) && order_low(database, job, plan, error) &&
           document_page_measure(database, job->lesson_id, error);
}

bool job_assets_grown(Database *database, const JobAsset *asset, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE asset SET bytes = ?2, changed_at_us = ?3 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, asset->id);
    statement_bind_int64(statement, 2, asset->bytes);
    statement_bind_int64(statement, 3, clock_wall_us());
    return statement_run(statement, error);
}
