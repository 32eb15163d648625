#include "media/rtc/net/udp_port.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

struct UdpPort {
    int fd;
    bool is_v6;
    unsigned number;
    UdpPortStats stats;
    struct sockaddr_storage from[UDP_PORT_BATCH_PACKETS];
    struct iovec parts[UDP_PORT_BATCH_PACKETS];
    struct mmsghdr messages[UDP_PORT_BATCH_PACKETS];
    uint8_t bytes[UDP_PORT_BATCH_PACKETS][UDP_PORT_MAX_BYTES];
};

static bool fail(const char *what, GError **error) {
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot %s a UDP port for people's media: %s", what,
                g_strerror(errno));
    return false;
}

/* The kernel gives at most net.core.[rw]mem_max. */
static void set_buffers(int fd) {
    const int sizes[] = {(int)UDP_PORT_SEND_BYTES, (int)UDP_PORT_RECEIVE_BYTES};
    const int names[] = {SO_SNDBUF, SO_RCVBUF};
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        (void)setsockopt(fd, SOL_SOCKET, names[i], &sizes[i], sizeof sizes[i]);
}

static bool bind_port(UdpPort *port, const ListenAddress *address, GError **error) {
    sa_family_t family = address->storage.ss_family;
    struct sockaddr_storage bound;
    socklen_t length = sizeof bound;
    NetAddress own;
    port->fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP);
    if (port->fd < 0)
        return fail("open", error);
    port->is_v6 = family == AF_INET6;
    const int only = address->is_v6_only;
    if (port->is_v6)
        (void)setsockopt(port->fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
    set_buffers(port->fd);
    if (bind(port->fd, (const struct sockaddr *)&address->storage, address->length) != 0)
        return fail("bind", error);
    if (getsockname(port->fd, (struct sockaddr *)&bound, &length) != 0 ||
        !net_address_from_sockaddr((struct sockaddr *)&bound, &own))
        return fail("read the number of", error);
    port->number = ntohs(own.port);
    return true;
}

UdpPort *udp_port_open(const ListenAddress *address, GError **error) {
    g_autoptr(UdpPort) port = g_new0(UdpPort, 1);
    port->fd = -1;
    for (unsigned i = 0; i < UDP_PORT_BATCH_PACKETS; i++) {
        port->parts[i] = (struct iovec){port->bytes[i], UDP_PORT_MAX_BYTES};
        port->messages[i].msg_hdr = (struct msghdr){.msg_name = &port->from[i],
                                                    .msg_namelen = sizeof port->from[i],
                                                    .msg_iov = &port->parts[i],
                                                    .msg_iovlen = 1};
    }
    return bind_port(port, address, error) ? g_steal_pointer(&port) : NULL;
}

void udp_port_close(UdpPort *port) {
    if (!port)
        return;
    if (port->fd >= 0)
        close(port->fd);
    g_free(port);
}

int udp_port_fd(const UdpPort *port) {
    return port->fd;
}

unsigned udp_port_number(const UdpPort *port) {
    return port->number;
}

bool udp_port_is_v6(const UdpPort *port) {
    return port->is_v6;
}

const UdpPortStats *udp_port_stats(const UdpPort *port) {
    return &port->stats;
}

unsigned udp_port_read(UdpPort *port, UdpDatagram ret_datagrams[UDP_PORT_BATCH_PACKETS]) {
    unsigned n_good = 0;
    int n = recvmmsg(port->fd, port->messages, UDP_PORT_BATCH_PACKETS, 0, NULL);
    for (int i = 0; i < n; i++) {
        struct mmsghdr *message = &port->messages[i];
        UdpDatagram *datagram = &ret_datagrams[n_good];
        bool is_whole = !(message->msg_hdr.msg_flags & MSG_TRUNC);
        port->stats.packets++;
        port->stats.bytes += message->msg_len;
        port->stats.too_long += !is_whole;
        *datagram = (UdpDatagram){.bytes = port->bytes[i], .length = message->msg_len};
        if (is_whole &&
            net_address_from_sockaddr((struct sockaddr *)&port->from[i], &datagram->from))
            n_good++;
        message->msg_hdr.msg_namelen = sizeof port->from[i]; /* of the next read */
    }
    return n_good;
}

bool udp_port_send(UdpPort *port, const NetAddress *to, const void *bytes, size_t length) {
    NetSocketAddress name;
    socklen_t name_length = net_address_to_socket(to, port->is_v6, &name);
    ssize_t n = sendto(port->fd, bytes, length, MSG_NOSIGNAL, &name.any, name_length);
    port->stats.sent_alone += n >= 0;
    return n >= 0;
}
