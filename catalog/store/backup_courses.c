#include "catalog/store/backup_courses.h"

#include <errno.h>
#include <sys/stat.h>

#include "catalog/store/folder_copy.h"

#define SOURCE    "source" /* in a job's folder */
#define FACTS     "asset.json"
#define FILE_NAME "file" /* in an upload's folder */

typedef struct Copying {
    const char *directory, *folder;
    GPtrArray *earlier; /* owned: folders of assets, newest name first */
} Copying;

static void clear_copying(Copying *copying) {
    g_clear_pointer(&copying->earlier, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Copying, clear_copying)

static bool make_folder(const char *path, GError **error) {
    return mkdir(path, 0700) == 0 || folder_set_errno(error, "make folder", path, errno);
}

static bool is_folder(const char *path) {
    return g_file_test(path, G_FILE_TEST_IS_DIR);
}

/* ---- earlier backups ---- */

static int compare_names(const void *first, const void *second) {
    return g_strcmp0(*(const char *const *)second, *(const char *const *)first);
}

static GPtrArray *find_earlier(const char *beside) {
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) listing = g_dir_open(beside, 0, NULL);
    const char *name;
    while (listing && (name = g_dir_read_name(listing))) {
        char *path = g_build_filename(beside, name, BACKUP_COURSES_NAME, BACKUP_ASSETS_NAME, NULL);
        if (is_folder(path))
            g_ptr_array_add(found, path);
        else
            g_free(path);
    }
    g_ptr_array_sort(found, compare_names);
    return found;
}

/* ---- assets ---- */

static bool is_same_disk(const char *one, const char *other) {
    struct stat first, second;
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev;
}

/* An asset whose economy sound came later has another description than before. */
static bool is_same_asset(const char *one, const char *other) {
    g_autofree char *first = g_build_filename(one, FACTS, NULL);
    g_autofree char *second = g_build_filename(other, FACTS, NULL);
    g_autofree char *text = NULL, *beside = NULL;
    return g_file_get_contents(first, &text, NULL, NULL) &&
           g_file_get_contents(second, &beside, NULL, NULL) && g_str_equal(text, beside);
}

/* On the backup's own disk, or else in the data directory: owned path. */
static char *find_asset(const Copying *copying, const char *id) {
    char *path =
        g_build_filename(copying->directory, BACKUP_COURSES_NAME, BACKUP_ASSETS_NAME, id, NULL);
    if (is_same_disk(path, copying->folder) || !is_folder(path))
        return path;
    for (unsigned i = 0; i < copying->earlier->len; i++) {
        char *there = g_build_filename(copying->earlier->pdata[i], id, NULL);
        if (is_same_disk(there, copying->folder) && is_same_asset(there, path)) {
            g_free(path);
            return there;
        }
        g_free(there);
    }
    return path;
}

static bool copy_asset(const Copying *copying, const char *id, unsigned *ret_n_copied,
                       GError **error) {
    g_autofree char *from = find_asset(copying, id);
    g_autofree char *to =
        g_build_filename(copying->folder, BACKUP_COURSES_NAME, BACKUP_ASSETS_NAME, id, NULL);
    unsigned n_files;
    if (!is_folder(from))
        return true;
    ++*ret_n_copied;
    return folder_link_files(from, to, &n_files, error);
}

/* ---- sources ---- */

