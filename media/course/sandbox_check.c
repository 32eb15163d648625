#include "media/course/sandbox_check.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "media/course/sandbox.h"

static bool can_read(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static bool can_write(const char *path) {
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) {
        close(fd);
        unlink(path);
    }
    return fd >= 0;
}

static bool can_connect(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    (void)connect(fd, (struct sockaddr *)&address, sizeof address);
    close(fd);
    return true;
}

static bool can_fork(void) {
    pid_t child = fork();
    if (child == 0)
        _exit(EXIT_SUCCESS);
    if (child > 0)
        (void)waitpid(child, NULL, 0);
    return child >= 0;
}

/* Succeeds only by not returning: it is the last one of a child, where there can be one. */
static bool can_execute(void) {
    char *const arguments[] = {(char *)"true", NULL};
    (void)execv("/bin/true", arguments);
    return errno != EPERM && errno != EACCES;
}

#if SANDBOX_LIMITS_MEMORY
static bool can_allocate(void) {
    size_t length = SANDBOX_MEMORY_BYTES + 1;
    void *bytes = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (bytes != MAP_FAILED)
        munmap(bytes, length);
    return bytes != MAP_FAILED;
}
#endif

/* The limit of sandbox-check is 1 MiB. */
static bool can_write_much(void) {
    static const char ZEROS[65536];
    size_t total = 0;
    int fd = open("much", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    while (fd >= 0 && total < (2u << 20)) {
        ssize_t n = write(fd, ZEROS, sizeof ZEROS);
        if (n <= 0)
            break;
        total += (size_t)n;
    }
    if (fd >= 0)
        close(fd);
    unlink("much");
    return total > (1u << 20);
}

static bool can_compute_forever(void) {
    struct rlimit limits;
    return getrlimit(RLIMIT_CPU, &limits) != 0 || limits.rlim_cur == RLIM_INFINITY ||
           (limits.rlim_cur += 1, limits.rlim_max += 1, setrlimit(RLIMIT_CPU, &limits) == 0);
}

unsigned sandbox_check_run(FILE *out, const char *outside) {
    const struct {
        const char *name;
        bool is_open;
    } results[] = {
        {"own-folder", !can_write("check")}, /* this one must work */
        {"read-outside", outside != NULL && can_read(outside)},
        {"write-outside", outside != NULL && can_write("/var/tmp/tongping-sandbox-check")},
        {"connect", can_connect()},
        {"fork", can_fork()},
        {"execute", can_execute()},
        {"ptrace", ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0},
        {"mount", mount("none", ".", "tmpfs", 0, NULL) == 0},
#if SANDBOX_LIMITS_MEMORY
        {"memory", can_allocate()},
#endif
        {"file-size", can_write_much()},
        {"cpu-time", can_compute_forever()},
        {"descriptors", fcntl(3, F_GETFD) >= 0},
    };
    unsigned n_open = 0;
    for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
        fprintf(out, "%s %s\n", results[i].name, results[i].is_open ? "OPEN" : "closed");
        n_open += results[i].is_open;
    }
    return n_open;
}
