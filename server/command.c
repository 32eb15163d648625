#include "server/command.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

/* Reads to the end of the pipe; false at the deadline. What does not fit is read and dropped. */
static bool read_all(int fd, int64_t deadline_us, GString *output) {
    for (;;) {
        int64_t left_us = deadline_us - clock_monotonic_us();
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (left_us <= 0 || poll(&wait, 1, (int)(left_us / CLOCK_US_PER_MS) + 1) <= 0)
            return false;
        char piece[4096];
        ssize_t n = read(fd, piece, sizeof piece);
        if (n <= 0)
            return true;
        gsize room = COMMAND_OUTPUT_MAX_BYTES - output->len;
        g_string_append_len(output, piece, (gssize)MIN((gsize)n, room));
    }
}

CommandOutcome command_run(const char *const *argv, int64_t timeout_us, char **ret_output) {
    GPid pid = 0;
    int fd = -1;
    GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
                        G_SPAWN_STDERR_TO_DEV_NULL | G_SPAWN_CLOEXEC_PIPES;
    if (!g_spawn_async_with_pipes(NULL, (char **)argv, NULL, flags, NULL, NULL, &pid, NULL, &fd,
                                  NULL, NULL))
        return COMMAND_MISSING;
    GString *output = g_string_new(NULL);
    bool ended = read_all(fd, clock_monotonic_us() + timeout_us, output);
    if (!ended)
        kill(pid, SIGKILL);
    close(fd);
    int status = 0;
    waitpid(pid, &status, 0);
    if (ret_output)
        *ret_output = g_string_free(output, FALSE);
    else
        g_string_free(output, TRUE);
    if (!ended)
        return COMMAND_LATE;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? COMMAND_SUCCEEDED : COMMAND_FAILED;
}
