#include "media/course/sandbox.h"

#include <errno.h>
#include <linux/capability.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "media/course/sandbox_filter.h"
#include "media/course/sandbox_space.h"

static bool failed(GError **error, const char *what) {
    g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "cannot close the sandbox: %s: %s", what,
                g_strerror(errno));
    return false;
}

static bool limit(int resource, rlim_t value) {
    struct rlimit limits;
    if (getrlimit(resource, &limits) != 0)
        return false;
    limits.rlim_max = MIN(limits.rlim_max, value);
    limits.rlim_cur = limits.rlim_max;
    return setrlimit(resource, &limits) == 0;
}

static bool set_limits(const SandboxWish *wish) {
    bool is_good = limit(RLIMIT_CPU, wish->cpu_s) && limit(RLIMIT_CORE, 0) &&
                   limit(RLIMIT_FSIZE, wish->max_file_bytes) && limit(RLIMIT_NOFILE, 256) &&
                   limit(RLIMIT_NPROC, wish->runs_programs ? SANDBOX_PROCESSES : 0);
#if SANDBOX_LIMITS_MEMORY
    is_good = is_good && limit(RLIMIT_DATA, SANDBOX_MEMORY_BYTES);
#endif
    (void)signal(SIGXFSZ, SIG_IGN); /* write() fails with EFBIG */
    return is_good;
}

/* Root works as the owner of the folder, who is no root in an installed server. */
static bool become_owner(const SandboxWish *wish) {
    struct stat facts;
    if (geteuid() != 0 || wish->folder == NULL || stat(wish->folder, &facts) != 0 ||
        facts.st_uid == 0)
        return true;
    return setgroups(0, NULL) == 0 && setresgid(facts.st_gid, facts.st_gid, facts.st_gid) == 0 &&
           setresuid(facts.st_uid, facts.st_uid, facts.st_uid) == 0 &&
           prctl(PR_SET_DUMPABLE, 1) == 0;
}

static bool drop_capabilities(void) {
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};
    for (int i = 0; prctl(PR_CAPBSET_READ, i) >= 0; i++)
        (void)prctl(PR_CAPBSET_DROP, i);
    return syscall(SYS_capset, &head, none) == 0;
}

bool sandbox_enter(const SandboxWish *wish, char **ret_lacks, GError **error) {
    *ret_lacks = NULL;
    (void)syscall(SYS_close_range, 3u, ~0u, 0u);
    if (!become_owner(wish))
        return failed(error, "owner");
    bool has_landlock = !wish->lacks_landlock && sandbox_space_has_landlock();
    bool has_spaces = sandbox_space_enter(wish, !has_landlock);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return failed(error, "no new privileges");
    if (has_landlock && !sandbox_space_landlock(wish))
        return failed(error, "Landlock");
    if (!drop_capabilities())
        return failed(error, "capabilities");
    if (!set_limits(wish))
        return failed(error, "limits");
    if (!sandbox_filter_load(wish->runs_programs))
        return failed(error, "system calls");
    if (!has_landlock && !has_spaces)
        *ret_lacks = g_strdup("this system has neither Landlock nor user name spaces: files "
                              "outside of the job's folder are not hidden");
    return true;
}
