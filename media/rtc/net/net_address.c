#include "media/rtc/net/net_address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static const uint8_t V4_PREFIX[12] = {[10] = 0xff, [11] = 0xff};

bool net_address_from_sockaddr(const struct sockaddr *from, NetAddress *ret_address) {
    if (from->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)from;
        memcpy(ret_address->ip, &v6->sin6_addr, 16);
        ret_address->port = v6->sin6_port;
        ret_address->line = 0;
        return true;
    }
    if (from->sa_family != AF_INET)
        return false;
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)from;
    memcpy(ret_address->ip, V4_PREFIX, sizeof V4_PREFIX);
    memcpy(ret_address->ip + sizeof V4_PREFIX, &v4->sin_addr, 4);
    ret_address->port = v4->sin_port;
    ret_address->line = 0;
    return true;
}

socklen_t net_address_to_socket(const NetAddress *address, bool is_v6, NetSocketAddress *ret_to) {
    *ret_to = (NetSocketAddress){.any.sa_family = AF_UNSPEC};
    if (is_v6) {
        ret_to->v6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = address->port};
        memcpy(&ret_to->v6.sin6_addr, address->ip, 16);
        return sizeof ret_to->v6;
    }
    ret_to->v4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = address->port};
    memcpy(&ret_to->v4.sin_addr, address->ip + sizeof V4_PREFIX, 4);
    return sizeof ret_to->v4;
}

bool net_address_equal(const NetAddress *a, const NetAddress *b) {
    return a->port == b->port && a->line == b->line && memcmp(a->ip, b->ip, 16) == 0;
}

bool net_address_is_v4(const NetAddress *address) {
    return memcmp(address->ip, V4_PREFIX, sizeof V4_PREFIX) == 0;
}

static uint64_t mix(uint64_t value) {
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

uint32_t net_address_hash(const NetAddress *address, uint32_t seed) {
    uint64_t words[2];
    memcpy(words, address->ip, 16);
    uint64_t sum = mix(words[0] ^ seed);
    sum = mix(sum ^ words[1]);
    return (uint32_t)mix(sum ^ address->port ^ (uint64_t)address->line << 16);
}

void net_address_format(const NetAddress *address, char text[NET_ADDRESS_TEXT_BYTES]) {
    bool is_v4 = net_address_is_v4(address);
    char ip[INET6_ADDRSTRLEN] = "";
    inet_ntop(is_v4 ? AF_INET : AF_INET6, address->ip + (is_v4 ? sizeof V4_PREFIX : 0), ip,
              sizeof ip);
    snprintf(text, NET_ADDRESS_TEXT_BYTES, is_v4 ? "%s:%u" : "[%s]:%u", ip,
             (unsigned)ntohs(address->port));
}
