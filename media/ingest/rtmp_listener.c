#include "media/ingest/rtmp_listener.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/listen_address.h"

#define BACKLOG           128
#define ACCEPTS_PER_ROUND 32u
#define PAUSE_US          (100 * CLOCK_US_PER_MS)

#define LISTENER_OF(pointer, member)                                                               \
    ((RtmpListener *)(void *)((char *)(pointer)-offsetof(RtmpListener, member)))

static void on_pause_over(Timer *timer, void *user) {
    rtmp_listener_start(LISTENER_OF(timer, pause));
}

/* Out of descriptors or memory: a level-triggered listener would spin. */
static void pause_accepting(RtmpListener *listener) {
    EventLoop *loop = listener->owner.core->loop;
    event_loop_remove(&listener->watch);
    event_loop_set_timer(loop, &listener->pause, event_loop_now_us(loop) + PAUSE_US, on_pause_over);
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
    gate_address_format_peer(peer, text, sizeof text);
    ingest_core_refused(owner->core, "", text, "Too many connections are open.");
    close(take_fd);
}

static void on_ready(EventWatch *watch, uint32_t events) {
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

bool rtmp_listener_open(RtmpListener *listener, IngestCore *core, const char *text,
                        GError **error) {
    ListenAddress address;
    *listener = (RtmpListener){.fd = -1};
    if (!listen_address_parse(text, &address, error))
        return false;
    listener->fd = listen_address_open(&address, LISTEN_ALONE, BACKLOG);
    if (listener->fd < 0) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot listen on %s for RTMP: %s", text,
                    listen_address_reason(errno));
        return false;
    }
    listener->port = listen_address_bound_port(listener->fd);
    listener->owner = (RtmpConnOwner){core, gate_address_counts_new(), g_ptr_array_new()};
    return true;
}

void rtmp_listener_start(RtmpListener *listener) {
    event_loop_add(listener->owner.core->loop, &listener->watch, listener->fd, EPOLLIN, on_ready);
}

void rtmp_listener_stop(RtmpListener *listener) {
    if (listener->fd < 0)
        return;
    event_loop_cancel_timer(listener->owner.core->loop, &listener->pause);
    event_loop_remove(&listener->watch);
    while (listener->owner.conns->len > 0)
        rtmp_conn_abandon(listener->owner.conns->pdata[0]);
}

void rtmp_listener_close(RtmpListener *listener) {
    if (listener->fd < 0)
        return;
    close(listener->fd);
    gate_address_counts_free(listener->owner.early);
    g_ptr_array_unref(listener->owner.conns);
    *listener = (RtmpListener){.fd = -1};
}
