#include "server/course_add.h"

#include <stdio.h>

#include "base/error.h"
#include "catalog/course/course_table.h"
#include "catalog/course/job_table.h"
#include "catalog/course/lesson_table.h"
#include "catalog/course/series_table.h"
#include "catalog/store/audit_table.h"
#include "catalog/upload/upload_copy.h"
#include "server/command_database.h"
#include "server/course_add_plan.h"

#define SHEET_MAX_MIB 32
#define MIB           (INT64_C(1) << 20)
/* Beside the copy of a film, which goes in the end, there is the lesson that is made of it. */
#define ROOM_FOR_EACH 2

static GBytes *read_sheet(const char *path, GError **error) {
    char *data;
    size_t length;
    g_autoptr(GError) failure = NULL;
    if (!g_file_get_contents(path, &data, &length, &failure)) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG, "cannot read '%s': %s", path,
                    failure->message);
        return NULL;
    }
    GBytes *file = g_bytes_new_take(data, length);
    if (length <= SHEET_MAX_MIB * MIB)
        return file;
    g_bytes_unref(file);
    g_set_error(error, BASE_ERROR, ERROR_CONFIG, "cannot read '%s': it has more than %d MiB", path,
                SHEET_MAX_MIB);
    return NULL;
}

/* ---- rows ---- */

static bool find_id(Database *database, const char *sql, const CourseSheetRow *row,
                    char ret_id[ID_TEXT_BYTES], GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    *ret_id = '\0';
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->values[COURSE_SHEET_SERIES]);
    statement_bind_text(statement, 2, row->values[COURSE_SHEET_COURSE]);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        statement_copy_text(statement, 0, ret_id, ID_TEXT_BYTES);
    return step != STATEMENT_FAILED;
}

static bool ensure_series(Database *database, const CourseSheetRow *row, char ret_id[ID_TEXT_BYTES],
                          GError **error) {
    SeriesRow series = {.title = row->values[COURSE_SHEET_SERIES], .summary = (char *)""};
    *ret_id = '\0';
    if (!series.title)
        return true;
    if (!find_id(database, "SELECT id FROM series WHERE title = ?1 AND ?2 = ?2 LIMIT 1", row,
                 ret_id, error))
        return false;
    if (*ret_id)
        return true;
    if (!series_table_insert(database, &series, error))
        return false;
    g_strlcpy(ret_id, series.id, ID_TEXT_BYTES);
    return true;
}

/* A new one is a draft: an editor looks at it before anybody else does. */
static bool ensure_course(Database *database, const CourseAddItem *item, char ret_id[ID_TEXT_BYTES],
                          GError **error) {
    static const char FIND[] =
        "SELECT course.id FROM course LEFT JOIN series ON series.id = course.series_id"
        " WHERE series.title IS ?1 AND course.title = ?2 LIMIT 1";
    const CourseSheetRow *row = item->row;
    if (!find_id(database, FIND, row, ret_id, error))
        return false;
    if (*ret_id)
        return true;
    CourseRow course = {.title = row->values[COURSE_SHEET_COURSE],
                        .summary = (char *)"",
                        .language = (char *)"zh",
                        .audience = row->is_public ? COURSE_FOR_ALL : COURSE_FOR_SIGNED_IN,
                        .is_required = row->is_required,
                        .allows_download = true,
                        .allows_speed = true};
    g_strlcpy(course.topic_id, item->topic_id, sizeof course.topic_id);
    if (!ensure_series(database, row, course.series_id, error) ||
        !course_table_insert(database, &course, NULL, error))
        return false;
    g_strlcpy(ret_id, course.id, ID_TEXT_BYTES);
    return true;
}

static bool ensure_lesson(Database *database, const CourseAddItem *item, char ret_id[ID_TEXT_BYTES],
                          GError **error) {
    bool is_taken;
    if (!course_add_plan_find_lesson(database, item->row, ret_id, &is_taken, error))
        return false;
    if (is_taken) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "row %u: somebody else has just given the lesson '%s' a film",
                    item->row->number, item->row->values[COURSE_SHEET_LESSON]);
        return false;
    }
    if (*ret_id)
        return true;
    LessonRow lesson = {.kind = LESSON_VIDEO,
                        .title = item->row->values[COURSE_SHEET_LESSON],
                        .summary = (char *)"",
                        .is_shown = true};
    if (!ensure_course(database, item, lesson.course_id, error) ||
        !lesson_table_insert(database, &lesson, error))
        return false;
    g_strlcpy(ret_id, lesson.id, ID_TEXT_BYTES);
    return true;
}

static bool insert_job(Database *database, const CourseAddItem *item, const char *job_id,
                       GError **error) {
    char lesson_id[ID_TEXT_BYTES];
    g_autofree char *name = g_path_get_basename(item->path);
    bool is_refused;
    if (!ensure_lesson(database, item, lesson_id, error))
        return false;
    JobNew job = {.id = job_id,
                  .lesson_id = lesson_id,
                  .kind = "video",
                  .source_name = name,
                  .language = item->tag,
                  .mark = item->mark,
                  .source_bytes = item->bytes};
    return job_table_insert(database, &job, &is_refused, error);
}

