#include "catalog/store/data_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "catalog/store/folder_copy.h"

struct DataDir {
    char *path;
    int lock_fd; /* holds the lock while it is open; closed in children by exec */
};

static long read_pid(int fd) {
    char text[32] = "";
    ssize_t length = pread(fd, text, sizeof text - 1, 0);
    return length > 0 ? strtol(text, NULL, 10) : 0;
}

static bool write_pid(int fd) {
    g_autofree char *text = g_strdup_printf("%ld\n", (long)getpid());
    size_t length = strlen(text);
    return ftruncate(fd, 0) == 0 && pwrite(fd, text, length, 0) == (ssize_t)length;
}

static bool take_lock(DataDir *directory, GError **error) {
    g_autofree char *path = g_build_filename(directory->path, DATA_DIR_LOCK_NAME, NULL);
    directory->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (directory->lock_fd < 0)
        return folder_set_errno(error, "write to data directory", directory->path, errno);
    if (flock(directory->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return write_pid(directory->lock_fd) ||
               folder_set_errno(error, "write to data directory", directory->path, errno);
    if (errno != EWOULDBLOCK)
        return folder_set_errno(error, "lock data directory", directory->path, errno);
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "cannot use data directory '%s': another server (process %ld) is using it",
                directory->path, read_pid(directory->lock_fd));
    return false;
}

DataDir *data_dir_open_for_restore(const char *path, GError **error) {
    g_autoptr(DataDir) directory = g_new0(DataDir, 1);
    directory->path = g_strdup(path);
    directory->lock_fd = -1;
    if (g_mkdir_with_parents(path, 0700) != 0) {
        int code = errno;
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make data directory '%s': %s", path,
                    g_strerror(code));
        return NULL;
    }
    if (!take_lock(directory, error))
        return NULL;
    return g_steal_pointer(&directory);
}

DataDir *data_dir_open(const char *path, GError **error) {
    g_autoptr(DataDir) directory = data_dir_open_for_restore(path, error);
    if (!directory)
        return NULL;
    g_autofree char *mark = g_build_filename(path, DATA_DIR_RESTORE_NAME, NULL);
    if (access(mark, F_OK) == 0) {
        g_set_error(error, BASE_ERROR, ERROR_CORRUPT,
                    "cannot use data directory '%s': a restore was cut short; run it again", path);
        return NULL;
    }
    return g_steal_pointer(&directory);
}

void data_dir_close(DataDir *directory) {
    if (!directory)
        return;
    if (directory->lock_fd >= 0)
        close(directory->lock_fd);
    g_free(directory->path);
    g_free(directory);
}

const char *data_dir_path(const DataDir *directory) {
    return directory->path;
}

bool data_dir_is_empty(const DataDir *directory) {
    g_autoptr(GDir) folder = g_dir_open(directory->path, 0, NULL);
    if (!folder)
        return false;
    for (const char *name; (name = g_dir_read_name(folder)) != NULL;)
        if (!g_str_equal(name, DATA_DIR_LOCK_NAME))
            return false;
    return true;
}
