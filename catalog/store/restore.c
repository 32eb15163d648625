#include "catalog/store/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/store/backup.h"
#include "catalog/store/data_dir.h"
#include "catalog/store/folder_copy.h"
#include "catalog/store/store_file.h"

#define STAGE_NAME "restoring" /* the new files, complete, before they take their places */

/* What a restore replaces. The log belongs to the database beside it and moves with it. */
static const char *const REPLACED[] = {
    STORE_FILE_NAME, STORE_FILE_NAME "-wal", STORE_FILE_NAME "-shm", BACKUP_KEYS_NAME,
    BACKUP_TLS_NAME, BACKUP_VIEWINGS_NAME,   BACKUP_COURSES_NAME,    BACKUP_PUBLIC_NAME};

static bool stage_folder(const char *backup, const char *folder, const char *name, GError **error) {
    g_autofree char *from = g_build_filename(backup, name, NULL);
    g_autofree char *to = g_build_filename(folder, name, NULL);
    unsigned n_files;
    return !g_file_test(from, G_FILE_TEST_IS_DIR) || folder_copy_files(from, to, &n_files, error);
}

static bool stage(const char *backup, const char *folder, GError **error) {
    g_autofree char *database = g_build_filename(backup, STORE_FILE_NAME, NULL);
    g_autofree char *new_database = g_build_filename(folder, STORE_FILE_NAME, NULL);
    if (!folder_remove(folder, error)) /* of a restore that was cut short */
        return false;
    if (mkdir(folder, 0700) != 0)
        return folder_set_errno(error, "make folder", folder, errno);
    unsigned n_clips;
    return folder_copy_file(database, new_database, error) &&
           stage_folder(backup, folder, BACKUP_KEYS_NAME, error) &&
           stage_folder(backup, folder, BACKUP_TLS_NAME, error) &&
           stage_folder(backup, folder, BACKUP_VIEWINGS_NAME, error) &&
           backup_copy_clips(backup, folder, &n_clips, error) &&
           backup_courses_stage(backup, folder, error) && folder_sync(folder, error);
}

static bool move_all(const char *from, const char *to, GError **error) {
    for (unsigned i = 0; i < G_N_ELEMENTS(REPLACED); i++) {
        g_autofree char *source = g_build_filename(from, REPLACED[i], NULL);
        g_autofree char *target = g_build_filename(to, REPLACED[i], NULL);
        if (rename(source, target) != 0 && errno != ENOENT)
            return folder_set_errno(error, "move", source, errno);
    }
    return folder_sync(to, error) && folder_sync(from, error);
}

static char *make_kept_folder(const char *directory, GError **error) {
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(clock_wall_us() / CLOCK_US_PER_S);
    g_autofree char *time = g_date_time_format(now, "%Y%m%dT%H%M%SZ");
    g_autofree char *name = g_strconcat("before-restore-", time, "-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, name, NULL);
    if (g_mkdtemp_full(path, 0700))
        return g_steal_pointer(&path);
    folder_set_errno(error, "make folder", path, errno);
    return NULL;
}

static bool make_mark(const char *path, GError **error) {
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return folder_set_errno(error, "make", path, errno);
    close(fd);
    return folder_sync(path, error);
}

/* While the mark stands, no server starts on the folder: its files may be from two states. */
static bool swap(const char *directory, const char *staged, const char *kept, GError **error) {
    g_autofree char *mark = g_build_filename(directory, DATA_DIR_RESTORE_NAME, NULL);
    if (!make_mark(mark, error) || !folder_sync(directory, error) ||
        !move_all(directory, kept, error) || !move_all(staged, directory, error) ||
        !folder_remove(staged, error))
        return false;
    if (unlink(mark) != 0)
        return folder_set_errno(error, "remove", mark, errno);
    return folder_sync(directory, error);
}

bool restore_run(const char *backup, const char *directory, RestoreOverwrite overwrite,
                 char **ret_kept, GError **error) {
    if (!backup_check(backup, error)) {
        g_prefix_error(error, "cannot restore backup '%s': ", backup);
        return false;
    }
    g_autoptr(DataDir) lock = data_dir_open_for_restore(directory, error);
    if (!lock)
        return false;
    bool is_empty = data_dir_is_empty(lock);
    if (!is_empty && overwrite == RESTORE_REFUSE_OVERWRITE) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot restore into '%s': it is not empty; ask for overwriting to replace its "
                    "database and keys",
                    directory);
        return false;
    }
    g_autofree char *staged = g_build_filename(directory, STAGE_NAME, NULL);
    if (!stage(backup, staged, error)) {
        (void)folder_remove(staged, NULL); /* the first error is the one to tell */
        return false;
    }
    g_autofree char *kept = make_kept_folder(directory, error);
    if (!kept || !swap(directory, staged, kept, error))
        return false;
    if (is_empty)
        (void)rmdir(kept); /* nothing was there to keep */
    *ret_kept = is_empty ? NULL : g_steal_pointer(&kept);
    return true;
}
