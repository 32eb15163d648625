#include "media/course/sandbox_space.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <glib.h>

/* What programs and libraries read: code, fonts, character sets, encodings of PDF. */
static const char *const SYSTEM[] = {
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/var/cache/fontconfig",
    "/var/lib/ghostscript",
    "/dev/null",
    "/dev/urandom",
};

#define READS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITES                                                                                     \
    (READS | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |                      \
     LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG)
#define ALL ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1) /* of the first version */
#define OF_FILES                                                                                   \
    (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_EXECUTE)
#define TRUNCATES (UINT64_C(1) << 14) /* LANDLOCK_ACCESS_FS_TRUNCATE, version 3 */

/* ---- Landlock ---- */

static long landlock_version(void) {
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

bool sandbox_space_has_landlock(void) {
    return landlock_version() > 0;
}

static bool allow_path(int rules, const char *path, uint64_t access) {
    struct stat facts;
    struct landlock_path_beneath_attr rule = {.allowed_access = access};
    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return errno == ENOENT;
    if (fstat(rule.parent_fd, &facts) == 0 && !S_ISDIR(facts.st_mode))
        rule.allowed_access &= OF_FILES | TRUNCATES;
    bool is_good = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    close(rule.parent_fd);
    return is_good;
}

bool sandbox_space_landlock(const SandboxWish *wish) {
    uint64_t truncates = landlock_version() >= 3 ? TRUNCATES : 0;
    struct landlock_ruleset_attr attributes = {.handled_access_fs = ALL | truncates};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attributes,
                             sizeof attributes.handled_access_fs, 0);
    if (rules < 0)
        return false;
    bool is_good = wish->folder == NULL || allow_path(rules, wish->folder, WRITES | truncates);
    is_good = is_good && (wish->file == NULL || allow_path(rules, wish->file, READS));
    for (size_t i = 0; is_good && wish->reads_system && i < G_N_ELEMENTS(SYSTEM); i++) {
        uint64_t access = READS | (wish->runs_programs ? LANDLOCK_ACCESS_FS_EXECUTE : 0) |
                          (g_str_equal(SYSTEM[i], "/dev/null") ? LANDLOCK_ACCESS_FS_WRITE_FILE : 0);
        is_good = allow_path(rules, SYSTEM[i], access);
    }
    is_good = is_good && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return is_good;
}

/* ---- name spaces ---- */

static bool put_text(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool is_good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0)
        close(fd);
    return is_good;
}

static bool keep_identity(uid_t uid, gid_t gid) {
    char line[64];
    (void)put_text("/proc/self/setgroups", "deny");
    g_snprintf(line, sizeof line, "%u %u 1", (unsigned)uid, (unsigned)uid);
    if (!put_text("/proc/self/uid_map", line))
        return false;
    g_snprintf(line, sizeof line, "%u %u 1", (unsigned)gid, (unsigned)gid);
    return put_text("/proc/self/gid_map", line);
}

static bool show(const char *root, const char *path, bool is_writable) {
    struct stat facts;
    g_autofree char *target = g_strconcat(root, path, NULL);
    if (stat(path, &facts) != 0)
        return errno == ENOENT;
    if (S_ISDIR(facts.st_mode)) {
        if (g_mkdir_with_parents(target, 0755) != 0)
            return false;
    } else {
        g_autofree char *folder = g_path_get_dirname(target);
        if (g_mkdir_with_parents(folder, 0755) != 0)
            return false;
        int fd = open(target, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        if (fd < 0)
            return false;
        close(fd);
    }
    if (mount(path, target, NULL, MS_BIND | MS_REC, NULL) != 0)
        return false;
    unsigned long flags = MS_BIND | MS_REMOUNT | MS_NOSUID | (is_writable ? 0 : MS_RDONLY);
    return mount(NULL, target, NULL, flags, NULL) == 0 || !is_writable;
}

/* A root of its own: an empty file system in memory, and in it what may be seen. */
static bool change_root(const SandboxWish *wish) {
    static const char ROOT[] = "/tmp";
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return false;
    g_autofree char *folder = wish->folder ? g_canonicalize_filename(wish->folder, NULL) : NULL;
    g_autofree char *file = wish->file ? g_canonicalize_filename(wish->file, NULL) : NULL;
    /* What lies below the mount point is found again through the descriptor of the folder. */
    int kept = open(folder ? folder : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    int kept_file = file ? open(file, O_PATH | O_CLOEXEC) : -1;
    if (kept < 0 || (file && kept_file < 0) ||
        mount("none", ROOT, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m") != 0)
        return false;
    bool is_good = true;
    g_autofree char *seen = g_strdup_printf("/proc/self/fd/%d", kept);
    g_autofree char *target = g_strconcat(ROOT, folder ? folder : "/nothing", NULL);
    if (folder)
        is_good = g_mkdir_with_parents(target, 0755) == 0 &&
                  mount(seen, target, NULL, MS_BIND, NULL) == 0;
    if (is_good && file) {
        g_autofree char *from = g_strdup_printf("/proc/self/fd/%d", kept_file);
        g_autofree char *to = g_strconcat(ROOT, file, NULL);
        g_autofree char *above = g_path_get_dirname(to);
        int fd = g_mkdir_with_parents(above, 0755) == 0 ? open(to, O_CREAT | O_WRONLY, 0600) : -1;
        is_good = fd >= 0 && mount(from, to, NULL, MS_BIND, NULL) == 0;
        if (fd >= 0)
            close(fd);
    }
    for (size_t i = 0; is_good && wish->reads_system && i < G_N_ELEMENTS(SYSTEM); i++)
        is_good = show(ROOT, SYSTEM[i], false);
    close(kept);
    if (kept_file >= 0)
        close(kept_file);
    return is_good && chdir(ROOT) == 0 && chroot(".") == 0 && chdir(folder ? folder : "/") == 0;
}

bool sandbox_space_enter(const SandboxWish *wish, bool hides_files) {
    uid_t uid = geteuid();
    gid_t gid = getegid();
    int flags = CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC | (hides_files ? CLONE_NEWNS : 0);
    return unshare(flags) == 0 && keep_identity(uid, gid) && (!hides_files || change_root(wish));
}
