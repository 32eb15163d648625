#include "server/run_as_owner.h"

#include <errno.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"

bool run_as_owner(const char *directory, GError **error) {
    GStatBuf info;
    if (geteuid() != 0 || g_stat(directory, &info) != 0 || info.st_uid == 0)
        return true;
    if (setgroups(0, NULL) == 0 && setgid(info.st_gid) == 0 && setuid(info.st_uid) == 0)
        return true;
    int saved_errno = errno;
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot act as the owner of '%s' (user id %u): %s",
                directory, (unsigned)info.st_uid, g_strerror(saved_errno));
    return false;
}
