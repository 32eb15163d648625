#include "base/gate/gate_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/error.h"

#define COUNTS_BITS  16
#define COUNTS_CELLS (1u << COUNTS_BITS)

static const uint8_t V4_MAPPED[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static void map_v4(const void *v4, GateAddress *ret_address) {
    memcpy(ret_address->bytes, V4_MAPPED, sizeof V4_MAPPED);
    memcpy(ret_address->bytes + sizeof V4_MAPPED, v4, 4);
}

static bool is_v4(const GateAddress *address) {
    return memcmp(address->bytes, V4_MAPPED, sizeof V4_MAPPED) == 0;
}

bool gate_address_from_sockaddr(const struct sockaddr *sockaddr, GateAddress *ret_address) {
    if (sockaddr->sa_family == AF_INET) {
        map_v4(&((const struct sockaddr_in *)(const void *)sockaddr)->sin_addr, ret_address);
        return true;
    }
    if (sockaddr->sa_family == AF_INET6) {
        memcpy(ret_address->bytes,
               &((const struct sockaddr_in6 *)(const void *)sockaddr)->sin6_addr, 16);
        return true;
    }
    return false;
}

bool gate_address_parse(const char *text, size_t length, GateAddress *ret_address) {
    char copy[INET6_ADDRSTRLEN];
    if (length == 0 || length >= sizeof copy)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    struct in_addr v4;
    if (inet_pton(AF_INET, copy, &v4) == 1) {
        map_v4(&v4, ret_address);
        return true;
    }
    return inet_pton(AF_INET6, copy, ret_address->bytes) == 1;
}

static char *put_byte(char *at, unsigned byte) {
    if (byte >= 100)
        *at++ = (char)('0' + byte / 100);
    if (byte >= 10)
        *at++ = (char)('0' + byte / 10 % 10);
    *at++ = (char)('0' + byte % 10);
    return at;
}

/* Once per request: inet_ntop() prints each number by sprintf(). */
static void format_v4(const uint8_t bytes[4], char *ret_text, size_t capacity) {
    char text[INET_ADDRSTRLEN], *at = text;
    for (unsigned i = 0; i < 4; i++) {
        at = put_byte(at, bytes[i]);
        *at++ = i < 3 ? '.' : '\0';
    }
    g_strlcpy(ret_text, text, capacity);
}

void gate_address_format(const GateAddress *address, char *ret_text, size_t capacity) {
    if (is_v4(address))
        format_v4(address->bytes + sizeof V4_MAPPED, ret_text, capacity);
    else
        inet_ntop(AF_INET6, address->bytes, ret_text, (socklen_t)capacity);
}

void gate_address_format_peer(const struct sockaddr *peer, char *ret_text, size_t capacity) {
    char text[INET6_ADDRSTRLEN] = "";
    GateAddress address = {0};
    in_port_t port = peer->sa_family == AF_INET6
                         ? ((const struct sockaddr_in6 *)(const void *)peer)->sin6_port
                         : ((const struct sockaddr_in *)(const void *)peer)->sin_port;
    gate_address_from_sockaddr(peer, &address);
    gate_address_format(&address, text, sizeof text);
    snprintf(ret_text, capacity, is_v4(&address) ? "%s:%u" : "[%s]:%u", text, ntohs(port));
}

/* ---- trusted proxies ---- */

bool gate_address_range_parse(const char *text, GateAddressRange *ret_range, GError **error) {
    const char *slash = strchr(text, '/');
    size_t length = slash ? (size_t)(slash - text) : strlen(text);
    GateAddressRange range = {.prefix_bits = 128};
    bool is_good = gate_address_parse(text, length, &range.address);
    if (is_good && slash) {
        unsigned offset = is_v4(&range.address) ? 96 : 0;
        guint64 bits = 0;
        is_good = g_ascii_string_to_unsigned(slash + 1, 10, 0, 128 - offset, &bits, NULL);
        range.prefix_bits = (unsigned)bits + offset;
    }
    if (!is_good) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                    "cannot read '%s' as an address or range like 10.0.0.0/8", text);
        return false;
    }
    *ret_range = range;
    return true;
}

