#include "server/notice_command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

#define FIRST_OTHER_FD 3

static int set_up(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes,
                  int stdin_fd) {
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(attributes, &all);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setpgroup(attributes, 0);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
                                             POSIX_SPAWN_SETSIGMASK);
    int problem = posix_spawn_file_actions_adddup2(actions, stdin_fd, STDIN_FILENO);
    for (int fd = STDOUT_FILENO; problem == 0 && fd <= STDERR_FILENO; fd++)
        problem = posix_spawn_file_actions_addopen(actions, fd, "/dev/null", O_WRONLY, 0);
    if (problem == 0)
        problem = posix_spawn_file_actions_addclosefrom_np(actions, FIRST_OTHER_FD);
    return problem ? problem : posix_spawn_file_actions_addchdir_np(actions, "/");
}

static bool spawn(const char *path, int stdin_fd, pid_t *ret_pid, GError **error) {
    static char path_word[] = "PATH=/usr/local/bin:/usr/bin:/bin", lang_word[] = "LANG=C.UTF-8";
    static char *const ENVIRONMENT[] = {path_word, lang_word, NULL};
    char *const words[] = {(char *)path, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    int problem = set_up(&actions, &attributes, stdin_fd);
    if (problem == 0)
        problem = posix_spawn(ret_pid, path, &actions, &attributes, words, ENVIRONMENT);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (problem)
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot run '%s': %s", path, g_strerror(problem));
    return problem == 0;
}

/* What is still to be written; the pipe is closed at its end, or when the program reads no more. */
typedef struct Input {
    const char *at;
    size_t left;
    int fd; /* -1: closed */
} Input;

static void write_some(Input *input) {
    ssize_t n = input->left > 0 ? write(input->fd, input->at, input->left) : 0;
    if (n > 0) {
        input->at += n;
        input->left -= (size_t)n;
    }
    bool is_over = input->left == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
    if (is_over)
        close(g_steal_fd(&input->fd));
}

/* False: the deadline has come, or the stop. */
static bool wait_for_end(const NoticeCommand *command, int pid_fd, Input *input) {
    int64_t deadline_us = clock_monotonic_us() + command->timeout_us;
    for (;;) {
        int64_t left_us = deadline_us - clock_monotonic_us();
        struct pollfd waits[] = {{.fd = pid_fd, .events = POLLIN},
                                 {.fd = command->stop_fd, .events = POLLIN},
                                 {.fd = input->fd, .events = POLLOUT}};
        if (left_us <= 0)
            return false;
        if (poll(waits, G_N_ELEMENTS(waits), (int)(left_us / CLOCK_US_PER_MS) + 1) < 0)
            continue;
        if (waits[0].revents)
            return true;
        if (waits[1].revents)
            return false;
        if (waits[2].revents)
            write_some(input);
    }
}

static bool judge(const NoticeCommand *command, bool has_ended, int status, GError **error) {
    if (!has_ended)
        g_set_error(error, BASE_ERROR, ERROR_TIMEOUT, "'%s' was stopped before it ended",
                    command->path);
    else if (!WIFEXITED(status))
        g_set_error(error, BASE_ERROR, ERROR_IO, "'%s' was ended by signal %d", command->path,
                    WTERMSIG(status));
    else if (WEXITSTATUS(status) != 0)
        g_set_error(error, BASE_ERROR, ERROR_IO, "'%s' ended with status %d", command->path,
                    WEXITSTATUS(status));
    return has_ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool notice_command_run(const NoticeCommand *command, GBytes *lines, GError **error) {
    int ends[2];
    pid_t pid = -1;
    int status = 0;
    if (pipe2(ends, O_CLOEXEC) < 0) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make a pipe: %s", g_strerror(errno));
        return false;
    }
    bool is_running = spawn(command->path, ends[0], &pid, error);
    close(ends[0]);
    if (!is_running) {
        close(ends[1]);
        return false;
    }
    Input input = {.fd = ends[1]};
    input.at = g_bytes_get_data(lines, &input.left);
    fcntl(input.fd, F_SETFL, O_NONBLOCK);
    int pid_fd = (int)syscall(SYS_pidfd_open, pid, 0);
    bool has_ended = pid_fd >= 0 && wait_for_end(command, pid_fd, &input);
    if (!has_ended)
        kill(-pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (pid_fd >= 0)
        close(pid_fd);
    if (input.fd >= 0)
        close(input.fd);
    return judge(command, has_ended, status, error);
}
