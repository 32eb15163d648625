#include "media/workshop/tool_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

extern char **environ;

/* Signals of the server are not inherited blocked or ignored: a tool whose server is gone ends by
 * SIGPIPE at its next line. */
static int spawn(char *const *arguments, int out_fd, pid_t *ret_pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out_fd, STDOUT_FILENO);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    int failure = posix_spawn(ret_pid, arguments[0], &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

bool tool_process_start(char *const *arguments, ToolProcess *ret_process, GError **error) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make a pipe: %s", g_strerror(errno));
        return false;
    }
    int failure = spawn(arguments, ends[1], &ret_process->pid);
    close(ends[1]);
    if (failure != 0) {
        close(ends[0]);
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot start '%s': %s", arguments[0],
                    g_strerror(failure));
        return false;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    ret_process->out_fd = ends[0];
    ret_process->pid_fd = (int)syscall(SYS_pidfd_open, ret_process->pid, 0);
    return true;
}

void tool_process_reap(ToolProcess *process, int *ret_status) {
    while (waitpid(process->pid, ret_status, 0) < 0 && errno == EINTR)
        continue;
    close(process->out_fd);
    close(process->pid_fd);
    *process = (ToolProcess){0, -1, -1};
}
