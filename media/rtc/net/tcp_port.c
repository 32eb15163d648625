#include "media/rtc/net/tcp_port.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "media/rtc/net/address_map.h"
#include "media/rtc/net/tcp_writer.h"

#define BACKLOG         512
#define ACCEPTS_AT_ONCE 16u
#define PAUSE_US        INT64_C(500000) /* when the process has no descriptor left */

typedef struct Line {
    EventWatch watch; /* first */
    Timer timer;
    TcpPort *port;
    NetAddress from;
    int fd;
    bool is_proved, is_over, is_waiting; /* for the kernel to take more */
    uint32_t unproved_bytes;
    int64_t proved_us;
    TcpWriter writer;
    TcpFrameReader reader;
} Line;

struct TcpPort {
    EventWatch watch; /* of the listener; first */
    Timer pause;
    EventLoop *loop;
    int fd;
    const TcpPortEvents *events;
    void *user;
    TcpPortStats stats;
    AddressMap *hosts; /* to how many lines, and the unproved of them above */
    unsigned n_lines, next;
    Line *lines[TCP_PORT_MAX_LINES]; /* by NetAddress.line - 1 */
    uint8_t in[TCP_PORT_READ_BYTES];
    uint8_t packet[TCP_FRAME_MAX_BYTES];
};

/* ---- how many of whom ---- */

#define UNPROVED_ONE (UINT32_C(1) << 16)

static NetAddress host_of(const NetAddress *from) {
    NetAddress host = {.port = 0};
    memcpy(host.ip, from->ip, net_address_is_v4(from) ? 16 : 8);
    return host;
}

static uint32_t count_of(const TcpPort *port, const NetAddress *from) {
    NetAddress host = host_of(from);
    uint32_t count = address_map_find(port->hosts, &host);
    return count == ADDRESS_MAP_NONE ? 0 : count;
}

static void set_count(TcpPort *port, const NetAddress *from, uint32_t count) {
    NetAddress host = host_of(from);
    if (count > 0)
        address_map_put(port->hosts, &host, count);
    else
        address_map_remove(port->hosts, &host);
}

static bool may_come(const TcpPort *port, const NetAddress *from) {
    uint32_t count = count_of(port, from);
    return port->n_lines < TCP_PORT_MAX_LINES && count % UNPROVED_ONE < TCP_PORT_HOST_LINES &&
           count / UNPROVED_ONE < TCP_PORT_HOST_UNPROVED;
}

/* ---- lines ---- */

static void free_line(EventWatch *watch) {
    g_free(watch);
}

static void end_line(Line *line, bool is_told) {
    TcpPort *port = line->port;
    uint32_t counted = 1 + (line->is_proved ? 0 : UNPROVED_ONE);
    set_count(port, &line->from, count_of(port, &line->from) - counted);
    port->lines[line->from.line - 1] = NULL;
    port->n_lines--;
    line->is_over = true;
    event_loop_cancel_timer(port->loop, &line->timer);
    event_loop_retire(port->loop, &line->watch, free_line);
    close(line->fd);
    if (is_told && line->is_proved)
        port->events->on_over(&line->from, port->user);
}

static void on_time(Timer *timer, void *user) {
    Line *line = (Line *)(void *)((char *)timer - offsetof(Line, timer));
    int64_t now_us = event_loop_now_us(line->port->loop);
    (void)user;
    line->port->stats.unproved += !line->is_proved;
    if (!line->is_proved || now_us - line->proved_us >= TCP_PORT_SILENCE_US)
        end_line(line, true);
    else
        event_loop_set_timer(line->port->loop, timer, line->proved_us + TCP_PORT_SILENCE_US,
                             on_time);
}

/* ---- packets in ---- */

/* Packets are opened in place where they are no longer the reader's. */
static TcpFrameState take_packets(Line *line, size_t n) {
    TcpPort *port = line->port;
    const uint8_t *at = port->in, *bytes;
    size_t length;
    TcpFrameState state;
    while ((state = tcp_frame_read(&line->reader, &at, &n, &bytes, &length)) == TCP_FRAME_DONE) {
        UdpDatagram packet = {.bytes = port->packet, .length = length, .from = line->from};
        memcpy(port->packet, bytes, length);
        port->stats.packets++;
        port->events->on_packet(&packet, port->user);
        if (line->is_over)
            return TCP_FRAME_MORE;
    }
    return state;
}

static void read_line(Line *line) {
    TcpPort *port = line->port;
    ssize_t n = recv(line->fd, port->in, sizeof port->in, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        end_line(line, true);
        return;
    }
    bool is_bad = take_packets(line, (size_t)n) == TCP_FRAME_BAD;
    if (!line->is_over && !line->is_proved)
        line->unproved_bytes += (uint32_t)n;
    bool is_too_much = !line->is_proved && line->unproved_bytes > TCP_PORT_UNPROVED_BYTES;
    if (!line->is_over && (is_bad || is_too_much)) {
        port->stats.unproved += !line->is_proved;
        end_line(line, true);
    }
    port->events->on_round(port->user);
}

/* ---- packets out ---- */

static Line *find(const TcpPort *port, const NetAddress *of) {
    Line *line = of->line > 0 && of->line <= TCP_PORT_MAX_LINES ? port->lines[of->line - 1] : NULL;
    return line && net_address_equal(&line->from, of) ? line : NULL;
}

