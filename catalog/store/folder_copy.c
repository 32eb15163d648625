#include "catalog/store/folder_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

#define CHUNK_BYTES      (1u << 20)
#define WALK_MAX_FOLDERS 16 /* descriptors that a walk holds open */

bool folder_set_errno(GError **error, const char *attempt, const char *path, int code) {
    g_set_error(error, BASE_ERROR, code == ENOENT ? ERROR_NOT_FOUND : ERROR_IO,
                "cannot %s '%s': %s", attempt, path, g_strerror(code));
    return false;
}

static void close_fd(int *fd) {
    if (*fd >= 0)
        close(*fd);
}

#define AUTO_FD __attribute__((cleanup(close_fd))) int

static bool write_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t n_written = write(fd, bytes, length);
        if (n_written < 0 && errno != EINTR)
            return false;
        if (n_written > 0) {
            bytes += n_written;
            length -= (size_t)n_written;
        }
    }
    return true;
}

bool folder_copy_file(const char *from, const char *to, GError **error) {
    AUTO_FD in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0)
        return folder_set_errno(error, "open", from, errno);
    AUTO_FD out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0)
        return folder_set_errno(error, "make", to, errno);
    struct stat info;
    if (fstat(in, &info) != 0)
        return folder_set_errno(error, "read", from, errno);
    g_autofree char *chunk = g_malloc(CHUNK_BYTES);
    off_t left = info.st_size;
    ssize_t n_read;
    while (left > 0 && (n_read = read(in, chunk, MIN((size_t)left, CHUNK_BYTES))) != 0) {
        if (n_read < 0 && errno == EINTR)
            continue;
        if (n_read < 0)
            return folder_set_errno(error, "read", from, errno);
        if (!write_all(out, chunk, (size_t)n_read))
            return folder_set_errno(error, "write", to, errno);
        left -= n_read;
    }
    if (fsync(out) != 0)
        return folder_set_errno(error, "write", to, errno);
    return true;
}

bool folder_link_file(const char *from, const char *to, GError **error) {
    return link(from, to) == 0 || folder_copy_file(from, to, error);
}

static bool is_regular(const char *path) {
    struct stat info;
    return lstat(path, &info) == 0 && S_ISREG(info.st_mode);
}

typedef bool (*CopyFn)(const char *from, const char *to, GError **error);

static bool copy_files(const char *from, const char *to, CopyFn copy_file, unsigned *ret_n_files,
                       GError **error) {
    g_autoptr(GError) cause = NULL;
    g_autoptr(GDir) folder = g_dir_open(from, 0, &cause);
    if (!folder) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot read folder '%s': %s", from,
                    cause->message);
        return false;
    }
    if (mkdir(to, 0700) != 0)
        return folder_set_errno(error, "make folder", to, errno);
    unsigned n_files = 0;
    for (const char *name; (name = g_dir_read_name(folder)) != NULL;) {
        g_autofree char *source = g_build_filename(from, name, NULL);
        g_autofree char *copy = g_build_filename(to, name, NULL);
        if (!is_regular(source))
            continue;
        g_autoptr(GError) problem = NULL;
        if (copy_file(source, copy, &problem)) {
            n_files++;
        } else if (g_file_test(source, G_FILE_TEST_EXISTS)) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return false;
        }
    }
    if (!folder_sync(to, error))
        return false;
    *ret_n_files = n_files;
    return true;
}

bool folder_copy_files(const char *from, const char *to, unsigned *ret_n_files, GError **error) {
    return copy_files(from, to, folder_copy_file, ret_n_files, error);
}

bool folder_link_files(const char *from, const char *to, unsigned *ret_n_files, GError **error) {
    return copy_files(from, to, folder_link_file, ret_n_files, error);
}

bool folder_sync(const char *path, GError **error) {
    AUTO_FD fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        return folder_set_errno(error, "write", path, errno);
    return true;
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *place) {
    return remove(path);
}

bool folder_remove(const char *path, GError **error) {
    if (nftw(path, remove_entry, WALK_MAX_FOLDERS, FTW_DEPTH | FTW_PHYS) == 0 || errno == ENOENT)
        return true;
    return folder_set_errno(error, "remove", path, errno);
}

#undef AUTO_FD
