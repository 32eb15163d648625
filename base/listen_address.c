#include "base/listen_address.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

static bool split(const char *text, char **ret_host, char **ret_port) {
    const char *colon = strrchr(text, ':');
    guint64 port;
    if (!colon || colon == text ||
        !g_ascii_string_to_unsigned(colon + 1, 10, 0, 65535, &port, NULL))
        return false;
    bool is_bracketed = text[0] == '[' && colon[-1] == ']';
    *ret_host = is_bracketed ? g_strndup(text + 1, (gsize)(colon - text) - 2)
                             : g_strndup(text, (gsize)(colon - text));
    *ret_port = g_strdup(colon + 1);
    return true;
}

bool listen_address_parse(const char *text, ListenAddress *ret_address, GError **error) {
    g_autofree char *host = NULL, *port = NULL;
    struct addrinfo hints = {
        .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
        .ai_socktype = SOCK_STREAM,
    };
    struct addrinfo *found = NULL;
    if (!split(text, &host, &port) || getaddrinfo(host, port, &hints, &found) != 0) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                    "cannot listen on '%s': write a numeric ADDR:PORT or [ADDR]:PORT", text);
        return false;
    }
    *ret_address = (ListenAddress){.length = found->ai_addrlen};
    memcpy(&ret_address->storage, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return true;
}

static in_port_t *port_of(struct sockaddr_storage *storage) {
    if (storage->ss_family == AF_INET6)
        return &((struct sockaddr_in6 *)(void *)storage)->sin6_port;
    return &((struct sockaddr_in *)(void *)storage)->sin_port;
}

unsigned listen_address_port(const ListenAddress *address) {
    struct sockaddr_storage storage = address->storage;
    return ntohs(*port_of(&storage));
}

void listen_address_set_port(ListenAddress *address, unsigned port) {
    *port_of(&address->storage) = htons((uint16_t)port);
}

static void set_option(int fd, int level, int option) {
    int on = 1;
    setsockopt(fd, level, option, &on, sizeof on);
}

/* Without TCP_NODELAY hand-overs stall for 40 ms. */
int listen_address_open(const ListenAddress *address, ListenSharing sharing, int backlog) {
    int fd = socket(address->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    set_option(fd, SOL_SOCKET, SO_REUSEADDR);
    set_option(fd, IPPROTO_TCP, TCP_NODELAY);
    if (address->is_v6_only)
        set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY);
    if (sharing == LISTEN_SHARED)
        set_option(fd, SOL_SOCKET, SO_REUSEPORT);
    if (bind(fd, (const struct sockaddr *)&address->storage, address->length) == 0 &&
        listen(fd, backlog) == 0)
        return fd;
    int saved_errno = errno;
    close(fd);
    errno = saved_errno;
    return -1;
}

unsigned listen_address_bound_port(int fd) {
    struct sockaddr_storage storage = {0};
    socklen_t length = sizeof storage;
    getsockname(fd, (struct sockaddr *)&storage, &length);
    return ntohs(*port_of(&storage));
}

const char *listen_address_reason(int code) {
    return code == EADDRINUSE ? "the address is in use by another program" : g_strerror(code);
}
