/* Which base URL of this server a reader can reach, and from where. Pure, except
 * addresses_list_local(). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "server/networks.h"

typedef enum AddressReader { ADDRESS_INTERNAL, ADDRESS_PUBLIC } AddressReader;

typedef struct Addresses Addresses; /* immutable, any thread */

typedef struct AddressesOptions {
    const char *internal;          /* base URL or NULL: made from the next four */
    const char *public_url;        /* base URL or NULL: the same as the internal one */
    const char *listen;            /* ADDR:PORT of the setting */
    unsigned port;                 /* really bound */
    const char *const *local;      /* addresses of this machine, NULL-terminated, best first */
    const Networks *internal_from; /* readers from here are internal; borrowed for ever */
} AddressesOptions;

/* ERROR_CONFIG when a configured address is no base URL. */
Addresses *addresses_new(const AddressesOptions *options, GError **error);
void addresses_free(Addresses *addresses);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Addresses, addresses_free)

/* A base URL, without final "/". */
const char *addresses_url(const Addresses *addresses, AddressReader reader);

/* Who reads: a Host field that names one of the addresses decides, then the network of the peer.
 * `host` is the Host field or NULL, not NUL-terminated; `peer` is numeric. */
AddressReader addresses_reader(const Addresses *addresses, const char *host, size_t host_length,
                               const char *peer);

/* "http" or "https", host and an optional port, nothing else. *ret_url has no final "/" and a
 * lower-case host; *ret_host is the bare host (an IPv6 address without brackets). Either may be
 * NULL. ERROR_CONFIG; `setting` is named in the message. */
bool addresses_parse_url(const char *setting, const char *text, char **ret_url, char **ret_host,
                         GError **error);

/* Splits ADDR:PORT or [V6]:PORT; false when malformed. *ret_host has no brackets; caller frees. */
bool addresses_split_listen(const char *listen, char **ret_host, unsigned *ret_port);

/* "127.0.0.1", "::1" and "localhost" are only reachable from this machine. */
bool addresses_is_loopback(const char *host);

/* Numeric addresses of the interfaces that are up, without loopback and link-local ones; private
 * IPv4 first, then other IPv4, then IPv6. Never NULL; caller frees with g_strfreev(). */
char **addresses_list_local(void);

/* The same port, but reachable from the local network: loopback hosts become "all addresses".
 * Caller frees. */
char *addresses_widen_listen(const char *listen);
