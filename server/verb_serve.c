#include "server/verbs.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "base/log.h"
#include "server/app.h"
#include "server/settings_check.h"
#include "server/verb_line.h"

#define TICK_S 5

static const VerbLine LINE = {
    .usage = "serve [OPTION…]",
    .about = "Runs the server until SIGTERM or SIGINT; SIGHUP reads the certificate again and\n"
             "reopens the log. When it is up it prints a line that begins with READY.\n",
};

/* The main thread alone takes signals, by waiting for them: set before any other thread starts. */
static sigset_t block_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit on files is as a full disk: the write says so */
    return set;
}

/* Each connection is a descriptor, each WebSocket three: the soft limit of 1,024 is for programs
 * that use select(2). */
static void raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        log_event(LOG_WARNING, "server", "limit of descriptors not raised",
                  LOG_FIELDS({"error", .text = g_strerror(errno)}));
}

static void wait_for_end(App *app, const sigset_t *signals) {
    const struct timespec pause = {.tv_sec = TICK_S};
    for (;;) {
        int number = sigtimedwait(signals, NULL, &pause);
        if (number == SIGHUP) {
            app_reload(app);
        } else if (number == SIGTERM || number == SIGINT) {
            log_event(LOG_INFO, "server", "stopping", LOG_FIELDS({"signal", .number = number}));
            return;
        } else if (errno == EAGAIN) {
            app_tick(app);
        }
    }
}

static int serve(const Settings *settings, const sigset_t *signals) {
    GError *error = NULL;
    if (!settings_check(settings, &error) ||
        !log_open((LogLevel)settings->log_level, settings->log_file, &error))
        return verb_line_fail(error);
    raise_descriptor_limit();
    App *app = app_start(settings, &error);
    if (!app) {
        log_close();
        return verb_line_fail(error);
    }
    app_announce(app);
    wait_for_end(app, signals);
    app_stop(app);
    app_free(app);
    log_event(LOG_INFO, "server", "stopped", NULL);
    log_close();
    return VERB_DONE;
}

int verb_serve_run(int argc, char *const argv[]) {
    sigset_t signals = block_signals();
    Settings settings = {0};
    g_auto(GStrv) words = NULL;
    int status = VERB_DONE;
    if (!verb_line_read(&LINE, argc, argv, &settings, &words, &status))
        return status;
    status = serve(&settings, &signals);
    settings_clear(&LINE.options, &settings);
    return status;
}
