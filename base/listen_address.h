/* Numeric addresses to listen on, and TCP sockets that listen there. */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

#include <glib.h>

typedef struct ListenAddress {
    struct sockaddr_storage storage;
    socklen_t length;
    bool is_v6_only; /* another socket has the same port over IPv4 */
} ListenAddress;

typedef enum ListenSharing {
    LISTEN_ALONE,
    LISTEN_SHARED, /* SO_REUSEPORT: more sockets of this process follow */
} ListenSharing;

/* ADDR:PORT or [ADDR]:PORT. ERROR_CONFIG. */
bool listen_address_parse(const char *text, ListenAddress *ret_address, GError **error);

unsigned listen_address_port(const ListenAddress *address);
void listen_address_set_port(ListenAddress *address, unsigned port);

/* Does not block, closes on exec; accepted sockets inherit TCP_NODELAY. -1: see errno. */
int listen_address_open(const ListenAddress *address, ListenSharing sharing, int backlog);
/* The port such a socket really has. */
unsigned listen_address_bound_port(int fd);

/* The reason for an errno of listen_address_open(). */
const char *listen_address_reason(int code);