static bool is_in_range(const GateAddress *address, const GateAddressRange *range) {
    unsigned whole = range->prefix_bits / 8, rest = range->prefix_bits % 8;
    if (memcmp(address->bytes, range->address.bytes, whole) != 0)
        return false;
    uint8_t mask = (uint8_t)(0xff00u >> rest);
    return rest == 0 || ((address->bytes[whole] ^ range->address.bytes[whole]) & mask) == 0;
}

bool gate_address_in(const GateAddress *address, const GateAddressRange *ranges,
                     unsigned n_ranges) {
    for (unsigned i = 0; i < n_ranges; i++)
        if (is_in_range(address, &ranges[i]))
            return true;
    return false;
}

/* Takes the last item off a comma-separated list. */
static GateText take_last(GateText *list) {
    size_t start = list->length;
    while (start > 0 && list->at[start - 1] != ',')
        start--;
    GateText item = {list->at + start, list->length - start};
    list->length = start > 0 ? start - 1 : 0;
    while (item.length > 0 && *item.at == ' ') {
        item.at++;
        item.length--;
    }
    while (item.length > 0 && item.at[item.length - 1] == ' ')
        item.length--;
    return item;
}

GateAddress gate_address_behind_proxies(const GateAddress *peer, GateText forwarded_for,
                                        const GateAddressRange *ranges, unsigned n_ranges) {
    GateAddress client = *peer;
    while (forwarded_for.length > 0 && gate_address_in(&client, ranges, n_ranges)) {
        GateText item = take_last(&forwarded_for);
        GateAddress next;
        if (!gate_address_parse(item.at, item.length, &next))
            break;
        client = next;
    }
    return client;
}

/* ---- connections per address ---- */

struct GateAddressCounts {
    uint64_t seeds[2];
    uint32_t cells[2][COUNTS_CELLS]; /* atomic */
};

GateAddressCounts *gate_address_counts_new(void) {
    GateAddressCounts *counts = g_new0(GateAddressCounts, 1);
    if (getrandom(counts->seeds, sizeof counts->seeds, 0) != sizeof counts->seeds)
        g_error("cannot read random bytes");
    return counts;
}

void gate_address_counts_free(GateAddressCounts *counts) {
    g_free(counts);
}

/* Multiply-xorshift of both halves with a secret seed: collisions cannot be aimed at a victim. */
static uint32_t *cell_of(GateAddressCounts *counts, const GateAddress *address, unsigned row) {
    uint64_t high, low;
    memcpy(&high, address->bytes, 8);
    memcpy(&low, address->bytes + 8, 8);
    if (!is_v4(address))
        low = 0; /* one subscriber holds a whole /64 */
    uint64_t hash = (high ^ counts->seeds[row]) * UINT64_C(0x9e3779b97f4a7c15);
    hash = (hash ^ (hash >> 32) ^ low) * UINT64_C(0xd6e8feb86659fd93) + counts->seeds[row];
    hash = (hash ^ (hash >> 29)) * UINT64_C(0xbf58476d1ce4e5b9);
    return &counts->cells[row][hash >> (64 - COUNTS_BITS)];
}

bool gate_address_counts_enter(GateAddressCounts *counts, const GateAddress *address,
                               unsigned limit) {
    uint32_t first = __atomic_add_fetch(cell_of(counts, address, 0), 1, __ATOMIC_RELAXED);
    uint32_t second = __atomic_add_fetch(cell_of(counts, address, 1), 1, __ATOMIC_RELAXED);
    if (MIN(first, second) <= limit)
        return true;
    gate_address_counts_leave(counts, address);
    return false;
}

void gate_address_counts_leave(GateAddressCounts *counts, const GateAddress *address) {
    __atomic_sub_fetch(cell_of(counts, address, 0), 1, __ATOMIC_RELAXED);
    __atomic_sub_fetch(cell_of(counts, address, 1), 1, __ATOMIC_RELAXED);
}
