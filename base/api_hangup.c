#include "base/api_hangup.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <glib-unix.h>

#include "base/error.h"

#define EVENTS_PER_TURN 64

struct ApiHangup {
    int epoll_fd;
    GSource *source; /* owned */
    ApiHangupFn fn;
    void *user;
};

static gboolean on_events(int fd, GIOCondition condition, void *data) {
    ApiHangup *hangup = data;
    struct epoll_event events[EVENTS_PER_TURN];
    int n_events = epoll_wait(hangup->epoll_fd, events, EVENTS_PER_TURN, 0);
    for (int i = 0; i < n_events; i++)
        hangup->fn(events[i].data.u64, hangup->user);
    return G_SOURCE_CONTINUE;
}

ApiHangup *api_hangup_new(GMainContext *context, ApiHangupFn fn, void *user, GError **error) {
    ApiHangup *hangup = g_new0(ApiHangup, 1);
    hangup->fn = fn;
    hangup->user = user;
    hangup->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (hangup->epoll_fd < 0) {
        g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "cannot make an epoll set: %s",
                    g_strerror(errno));
        g_free(hangup);
        return NULL;
    }
    hangup->source = g_unix_fd_source_new(hangup->epoll_fd, G_IO_IN);
    g_source_set_callback(hangup->source, G_SOURCE_FUNC(on_events), hangup, NULL);
    g_source_attach(hangup->source, context);
    return hangup;
}

void api_hangup_free(ApiHangup *hangup) {
    if (!hangup)
        return;
    g_source_destroy(hangup->source);
    g_source_unref(hangup->source);
    close(hangup->epoll_fd);
    g_free(hangup);
}

/* No events are asked for: EPOLLHUP and EPOLLERR are always reported (epoll_ctl(2)), and a peer
 * that only ends its own direction (EPOLLRDHUP) still waits for the answer. */
bool api_hangup_watch(ApiHangup *hangup, int fd, uint64_t id) {
    struct epoll_event event = {.events = EPOLLONESHOT, .data.u64 = id};
    return epoll_ctl(hangup->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

void api_hangup_unwatch(ApiHangup *hangup, int fd) {
    (void)epoll_ctl(hangup->epoll_fd, EPOLL_CTL_DEL, fd, NULL); /* gone already: nothing to do */
}
