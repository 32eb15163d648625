#include "media/ingest/rtmp_listener.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "media/ingest/ingest_address.h"

#define BACKLOG           128
#define ACCEPTS_PER_ROUND 32u
#define PAUSE_US          (100 * CLOCK_US_PER_MS)

#define LISTENER_OF(pointer, member)                                                               \
    ((RtmpListener *)(void *)((char *)(pointer)-offsetof(RtmpListener, member)))

static void on_pause_over(Timer *timer, void *user) {
    RtmpListener *listener = LISTENER_OF(timer, pause);
    ingest_loop_watch(&listener->owner.core->loop, listener->fd, EPOLLIN, &listener->watch);
}

/* Out of descriptors or memory: a level-triggered listener would spin. */
static void pause_accepting(RtmpListener *listener) {
    IngestLoop *loop = &listener->owner.core->loop;
    ingest_loop_unwatch(loop, listener->fd);
    timer_wheel_set(&loop->timers, &listener->pause, loop->now_us + PAUSE_US, on_pause_over);
}

static void take(RtmpListener *listener, int take_fd, const struct sockaddr *peer) {
    GateAddress address;
    RtmpConnOwner *owner = &listener->owner;
    gate_address_from_sockaddr(peer, &address);
    bool has_room = owner->conns->len < RTMP_MAX_CONNECTIONS &&
                    gate_address_counts_enter(owner->early, &address, RTMP_MAX_EARLY_PER_PEER);
    if (has_room) {
        rtmp_conn_new(owner, take_fd, peer);
        return;
    }
    char text[64];
    ingest_address_format(peer, text, sizeof text);
    ingest_core_refused(owner->core, "", text, "Too many connections are open.");
    close(take_fd);
}

static void on_ready(IngestWatch *watch, uint32_t events) {
    RtmpListener *listener = LISTENER_OF(watch, watch);
    for (unsigned i = 0; i < ACCEPTS_PER_ROUND; i++) {
        struct sockaddr_storage from;
        socklen_t length = sizeof from;
        int fd =
            accept4(listener->fd, (struct sockaddr *)&from, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0)
            take(listener, fd, (struct sockaddr *)&from);
        else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            pause_accepting(listener);
        if (fd < 0 && errno != ECONNABORTED && errno != EINTR)
            return;
    }
}

static int bind_socket(const IngestAddress *address) {
    int on = 1;
    int fd = socket(address->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (bind(fd, (const struct sockaddr *)&address->storage, address->length) == 0 &&
        listen(fd, BACKLOG) == 0)
        return fd;
    int saved_errno = errno;
    close(fd);
    errno = saved_errno;
    return -1;
}

bool rtmp_listener_open(RtmpListener *listener, IngestCore *core, const char *text,
                        GError **error) {
    IngestAddress address;
    *listener = (RtmpListener){.fd = -1};
    if (!ingest_address_parse(text, &address, error))
        return false;
    listener->fd = bind_socket(&address);
    if (listener->fd < 0) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot listen on %s for RTMP: %s", text,
                    errno == EADDRINUSE ? "the address is in use by another program"
                                        : g_strerror(errno));
        return false;
    }
    address.length = sizeof address.storage;
    getsockname(listener->fd, (struct sockaddr *)&address.storage, &address.length);
    listener->port = ingest_address_port((struct sockaddr *)&address.storage);
    listener->watch.on_ready = on_ready;
    listener->owner = (RtmpConnOwner){core, gate_address_counts_new(), g_ptr_array_new()};
    return true;
}

void rtmp_listener_start(RtmpListener *listener) {
    ingest_loop_watch(&listener->owner.core->loop, listener->fd, EPOLLIN, &listener->watch);
}

void rtmp_listener_stop(RtmpListener *listener) {
    IngestLoop *loop = &listener->owner.core->loop;
    timer_wheel_cancel(&loop->timers, &listener->pause);
    ingest_loop_unwatch(loop, listener->fd);
    while (listener->owner.conns->len > 0)
        rtmp_conn_abandon(listener->owner.conns->pdata[0]);
}

void rtmp_listener_close(RtmpListener *listener) {
    if (!listener->owner.conns)
        return;
    close(listener->fd);
    gate_address_counts_free(listener->owner.early);
    g_ptr_array_unref(listener->owner.conns);
    *listener = (RtmpListener){.fd = -1};
}
