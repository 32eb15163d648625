#include "catalog/ledger/ledger_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "catalog/store/folder_copy.h"

static bool read_all(int fd, const char *path, size_t max_bytes, char *ret_text, GError **error) {
    struct stat info;
    size_t length = 0;
    ssize_t n = 0;
    if (fstat(fd, &info) != 0)
        return folder_set_errno(error, "read", path, errno);
    while (length <= max_bytes && (n = read(fd, ret_text + length, max_bytes + 1 - length)) > 0)
        length += (size_t)n;
    if (n < 0)
        return folder_set_errno(error, "read", path, errno);
    if (!S_ISREG(info.st_mode) || (info.st_mode & (S_IRWXG | S_IRWXO)) || length > max_bytes ||
        length == 0 || memchr(ret_text, '\0', length)) {
        g_set_error(error, BASE_ERROR, ERROR_CORRUPT,
                    "cannot use '%s': it is not what the server wrote, or others may use it", path);
        return false;
    }
    ret_text[length] = '\0';
    return true;
}

bool ledger_file_read(const char *directory, const char *name, size_t max_bytes, char **ret_text,
                      GError **error) {
    g_autofree char *path = g_build_filename(directory, name, NULL);
    *ret_text = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT || folder_set_errno(error, "open", path, errno);
    char *text = g_malloc0(max_bytes + 2);
    bool ok = read_all(fd, path, max_bytes, text, error);
    close(fd);
    if (ok)
        *ret_text = g_steal_pointer(&text);
    g_free(text);
    return ok;
}

bool ledger_file_write(const char *directory, const char *name, const char *text, GError **error) {
    g_autofree char *path = g_build_filename(directory, name, NULL);
    g_autoptr(GError) problem = NULL;
    if (!g_file_set_contents_full(path, text, -1,
                                  G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                  0600, &problem)) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot write '%s': %s", path, problem->message);
        return false;
    }
    return folder_sync(directory, error);
}
