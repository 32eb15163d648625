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
    PacketPool *pool;
    UdpPortStats stats;
    Packet *slots[UDP_PORT_BATCH_PACKETS]; /* lent to the next read */
    struct sockaddr_storage from[UDP_PORT_BATCH_PACKETS];
    struct iovec parts[UDP_PORT_BATCH_PACKETS];
    struct mmsghdr messages[UDP_PORT_BATCH_PACKETS];
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

UdpPort *udp_port_open(const ListenAddress *address, PacketPool *pool, GError **error) {
    g_autoptr(UdpPort) port = g_new0(UdpPort, 1);
    port->fd = -1;
    port->pool = pool;
    for (unsigned i = 0; i < UDP_PORT_BATCH_PACKETS; i++)
        port->messages[i].msg_hdr = (struct msghdr){
            .msg_name = &port->from[i], .msg_iov = &port->parts[i], .msg_iovlen = 1};
    return bind_port(port, address, error) ? g_steal_pointer(&port) : NULL;
}

void udp_port_close(UdpPort *port) {
    if (!port)
        return;
    for (unsigned i = 0; i < UDP_PORT_BATCH_PACKETS; i++)
        if (port->slots[i])
            packet_pool_unref(port->pool, port->slots[i]);
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

/* Only what the last read used is written anew (recvmmsg(2) leaves the rest). */
static unsigned prepare(UdpPort *port) {
    unsigned n = 0;
    for (; n < UDP_PORT_BATCH_PACKETS; n++) {
        if (!port->slots[n]) {
            port->slots[n] = packet_pool_take(port->pool);
            if (!port->slots[n])
                break;
            port->parts[n] = (struct iovec){port->slots[n]->bytes, PACKET_SLOT_BYTES};
        }
        port->messages[n].msg_hdr.msg_namelen = sizeof port->from[n];
    }
    return n;
}

static void drop_one(UdpPort *port) {
    uint8_t byte;
    if (recv(port->fd, &byte, 1, 0) >= 0)
        port->stats.no_slot++;
}

unsigned udp_port_read(UdpPort *port, int64_t now_us, Packet *ret_packets[UDP_PORT_BATCH_PACKETS],
                       NetAddress ret_from[UDP_PORT_BATCH_PACKETS]) {
    unsigned n_ready = prepare(port), n_good = 0;
    if (n_ready == 0) {
        drop_one(port);
        return 0;
    }
    int n = recvmmsg(port->fd, port->messages, n_ready, 0, NULL);
    for (int i = 0; i < n; i++) {
        const struct mmsghdr *message = &port->messages[i];
        bool is_whole = !(message->msg_hdr.msg_flags & MSG_TRUNC);
        port->stats.packets++;
        port->stats.bytes += message->msg_len;
        port->stats.too_long += !is_whole;
        if (!is_whole ||
            !net_address_from_sockaddr((struct sockaddr *)&port->from[i], &ret_from[n_good]))
            continue; /* the slot is used again */
        Packet *packet = ret_packets[n_good++] = g_steal_pointer(&port->slots[i]);
        packet->length = (uint16_t)message->msg_len;
        packet->arrived_us = now_us;
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
