/* Host candidates of a lite agent (RFC 8839 §5.1, RFC 6544 §4.5): UDP, and passive TCP on the same
 * number. One component, because RTCP is multiplexed. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define ICE_CANDIDATE_ADDRESS_CHARS 46u /* INET6_ADDRSTRLEN */
#define ICE_MAX_ADDRESSES           8u  /* leased line, public, IPv6 …: offered together */

typedef enum IceTransport { ICE_UDP, ICE_TCP_PASSIVE } IceTransport;

typedef struct IceCandidate {
    char address[ICE_CANDIDATE_ADDRESS_CHARS]; /* IPv4 or IPv6, numeric */
    uint16_t port;
    IceTransport transport;
    uint32_t priority; /* RFC 8445 §5.1.2.1 */
} IceCandidate;

/* The candidate of the address with this index: the first is preferred, and any UDP over any TCP.
 * False when the address is not numeric or the port is 0. */
bool ice_candidate_init(IceCandidate *candidate, const char *address, uint16_t port,
                        IceTransport transport, unsigned index);

/* Appends the value of a=candidate, without "a=" and without an end of line. */
void ice_candidate_append(GString *text, const IceCandidate *candidate);
