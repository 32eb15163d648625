#include "catalog/upload/upload_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/error.h"

#define DOUBT_NAME  "checked"
#define PIECE_BYTES (1 << 20)

struct UploadFile {
    int fd;
    int64_t size;
    int64_t kept; /* of upload_file_doubt(); -1: all is kept */
    char *doubt;  /* owned: path of its mark */
};

static bool refuse_errno(GError **error, const char *attempt) {
    int number = errno;
    if (number == ENOSPC || number == EDQUOT)
        g_set_error_literal(error, BASE_ERROR, ERROR_NO_ROOM,
                            "There is no room for this file on the disk.");
    else
        g_set_error(error, BASE_ERROR, ERROR_IO, "%s: %s", attempt, g_strerror(number));
    return false;
}

/* ---- one file ---- */

bool upload_file_create(const char *uploads, const char *id, GError **error) {
    g_autofree char *folder = g_build_filename(uploads, id, NULL);
    g_autofree char *path = g_build_filename(folder, UPLOAD_FILE_NAME, NULL);
    if (g_mkdir_with_parents(folder, 0700) != 0)
        return refuse_errno(error, "making the folder of an upload");
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return refuse_errno(error, "making the file of an upload");
    close(fd);
    return true;
}

static bool read_doubt(UploadFile *file) {
    g_autofree char *text = NULL;
    if (!g_file_get_contents(file->doubt, &text, NULL, NULL))
        return false;
    file->kept = MIN(g_ascii_strtoll(text, NULL, 10), file->size);
    return true;
}

UploadFile *upload_file_open(const char *uploads, const char *id, GError **error) {
    g_autofree char *path = g_build_filename(uploads, id, UPLOAD_FILE_NAME, NULL);
    struct stat status;
    int fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        g_set_error_literal(error, BASE_ERROR, ERROR_GONE, "This upload is gone.");
        return NULL;
    }
    if (fd < 0 || fstat(fd, &status) != 0) {
        refuse_errno(error, "opening the file of an upload");
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    g_autoptr(UploadFile) file = g_new0(UploadFile, 1);
    *file = (UploadFile){.fd = fd,
                         .size = status.st_size,
                         .kept = -1,
                         .doubt = g_build_filename(uploads, id, DOUBT_NAME, NULL)};
    if (read_doubt(file) && !upload_file_undo(file, error))
        return NULL;
    return g_steal_pointer(&file);
}

void upload_file_close(UploadFile *file) {
    if (!file)
        return;
    close(file->fd);
    g_free(file->doubt);
    g_free(file);
}

int64_t upload_file_size(const UploadFile *file) {
    return file->size;
}

bool upload_file_append(UploadFile *file, const void *bytes, size_t length, GError **error) {
    const char *at = bytes;
    while (length > 0) {
        ssize_t n = write(file->fd, at, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return refuse_errno(error, "writing the file of an upload");
        at += n;
        length -= (size_t)n;
        file->size += n;
    }
    return true;
}

bool upload_file_sync(UploadFile *file, GError **error) {
    return fdatasync(file->fd) == 0 || refuse_errno(error, "syncing the file of an upload");
}

bool upload_file_doubt(UploadFile *file, GError **error) {
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT "\n", file->size);
    if (!g_file_set_contents(file->doubt, text, -1, NULL))
        return refuse_errno(error, "noting the size of an upload");
    file->kept = file->size;
    return true;
}

bool upload_file_keep(UploadFile *file, GError **error) {
    file->kept = -1;
    return unlink(file->doubt) == 0 || errno == ENOENT ||
           refuse_errno(error, "removing the note of an upload");
}

bool upload_file_undo(UploadFile *file, GError **error) {
    if (file->kept < 0)
        return true;
    if (ftruncate(file->fd, file->kept) != 0)
        return refuse_errno(error, "cutting the file of an upload");
    file->size = file->kept;
    return upload_file_keep(file, error);
}

int64_t upload_file_stat(const char *uploads, const char *id) {
    g_autofree char *path = g_build_filename(uploads, id, UPLOAD_FILE_NAME, NULL);
    g_autofree char *doubt = g_build_filename(uploads, id, DOUBT_NAME, NULL);
    g_autofree char *kept = NULL;
    struct stat status;
    if (stat(path, &status) != 0)
        return -1;
    if (g_file_get_contents(doubt, &kept, NULL, NULL))
        return MIN(g_ascii_strtoll(kept, NULL, 10), (int64_t)status.st_size);
    return status.st_size;
}

/* ---- what it is ---- */

static bool add_piece(const UploadFile *file, int64_t at, GChecksum *sum, GError **error) {
    g_autofree uint8_t *piece = g_malloc(PIECE_BYTES);
    ssize_t n = pread(file->fd, piece, PIECE_BYTES, MAX(at, 0));
    if (n < 0)
        return refuse_errno(error, "reading the file of an upload");
    g_checksum_update(sum, piece, n);
    return true;
}

char *upload_file_mark(UploadFile *file, GError **error) {
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    if (!add_piece(file, 0, sum, error) ||
        !add_piece(file, (file->size - PIECE_BYTES) / 2, sum, error) ||
        !add_piece(file, file->size - PIECE_BYTES, sum, error))
        return NULL;
    return g_strdup_printf("%" G_GINT64_FORMAT "-%s", file->size, g_checksum_get_string(sum));
}

char *upload_file_mark_path(const char *path, GError **error) {
    struct stat status;
    UploadFile file = {.fd = open(path, O_RDONLY | O_CLOEXEC)};
    if (file.fd < 0 || fstat(file.fd, &status) != 0) {
        refuse_errno(error, "opening a file");
        if (file.fd >= 0)
            close(file.fd);
        return NULL;
    }
    file.size = status.st_size;
    char *mark = upload_file_mark(&file, error);
    close(file.fd);
    return mark;
}

/* ---- the folder ---- */

void upload_file_remove(const char *uploads, const char *id) {
    static const char *const NAMES[] = {UPLOAD_FILE_NAME, DOUBT_NAME};
    g_autofree char *folder = g_build_filename(uploads, id, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autofree char *path = g_build_filename(folder, NAMES[i], NULL);
        unlink(path);
    }
    rmdir(folder);
}

bool upload_file_free_bytes(const char *folder, int64_t *ret_bytes, GError **error) {
    struct statvfs status;
    if (statvfs(folder, &status) != 0)
        return refuse_errno(error, "asking for the room on the disk");
    *ret_bytes = (int64_t)status.f_bavail * (int64_t)status.f_frsize;
    return true;
}
