/* The TCP port of one worker, for peers whose network lets no UDP through (RFC 6544, passive): a
 * listener and its connections, each a line with the number that NetAddress.line has. A line that
 * does not prove itself by a connectivity check is closed. One owner thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/event_loop.h"
#include "base/listen_address.h"
#include "media/rtc/net/udp_port.h"

#define TCP_PORT_MAX_LINES      4096u /* 4 KiB each, and what the kernel holds */
#define TCP_PORT_HOST_LINES     256u  /* of one address (IPv6: /64): a village behind one NAT */
#define TCP_PORT_HOST_UNPROVED  32u   /* of them, before they have proved themselves */
#define TCP_PORT_PROOF_US       INT64_C(5000000)
#define TCP_PORT_UNPROVED_BYTES 4096u             /* a check has about 100 */
#define TCP_PORT_SILENCE_US     INT64_C(30000000) /* without a check, RFC 7675 §5.1 */
#define TCP_PORT_SEND_BYTES     (64u << 10) /* asked of the kernel: half a second at 1 Mbit/s */
#define TCP_PORT_READ_BYTES     (16u << 10) /* of one line before the others have a turn */

typedef struct TcpPort TcpPort;

typedef struct TcpPortEvents {
    /* A packet; its bytes may be changed and stand until the return. */
    void (*on_packet)(UdpDatagram *packet, void *user);
    void (*on_round)(void *user); /* all of one read has been told */
    /* A proved line has ended by itself. */
    void (*on_over)(const NetAddress *of, void *user);
} TcpPortEvents;

typedef struct TcpPortStats {
    uint64_t accepted, refused; /* lines: beyond a limit */
    uint64_t unproved;          /* that were closed because they proved nothing */
    uint64_t packets;           /* received */
    uint64_t sent, dropped;     /* packets: the other side reads too slowly, or is gone */
} TcpPortStats;

/* ERROR_IO with the reason. `events` and `user` outlive the port. */
TcpPort *tcp_port_open(const ListenAddress *address, const TcpPortEvents *events, void *user,
                       GError **error);
/* When no thread uses it any more. NULL is allowed. */
void tcp_port_close(TcpPort *port);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TcpPort, tcp_port_close)

/* ---- on the loop's thread ---- */

void tcp_port_begin(TcpPort *port, EventLoop *loop);
/* Closes all lines without a word. */
void tcp_port_end(TcpPort *port);

/* Packets of `segment` bytes each, the last at most as long (TcpWriter); returns how many go. */
unsigned tcp_port_send(TcpPort *port, const NetAddress *to, const uint8_t *bytes, size_t length,
                       size_t segment);
/* A valid check came by this line: it may stay. */
void tcp_port_prove(TcpPort *port, const NetAddress *from);
/* Its peer has left. Nothing happens when it is gone, or is no line. */
void tcp_port_drop(TcpPort *port, const NetAddress *of);

unsigned tcp_port_count(const TcpPort *port);
const TcpPortStats *tcp_port_stats(const TcpPort *port);
