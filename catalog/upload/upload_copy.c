#include "catalog/upload/upload_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "catalog/upload/upload_file.h"
#include "catalog/upload/uploads.h"

#define LOCK        "adding.lock"
#define ENDING      ".adding" /* no server takes this for an upload */
#define BLOCK_BYTES (1 << 20)
#define STRETCH     (INT64_C(64) << 20) /* of one copy_file_range() */

struct UploadCopier {
    char *folder; /* of all uploads */
    int lock;
};

static bool refuse_errno(GError **error, const char *attempt, const char *path) {
    bool is_full = errno == ENOSPC || errno == EDQUOT;
    g_set_error(error, BASE_ERROR, is_full ? ERROR_NO_ROOM : ERROR_IO, "%s '%s': %s", attempt, path,
                g_strerror(errno));
    return false;
}

static char *folder_of(const UploadCopier *copier, const char *id) {
    g_autofree char *name = g_strconcat(id, ENDING, NULL);
    return g_build_filename(copier->folder, name, NULL);
}

static void remove_folder(const char *folder) {
    g_autofree char *file = g_build_filename(folder, UPLOAD_FILE_NAME, NULL);
    unlink(file);
    rmdir(folder);
}

static void remove_left(const UploadCopier *copier) {
    g_autoptr(GDir) folder = g_dir_open(copier->folder, 0, NULL);
    const char *name;
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *path = g_build_filename(copier->folder, name, NULL);
        if (g_str_has_suffix(name, ENDING))
            remove_folder(path);
    }
}

UploadCopier *upload_copy_open(const char *directory, GError **error) {
    g_autoptr(UploadCopier) copier = g_new0(UploadCopier, 1);
    copier->folder = g_build_filename(directory, UPLOADS_FOLDER, NULL);
    copier->lock = -1;
    if (g_mkdir_with_parents(copier->folder, 0700) != 0) {
        refuse_errno(error, "cannot make", copier->folder);
        return NULL;
    }
    g_autofree char *path = g_build_filename(copier->folder, LOCK, NULL);
    copier->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (copier->lock < 0) {
        refuse_errno(error, "cannot open", path);
        return NULL;
    }
    if (flock(copier->lock, LOCK_EX | LOCK_NB) != 0) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                    "cannot bring films into '%s': another 'tongping course add' is at it",
                    directory);
        return NULL;
    }
    remove_left(copier);
    return g_steal_pointer(&copier);
}

void upload_copy_close(UploadCopier *copier) {
    if (!copier)
        return;
    if (copier->lock >= 0)
        close(copier->lock);
    g_free(copier->folder);
    g_free(copier);
}

/* ---- bytes ---- */

static bool write_all(int to, const char *bytes, ssize_t length) {
    while (length > 0) {
        ssize_t n = write(to, bytes, (size_t)length);
        if (n < 0 && errno != EINTR)
            return false;
        bytes += MAX(n, 0);
        length -= MAX(n, 0);
    }
    return true;
}

/* By hand: not every file system copies inside the kernel. */
static bool copy_blocks(int from, int to) {
    g_autofree char *block = g_malloc(BLOCK_BYTES);
    ssize_t n;
    while ((n = read(from, block, BLOCK_BYTES)) != 0)
        if ((n < 0 && errno != EINTR) || !write_all(to, block, n))
            return false;
    return true;
}

static bool copy_bytes(int from, int to) {
    ssize_t n;
    if (ioctl(to, FICLONE, from) == 0)
        return true;
    while ((n = copy_file_range(from, NULL, to, NULL, STRETCH, 0)) > 0)
        continue;
    if (n < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EIO))
        return false;
    return copy_blocks(from, to); /* the rest: both stand where the kernel left off */
}

bool upload_copy_bring(UploadCopier *copier, const char *id, const char *path, GError **error) {
    g_autofree char *folder = folder_of(copier, id);
    g_autofree char *target = g_build_filename(folder, UPLOAD_FILE_NAME, NULL);
    if (g_mkdir_with_parents(folder, 0700) != 0)
        return refuse_errno(error, "cannot make", folder);
    int from = open(path, O_RDONLY | O_CLOEXEC);
    int to = from < 0 ? -1 : open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool is_copied = to >= 0 && copy_bytes(from, to) && fsync(to) == 0;
    int number = errno;
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    errno = number;
    if (is_copied || refuse_errno(error, "cannot copy", path))
        return true;
    upload_copy_drop(copier, id);
    return false;
}

bool upload_copy_settle(UploadCopier *copier, const char *id, GError **error) {
    g_autofree char *from = folder_of(copier, id);
    g_autofree char *to = g_build_filename(copier->folder, id, NULL);
    /* A server that starts now removes old folders without a row: this one is young. */
    if (utimensat(AT_FDCWD, from, NULL, 0) == 0 && rename(from, to) == 0)
        return true;
    return refuse_errno(error, "cannot move", from);
}

void upload_copy_drop(UploadCopier *copier, const char *id) {
    g_autofree char *folder = folder_of(copier, id);
    remove_folder(folder);
    upload_file_remove(copier->folder, id);
}

bool upload_copy_free_bytes(const UploadCopier *copier, int64_t *ret_bytes, GError **error) {
    return upload_file_free_bytes(copier->folder, ret_bytes, error);
}
