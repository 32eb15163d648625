/* The UDP socket of one worker: reads what is there in batches, sends one datagram outside of the
 * media path. Dual-stack: IPv4 peers are ::ffff:a.b.c.d. One owner thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/listen_address.h"
#include "media/rtc/net/net_address.h"

#define UDP_PORT_BATCH_PACKETS 64u
#define UDP_PORT_MAX_BYTES     1500u /* longer datagrams are dropped: no browser sends them */
/* Asked of the kernel: the bound of what waits to be sent, and to be read. */
#define UDP_PORT_SEND_BYTES    (4u << 20)
#define UDP_PORT_RECEIVE_BYTES (4u << 20)

typedef struct UdpPort UdpPort;

typedef struct UdpPortStats {
    uint64_t packets, bytes; /* received */
    uint64_t too_long;       /* dropped */
    uint64_t sent_alone;     /* udp_port_send() */
} UdpPortStats;

/* One datagram; the bytes are the port's, may be changed, and stand until the next read. */
typedef struct UdpDatagram {
    uint8_t *bytes;
    size_t length;
    NetAddress from;
} UdpDatagram;

/* ERROR_IO with the reason. */
UdpPort *udp_port_open(const ListenAddress *address, GError **error);
void udp_port_close(UdpPort *port);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UdpPort, udp_port_close)

int udp_port_fd(const UdpPort *port);
unsigned udp_port_number(const UdpPort *port);
bool udp_port_is_v6(const UdpPort *port); /* of the socket: how addresses are written to it */
const UdpPortStats *udp_port_stats(const UdpPort *port);

/* One batch: returns how many, 0 when nothing is there. A full batch means that there may be more.
 */
unsigned udp_port_read(UdpPort *port, UdpDatagram ret_datagrams[UDP_PORT_BATCH_PACKETS]);

/* For STUN and DTLS. False: the kernel took nothing (a full buffer, no route): datagrams may be
 * lost anyway. */
bool udp_port_send(UdpPort *port, const NetAddress *to, const void *bytes, size_t length);
