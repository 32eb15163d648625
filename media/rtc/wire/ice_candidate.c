#include "media/rtc/wire/ice_candidate.h"

#include <arpa/inet.h>
#include <string.h>

#define COMPONENT 1u

/* Type preferences: 126 for host, RFC 8445 §5.1.2.2; less for TCP, RFC 6544 §4.2. */
#define UDP_TYPE_PREFERENCE  126u
#define TCP_TYPE_PREFERENCE  90u
#define UDP_LOCAL_PREFERENCE 65535u
#define PASSIVE_DIRECTION    4u /* RFC 6544 §4.2, of a host candidate */
#define TCP_OTHER_PREFERENCE 8191u
#define TCP_DIRECTION_SHIFT  13

/* RFC 8445 §5.1.2.1. */
static uint32_t priority_of(IceTransport transport, unsigned index) {
    uint32_t type = transport == ICE_UDP ? UDP_TYPE_PREFERENCE : TCP_TYPE_PREFERENCE;
    uint32_t local = transport == ICE_UDP ? UDP_LOCAL_PREFERENCE - index
                                          : (PASSIVE_DIRECTION << TCP_DIRECTION_SHIFT) +
                                                TCP_OTHER_PREFERENCE - index;
    return type << 24 | local << 8 | (256 - COMPONENT);
}

static bool is_numeric(const char *address) {
    uint8_t bytes[16];
    return inet_pton(AF_INET, address, bytes) == 1 || inet_pton(AF_INET6, address, bytes) == 1;
}

bool ice_candidate_init(IceCandidate *candidate, const char *address, uint16_t port,
                        IceTransport transport, unsigned index) {
    size_t length = strlen(address);
    if (port == 0 || index >= ICE_MAX_ADDRESSES || length >= sizeof candidate->address ||
        !is_numeric(address))
        return false;
    *candidate = (IceCandidate){
        .port = port, .transport = transport, .priority = priority_of(transport, index)};
    memcpy(candidate->address, address, length);
    return true;
}

/* Candidates of one base and transport share a foundation (RFC 8445 §5.1.1.3): its own priority
 * tells them apart. */
void ice_candidate_append(GString *text, const IceCandidate *candidate) {
    bool is_udp = candidate->transport == ICE_UDP;
    g_string_append_printf(text, "candidate:%u %u %s %u %s %u typ host%s", candidate->priority >> 8,
                           COMPONENT, is_udp ? "udp" : "tcp", candidate->priority,
                           candidate->address, candidate->port, is_udp ? "" : " tcptype passive");
}