static void await_room(Line *line) {
    bool is_waiting = tcp_writer_has_rest(&line->writer);
    if (is_waiting == line->is_waiting)
        return;
    line->is_waiting = is_waiting;
    event_loop_change(&line->watch, is_waiting ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

unsigned tcp_port_send(TcpPort *port, const NetAddress *to, const uint8_t *bytes, size_t length,
                       size_t segment) {
    Line *line = find(port, to);
    unsigned n = line ? tcp_writer_send(&line->writer, line->fd, bytes, length, segment) : 0;
    port->stats.sent += n;
    port->stats.dropped += (length + segment - 1) / segment - n;
    if (line)
        await_room(line);
    return n;
}

static void on_line(EventWatch *watch, uint32_t events) {
    Line *line = (Line *)watch;
    if (events & EPOLLOUT) {
        tcp_writer_go_on(&line->writer, line->fd);
        await_room(line);
    }
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        read_line(line);
}

/* ---- coming ---- */

static uint16_t free_number(TcpPort *port) {
    while (port->lines[port->next % TCP_PORT_MAX_LINES])
        port->next++;
    return (uint16_t)(port->next++ % TCP_PORT_MAX_LINES + 1);
}

static void admit(TcpPort *port, int fd, NetAddress from) {
    const int send_bytes = (int)TCP_PORT_SEND_BYTES;
    Line *line = g_new0(Line, 1);
    from.line = free_number(port);
    line->port = port;
    line->fd = fd;
    line->from = from;
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send_bytes, sizeof send_bytes);
    if (!event_loop_add(port->loop, &line->watch, fd, EPOLLIN, on_line)) {
        close(fd);
        g_free(line);
        return;
    }
    port->lines[from.line - 1] = line;
    port->n_lines++;
    port->stats.accepted++;
    set_count(port, &from, count_of(port, &from) + 1 + UNPROVED_ONE);
    event_loop_set_timer(port->loop, &line->timer,
                         event_loop_now_us(port->loop) + TCP_PORT_PROOF_US, on_time);
}

static void go_on(Timer *timer, void *user) {
    TcpPort *port = (TcpPort *)(void *)((char *)timer - offsetof(TcpPort, pause));
    (void)user;
    event_loop_change(&port->watch, EPOLLIN);
}

static void on_acceptable(EventWatch *watch, uint32_t events) {
    TcpPort *port = (TcpPort *)watch;
    (void)events;
    for (unsigned i = 0; i < ACCEPTS_AT_ONCE; i++) {
        struct sockaddr_storage name;
        socklen_t length = sizeof name;
        NetAddress from;
        int fd = accept4(port->fd, (struct sockaddr *)&name, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)) {
            event_loop_change(&port->watch, 0);
            event_loop_set_timer(port->loop, &port->pause, event_loop_now_us(port->loop) + PAUSE_US,
                                 go_on);
        }
        if (fd < 0)
            return;
        if (net_address_from_sockaddr((struct sockaddr *)&name, &from) && may_come(port, &from)) {
            admit(port, fd, from);
        } else {
            port->stats.refused++;
            close(fd);
        }
    }
}

/* ---- begin and end ---- */

TcpPort *tcp_port_open(const ListenAddress *address, const TcpPortEvents *events, void *user,
                       GError **error) {
    int fd = listen_address_open(address, LISTEN_ALONE, BACKLOG);
    if (fd < 0) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot open TCP port %u for people's media: %s",
                    listen_address_port(address), listen_address_reason(errno));
        return NULL;
    }
    TcpPort *port = g_new0(TcpPort, 1);
    port->fd = fd;
    port->events = events;
    port->user = user;
    port->hosts = address_map_new(TCP_PORT_MAX_LINES);
    return port;
}

void tcp_port_begin(TcpPort *port, EventLoop *loop) {
    port->loop = loop;
    event_loop_add(loop, &port->watch, port->fd, EPOLLIN, on_acceptable);
}

void tcp_port_end(TcpPort *port) {
    event_loop_cancel_timer(port->loop, &port->pause);
    event_loop_remove(&port->watch);
    for (unsigned i = 0; i < TCP_PORT_MAX_LINES; i++)
        if (port->lines[i])
            end_line(port->lines[i], false);
}

void tcp_port_close(TcpPort *port) {
    if (!port)
        return;
    g_assert(port->n_lines == 0);
    close(port->fd);
    address_map_free(port->hosts);
    g_free(port);
}

void tcp_port_prove(TcpPort *port, const NetAddress *from) {
    Line *line = find(port, from);
    if (!line)
        return;
    line->proved_us = event_loop_now_us(port->loop);
    if (line->is_proved)
        return;
    line->is_proved = true;
    set_count(port, from, count_of(port, from) - UNPROVED_ONE);
}

void tcp_port_drop(TcpPort *port, const NetAddress *of) {
    Line *line = find(port, of);
    if (line)
        end_line(line, false);
}

unsigned tcp_port_count(const TcpPort *port) {
    return port->n_lines;
}

const TcpPortStats *tcp_port_stats(const TcpPort *port) {
    return &port->stats;
}
