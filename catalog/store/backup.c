#include "catalog/store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/error.h"
#include "catalog/store/folder_copy.h"
#include "catalog/store/migrations.h"
#include "catalog/store/store_file.h"

#define BUSY_PAUSE_MS  10
#define BUSY_MAX_TRIES 500 /* 5 s, as DATABASE_BUSY_TIMEOUT_MS */

/* ---- the database ---- */

/* One read transaction holds the snapshot from the first to the last page; a writer goes on beside
 * it and never makes the copy start again (sqlite.org/backup.html, "restart"). */
static bool begin_snapshot(Database *source, GError **error) {
    int64_t ignored;
    return database_begin(source, DATABASE_READ, error) &&
           database_query_int64(source, "SELECT count(*) FROM sqlite_schema", &ignored, error);
}

static int copy_pages(sqlite3_backup *copy) {
    int rc = SQLITE_OK;
    for (unsigned n_tries = 0; n_tries < BUSY_MAX_TRIES;) {
        rc = sqlite3_backup_step(copy, BACKUP_STEP_PAGES);
        if (rc == SQLITE_DONE)
            return SQLITE_OK;
        if (rc == SQLITE_OK)
            continue;
        if (rc != SQLITE_BUSY && rc != SQLITE_LOCKED)
            return rc;
        sqlite3_sleep(BUSY_PAUSE_MS);
        n_tries++;
    }
    return rc;
}

/* The copy needs no journal: a half one is thrown away. */
static int copy_into(sqlite3 *target, Database *source) {
    int rc = sqlite3_exec(target, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", NULL, NULL,
                          NULL);
    if (rc != SQLITE_OK)
        return rc;
    sqlite3_backup *copy = sqlite3_backup_init(target, "main", database_handle(source), "main");
    if (!copy)
        return sqlite3_errcode(target);
    rc = copy_pages(copy);
    int finish_rc = sqlite3_backup_finish(copy);
    return rc != SQLITE_OK ? rc : finish_rc;
}

static bool make_empty_file(const char *path, GError **error) {
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return folder_set_errno(error, "make", path, errno);
    close(fd);
    return true;
}

static bool copy_database(const char *directory, const char *path, GError **error) {
    g_autoptr(Database) source = store_file_open_reader(directory, error);
    if (!source || !begin_snapshot(source, error) || !make_empty_file(path, error))
        return false;
    sqlite3 *target = NULL;
    int rc = sqlite3_open_v2(path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK)
        rc = copy_into(target, source);
    if (rc != SQLITE_OK) {
        g_autofree char *attempt = g_strdup_printf("cannot copy the database to '%s'", path);
        statement_set_error(error, target, rc, attempt);
    }
    sqlite3_close(target);
    database_rollback(source);
    return rc == SQLITE_OK && folder_sync(path, error);
}

/* ---- writing ---- */

static bool copy_folder(const char *directory, const char *folder, const char *name,
                        unsigned *ret_n_files, GError **error) {
    g_autofree char *from = g_build_filename(directory, name, NULL);
    g_autofree char *to = g_build_filename(folder, name, NULL);
    return !g_file_test(from, G_FILE_TEST_IS_DIR) ||
           folder_copy_files(from, to, ret_n_files, error);
}

bool backup_copy_clips(const char *directory, const char *folder, unsigned *ret_n_files,
                       GError **error) {
    unsigned n_others;
    return copy_folder(directory, folder, BACKUP_PUBLIC_NAME, &n_others, error) &&
           copy_folder(directory, folder, BACKUP_CLIPS_NAME, ret_n_files, error);
}

/* A database that no server has opened since its update may have none. */
static bool copy_courses(const char *directory, const char *folder, BackupCourses *ret_courses,
                         GError **error) {
    g_autofree char *path = g_build_filename(folder, STORE_FILE_NAME, NULL);
    g_autofree char *beside = g_path_get_dirname(folder);
    g_autoptr(Database) database = database_open(path, DATABASE_INSPECT, error);
    int64_t has_courses;
    return database &&
           database_query_int64(database,
                                "SELECT count(*) FROM sqlite_schema WHERE name = 'course_job'",
                                &has_courses, error) &&
           (has_courses == 0 ||
            backup_courses_write(database, directory, folder, beside, ret_courses, error));
}

static bool fill(const char *directory, const char *folder, BackupResult *ret_result,
                 GError **error) {
    g_autofree char *database = g_build_filename(folder, STORE_FILE_NAME, NULL);
    BackupResult result = {0};
    /* The rest follows the database: no key that it uses can be missing, and no beat that it knows
     * of, for a beat is on the disk of the viewing log before the database hears of it. */
    if (!copy_database(directory, database, error) || !backup_check(folder, error) ||
        !copy_folder(directory, folder, BACKUP_KEYS_NAME, &result.n_keys, error) ||
        !copy_folder(directory, folder, BACKUP_TLS_NAME, &result.n_certificates, error) ||
        !copy_folder(directory, folder, BACKUP_VIEWINGS_NAME, &result.n_viewings, error) ||
        !backup_copy_clips(directory, folder, &result.n_clips, error) ||
        !copy_courses(directory, folder, &result.courses, error) || !folder_sync(folder, error))
        return false;
    struct stat info;
    if (stat(database, &info) != 0)
        return folder_set_errno(error, "read", database, errno);
    result.database_bytes = info.st_size;
    *ret_result = result;
    return true;
}

static bool publish(const char *folder, const char *target, GError **error) {
    g_autofree char *parent = g_path_get_dirname(target);
    if (rename(folder, target) != 0)
        return folder_set_errno(error, "make", target, errno);
    return folder_sync(parent, error);
}

bool backup_write(const char *directory, const char *target, BackupResult *ret_result,
                  GError **error) {
    struct stat info;
    if (lstat(target, &info) == 0) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot write backup '%s': there is something of this name", target);
        return false;
    }
    g_autofree char *folder = g_strconcat(target, ".partial-XXXXXX", NULL);
    if (!g_mkdtemp_full(folder, 0700))
        return folder_set_errno(error, "make folder", folder, errno);
    if (fill(directory, folder, ret_result, error) && publish(folder, target, error))
        return true;
    (void)folder_remove(folder, NULL); /* the first error is the one to tell */
    return false;
}

bool backup_check(const char *backup, GError **error) {
    unsigned version;
    g_autofree char *path = g_build_filename(backup, STORE_FILE_NAME, NULL);
    g_autoptr(Database) database = database_open(path, DATABASE_INSPECT, error);
    return database && migrations_check(database, &version, error) &&
           database_check(database, error);
}
