/* A non-blocking client socket, plain or TLS 1.3, for load tools on loopback. */
#pragma once

#include <glib.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Where all connections of one run go. */
typedef struct LoadTarget {
    struct sockaddr_in address;
    /* Connection i comes from 127.0.0.(1 + i mod n_sources): more than the 28,000 ports of one
     * address, and other clients for limits that count per address. 0: the kernel chooses. */
    unsigned n_sources;
    SSL_CTX *tls; /* owned; NULL: plain */
} LoadTarget;

#define LOAD_MAX_SOURCES 250u

/* `host`: a numeric IPv4 address. */
bool load_target_init(LoadTarget *target, const char *host, unsigned port, GError **error);
/* TLS 1.3 with AES-128-GCM, X25519 before P-256; certificates are not checked (loopback only). */
bool load_target_use_tls(LoadTarget *target, GError **error);
void load_target_clear(LoadTarget *target);

typedef struct LoadSocket {
    int fd; /* -1: closed */
    SSL *ssl;
    bool is_ready; /* connected and through the TLS handshake */
} LoadSocket;

/* Starts to connect; `index` chooses the source address. */
bool load_socket_open(LoadSocket *socket, const LoadTarget *target, unsigned index, GError **error);
void load_socket_close(LoadSocket *socket);

/* When the socket became writable or readable: goes on connecting. False when that failed;
 * `is_ready` tells when it is over. */
bool load_socket_progress(LoadSocket *socket);

/* Bytes moved; 0: the socket would block; -1: the peer closed or the connection broke. */
ssize_t load_socket_send(LoadSocket *socket, const void *bytes, size_t length);
ssize_t load_socket_receive(LoadSocket *socket, void *bytes, size_t length);
/* Receives and drops; without TLS the kernel does not even copy. */
ssize_t load_socket_discard(LoadSocket *socket, size_t length);