/* A job that is taken meanwhile moves its file from the first place to the second. */
static bool copy_source(const Copying *copying, const char *id, unsigned *ret_n_copied,
                        GError **error) {
    g_autofree char *upload = g_build_filename(copying->directory, BACKUP_COURSES_NAME,
                                               BACKUP_UPLOADS_NAME, id, FILE_NAME, NULL);
    g_autofree char *source = g_build_filename(copying->directory, BACKUP_COURSES_NAME,
                                               BACKUP_JOBS_NAME, id, SOURCE, NULL);
    g_autofree char *folder =
        g_build_filename(copying->folder, BACKUP_COURSES_NAME, BACKUP_JOBS_NAME, id, NULL);
    g_autofree char *to = g_build_filename(folder, SOURCE, NULL);
    if (!make_folder(folder, error))
        return false;
    ++*ret_n_copied;
    if (folder_link_file(upload, to, NULL))
        return folder_sync(folder, error);
    g_autoptr(GError) problem = NULL;
    if (folder_link_file(source, to, &problem))
        return folder_sync(folder, error);
    --*ret_n_copied;
    if (!g_file_test(source, G_FILE_TEST_EXISTS)) /* the job has ended by now */
        return folder_remove(folder, error);
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

/* ---- all ---- */

typedef bool (*CopyFn)(const Copying *copying, const char *id, unsigned *ret_n_copied,
                       GError **error);

static bool copy_all(Database *database, const char *sql, const Copying *copying, CopyFn copy,
                     unsigned *ret_n_copied, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        if (!copy(copying, statement_text(statement, 0), ret_n_copied, error))
            return false;
    return step == STATEMENT_DONE;
}

static bool make_folders(const char *folder, GError **error) {
    g_autofree char *courses = g_build_filename(folder, BACKUP_COURSES_NAME, NULL);
    g_autofree char *assets = g_build_filename(courses, BACKUP_ASSETS_NAME, NULL);
    g_autofree char *jobs = g_build_filename(courses, BACKUP_JOBS_NAME, NULL);
    return make_folder(courses, error) && make_folder(assets, error) && make_folder(jobs, error);
}

static bool sync_folders(const char *folder, GError **error) {
    g_autofree char *courses = g_build_filename(folder, BACKUP_COURSES_NAME, NULL);
    g_autofree char *assets = g_build_filename(courses, BACKUP_ASSETS_NAME, NULL);
    g_autofree char *jobs = g_build_filename(courses, BACKUP_JOBS_NAME, NULL);
    return folder_sync(assets, error) && folder_sync(jobs, error) && folder_sync(courses, error);
}

bool backup_courses_write(Database *database, const char *directory, const char *folder,
                          const char *earlier, BackupCourses *ret_courses, GError **error) {
    g_auto(Copying)
        copying = {.directory = directory, .folder = folder, .earlier = find_earlier(earlier)};
    g_autofree char *courses = g_build_filename(directory, BACKUP_COURSES_NAME, NULL);
    *ret_courses = (BackupCourses){0};
    if (!is_folder(courses))
        return true;
    return make_folders(folder, error) &&
           copy_all(database, "SELECT id FROM asset WHERE state IN ('ready', 'withdrawn')",
                    &copying, copy_asset, &ret_courses->n_assets, error) &&
           copy_all(database,
                    "SELECT id FROM course_job WHERE state IN ('waiting', 'running')"
                    " AND asset_id IS NULL", /* others have no file */
                    &copying, copy_source, &ret_courses->n_sources, error) &&
           sync_folders(folder, error);
}

static bool stage_below(const char *backup, const char *folder, const char *name, GError **error) {
    g_autofree char *from = g_build_filename(backup, BACKUP_COURSES_NAME, name, NULL);
    g_autoptr(GDir) listing = g_dir_open(from, 0, NULL);
    const char *id;
    while (listing && (id = g_dir_read_name(listing))) {
        g_autofree char *one = g_build_filename(from, id, NULL);
        g_autofree char *to = g_build_filename(folder, BACKUP_COURSES_NAME, name, id, NULL);
        unsigned n_files;
        if (is_folder(one) && !folder_link_files(one, to, &n_files, error))
            return false;
    }
    return true;
}

bool backup_courses_stage(const char *backup, const char *folder, GError **error) {
    g_autofree char *courses = g_build_filename(backup, BACKUP_COURSES_NAME, NULL);
    return !is_folder(courses) || /* of a version that had none */
           (make_folders(folder, error) && stage_below(backup, folder, BACKUP_ASSETS_NAME, error) &&
            stage_below(backup, folder, BACKUP_JOBS_NAME, error) && sync_folders(folder, error));
}
