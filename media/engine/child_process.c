#include "media/engine/child_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "media/link/link.h"

#define SOCKET_BUFFER_BYTES (4 * 1024 * 1024) /* some seconds of a whole ladder */

struct ChildProcess {
    EventWatch watch; /* first; the process descriptor is readable when it has ended */
    pid_t pid;
    int pid_fd;
    ChildEndFn on_end;
    void *user;
};

extern char **environ;

static bool make_socket(int ret_ends[2], GError **error) {
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ret_ends) != 0) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make a socket for a programme: %s",
                    g_strerror(errno));
        return false;
    }
    int bytes = SOCKET_BUFFER_BYTES;
    for (unsigned i = 0; i < 2; i++)
        setsockopt(ret_ends[i], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    fcntl(ret_ends[0], F_SETFL, O_NONBLOCK);
    return true;
}

/* Signals of the server are not inherited blocked or ignored. */
static int spawn(const char *program, int socket, pid_t *ret_pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, socket, LINK_SOCKET_FD);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    char *const argv[] = {(char *)program, NULL};
    int failure = posix_spawn(ret_pid, program, &actions, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

static void on_ended(EventWatch *watch, uint32_t events) {
    ChildProcess *child = (ChildProcess *)watch;
    int status = 0;
    if (waitpid(child->pid, &status, WNOHANG) != child->pid)
        return;
    event_loop_remove(watch);
    child->pid = 0;
    child->on_end(status, child->user);
}

ChildProcess *child_process_start(EventLoop *loop, const char *program, int *ret_socket,
                                  ChildEndFn on_end, void *user, GError **error) {
    int ends[2];
    pid_t pid = 0;
    if (!make_socket(ends, error))
        return NULL;
    int failure = spawn(program, ends[1], &pid);
    close(ends[1]);
    if (failure != 0) {
        close(ends[0]);
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot start '%s': %s", program,
                    g_strerror(failure));
        return NULL;
    }
    ChildProcess *child = g_new0(ChildProcess, 1);
    child->pid = pid;
    child->pid_fd = (int)syscall(SYS_pidfd_open, pid, 0);
    child->on_end = on_end;
    child->user = user;
    event_loop_add(loop, &child->watch, child->pid_fd, EPOLLIN, on_ended);
    *ret_socket = ends[0];
    return child;
}

pid_t child_process_pid(const ChildProcess *child) {
    return child->pid;
}

void child_process_kill(ChildProcess *child) {
    if (child->pid)
        kill(child->pid, SIGKILL);
}

void child_process_free(ChildProcess *child) {
    if (!child)
        return;
    event_loop_remove(&child->watch);
    if (child->pid) {
        kill(child->pid, SIGKILL);
        waitpid(child->pid, NULL, 0);
    }
    close(child->pid_fd);
    g_free(child);
}