/* ---- one film ---- */

static bool write_film(Database *database, UploadCopier *copier, const CourseAddItem *item,
                       const char *job_id, GError **error) {
    if (!database_begin(database, DATABASE_WRITE, error))
        return false;
    if (insert_job(database, item, job_id, error) && upload_copy_settle(copier, job_id, error) &&
        database_commit(database, error))
        return true;
    database_rollback(database);
    return false;
}

static bool bring_film(Database *database, UploadCopier *copier, const CourseAddItem *item,
                       GError **error) {
    char job_id[ID_TEXT_BYTES];
    id_new_uuid7(job_id);
    if (!upload_copy_bring(copier, job_id, item->path, error))
        return false;
    if (write_film(database, copier, item, job_id, error))
        return true;
    upload_copy_drop(copier, job_id);
    return false;
}

static bool bring_films(Database *database, UploadCopier *copier, const CourseAddPlan *plan,
                        GError **error) {
    unsigned n_done = 0;
    for (unsigned i = 0; i < plan->items->len; i++) {
        const CourseAddItem *item = plan->items->pdata[i];
        if (item->known_as)
            continue;
        if (!bring_film(database, copier, item, error))
            return false;
        printf("%u of %u: %s\n", ++n_done, plan->n_new, item->row->values[COURSE_SHEET_FILE]);
        fflush(stdout);
    }
    return true;
}

/* ---- what is said ---- */

static void print_plan(const CourseAddPlan *plan, bool is_dry) {
    for (unsigned i = 0; i < plan->items->len; i++) {
        const CourseAddItem *item = plan->items->pdata[i];
        if (item->row->problem)
            printf("row %u: %s.\n", item->row->number, item->row->problem);
        else if (item->known_as)
            printf("row %u: the file '%s' is there already, as the lesson '%s'.\n",
                   item->row->number, item->row->values[COURSE_SHEET_FILE], item->known_as);
    }
    if (plan->n_unlisted > 0)
        printf("%u films of the folder are not in the sheet.\n", plan->n_unlisted);
    printf("%s%u new (%" G_GINT64_FORMAT " MiB), %u known, %u wrong\n",
           is_dry || plan->n_wrong > 0 ? "would be: " : "", plan->n_new,
           (plan->new_bytes + MIB - 1) / MIB, plan->n_known, plan->n_wrong);
}

static bool write_audit(Database *database, const CourseAddPlan *plan, GError **error) {
    g_autofree char *detail = g_strdup_printf("{\"kind\":\"courses\",\"new\":%u,\"same\":%u}",
                                              plan->n_new, plan->n_known);
    AuditRow row = {.actor_name = (char *)"command line",
                    .action = (char *)"import",
                    .outcome = (char *)"ok",
                    .detail = detail};
    if (plan->n_new == 0)
        return true;
    if (!database_begin(database, DATABASE_WRITE, error))
        return false;
    if (audit_table_append(database, &row, error) && database_commit(database, error))
        return true;
    database_rollback(database);
    return false;
}

/* ---- the whole ---- */

static bool check_room(const UploadCopier *copier, const CourseAddPlan *plan, int64_t min_free,
                       GError **error) {
    int64_t free_bytes, wanted = ROOM_FOR_EACH * plan->new_bytes + min_free;
    if (!upload_copy_free_bytes(copier, &free_bytes, error))
        return false;
    if (plan->n_new == 0 || wanted <= free_bytes)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_NO_ROOM,
                "there is no room for these films: %" G_GINT64_FORMAT
                " MiB are free on the disk, and %" G_GINT64_FORMAT
                " MiB are needed, of which %" G_GINT64_FORMAT " MiB stay free",
                free_bytes / MIB, wanted / MIB, min_free / MIB);
    return false;
}

static bool run(Database *database, UploadCopier *copier, const CourseAddPlan *plan,
                const CourseAddOptions *options, GError **error) {
    print_plan(plan, options->dry_run);
    fflush(stdout);
    if (plan->n_wrong > 0) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                    "nothing was brought in: put the wrong rows right first (%u)", plan->n_wrong);
        return false;
    }
    return check_room(copier, plan, options->min_free_bytes, error) &&
           (options->dry_run ||
            (bring_films(database, copier, plan, error) && write_audit(database, plan, error)));
}

bool course_add_run(const CourseAddOptions *options, const char *sheet, const char *folder,
                    GError **error) {
    const char *directory = options->settings.data_directory;
    if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG, "'%s' is no folder", folder);
        return false;
    }
    g_autoptr(GBytes) file = read_sheet(sheet, error);
    GPtrArray *rows = file ? course_sheet_read(file, (unsigned)options->sheet - 1, error) : NULL;
    if (!rows)
        return false;
    g_autoptr(CommandDatabase) joined = command_database_open(directory, error);
    g_autoptr(UploadCopier) copier = joined ? upload_copy_open(directory, error) : NULL;
    if (!copier) {
        g_ptr_array_unref(rows);
        return false;
    }
    g_autoptr(CourseAddPlan) plan = course_add_plan_make(joined->database, rows, folder, error);
    return plan && run(joined->database, copier, plan, options, error);
}
