/* Where a packet came from or goes to, by UDP or by a connection of TCP: IPv4 as ::ffff:a.b.c.d
 * (RFC 4291 §2.5.5.2), so that one dual-stack socket and one table serve both. */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define NET_ADDRESS_TEXT_BYTES 56 /* "[" INET6_ADDRSTRLEN "]:65535" */

typedef struct NetAddress {
    uint8_t ip[16];
    uint16_t port; /* network order */
    uint16_t line; /* 0: UDP; else that connection of the worker's TcpPort */
} NetAddress;

/* AF_INET or AF_INET6; false for another family. Scope ids are not kept: link-local addresses are
 * no candidates of ours. */
bool net_address_from_sockaddr(const struct sockaddr *from, NetAddress *ret_address);

typedef union NetSocketAddress {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} NetSocketAddress;
/* For a socket of AF_INET6 or, `is_v6` false, of AF_INET. Returns the length. */
socklen_t net_address_to_socket(const NetAddress *address, bool is_v6, NetSocketAddress *ret_to);
bool net_address_equal(const NetAddress *a, const NetAddress *b);
bool net_address_is_v4(const NetAddress *address);
uint32_t net_address_hash(const NetAddress *address, uint32_t seed);
/* "10.8.0.5:7000", "[2001:db8::5]:7000" */
void net_address_format(const NetAddress *address, char text[NET_ADDRESS_TEXT_BYTES]);
