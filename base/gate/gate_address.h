/* Client addresses: numeric text, CIDR lists for trusted proxies, and how many connections each
 * address has. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include <glib.h>

#include "base/gate/gate.h"

/* 16 bytes: IPv6, or IPv4 mapped to it (RFC 4291 §2.5.5.2). */
typedef struct GateAddress {
    uint8_t bytes[16];
} GateAddress;

bool gate_address_from_sockaddr(const struct sockaddr *sockaddr, GateAddress *ret_address);
bool gate_address_parse(const char *text, size_t length, GateAddress *ret_address);
void gate_address_format(const GateAddress *address, char *ret_text, size_t capacity);

/* With its port: "192.0.2.1:5000", "[2001:db8::1]:5000". */
void gate_address_format_peer(const struct sockaddr *peer, char *ret_text, size_t capacity);

/* ---- trusted proxies ---- */

typedef struct GateAddressRange {
    GateAddress address;
    unsigned prefix_bits; /* of 128 */
} GateAddressRange;

/* "10.0.0.0/8", "::1", …; ERROR_CONFIG quotes what does not parse. */
bool gate_address_range_parse(const char *text, GateAddressRange *ret_range, GError **error);
bool gate_address_in(const GateAddress *address, const GateAddressRange *ranges, unsigned n_ranges);

/* X-Forwarded-For read from the right: the first address that is not a trusted proxy. `peer` is the
 * connection's own address and is returned when it is not trusted or nothing usable was sent. */
GateAddress gate_address_behind_proxies(const GateAddress *peer, GateText forwarded_for,
                                        const GateAddressRange *ranges, unsigned n_ranges);

/* ---- connections per address ---- */

/* Counts without locks and without growing: two rows of counters indexed by two seeded hashes; an
 * address is over its limit only when both say so. Never counts too few; two addresses that share
 * both cells (1 in 4 billion pairs) share their limit. An IPv6 client counts by its /64. Any
 * thread. */
typedef struct GateAddressCounts GateAddressCounts;

GateAddressCounts *gate_address_counts_new(void);
void gate_address_counts_free(GateAddressCounts *counts);

/* False (and nothing counted) when `limit` connections are open already. */
bool gate_address_counts_enter(GateAddressCounts *counts, const GateAddress *address,
                               unsigned limit);
void gate_address_counts_leave(GateAddressCounts *counts, const GateAddress *address);
