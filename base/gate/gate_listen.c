#include "base/gate/gate_listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

#define LISTEN_BACKLOG 4096 /* cut to net.core.somaxconn by the kernel */

/* Where to listen. */
typedef struct Place {
    const char *text;
    struct sockaddr_storage address;
    socklen_t length;
    bool is_v6_only; /* another place has the same port over IPv4 */
} Place;

/* ---- reading addresses ---- */

static bool split_address(const char *text, char **ret_host, char **ret_port) {
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

static bool resolve(const char *text, Place *ret_place, GError **error) {
    g_autofree char *host = NULL, *port = NULL;
    struct addrinfo hints = {
        .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
        .ai_socktype = SOCK_STREAM,
    };
    struct addrinfo *found = NULL;
    if (!split_address(text, &host, &port) || getaddrinfo(host, port, &hints, &found) != 0) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                    "cannot listen on '%s': write a numeric ADDR:PORT or [ADDR]:PORT", text);
        return false;
    }
    *ret_place = (Place){.text = text, .length = found->ai_addrlen};
    memcpy(&ret_place->address, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return true;
}

static in_port_t *port_of(struct sockaddr_storage *address) {
    if (address->ss_family == AF_INET6)
        return &((struct sockaddr_in6 *)(void *)address)->sin6_port;
    return &((struct sockaddr_in *)(void *)address)->sin_port;
}

/* "[::]:80" serves IPv4, too; beside "0.0.0.0:80" it must leave that alone. */
static void share_ports(Place *places, unsigned n_places) {
    for (unsigned i = 0; i < n_places; i++)
        for (unsigned k = 0; k < n_places; k++)
            if (places[i].address.ss_family == AF_INET6 && places[k].address.ss_family == AF_INET &&
                *port_of(&places[i].address) == *port_of(&places[k].address))
                places[i].is_v6_only = true;
}

static bool read_places(const char *const *texts, Place *ret_places, unsigned *ret_n_places,
                        GError **error) {
    unsigned n = 0;
    for (; texts[n]; n++) {
        if (n == GATE_MAX_LISTENERS) {
            g_set_error(error, BASE_ERROR, ERROR_CONFIG, "cannot listen on more than %u addresses",
                        GATE_MAX_LISTENERS);
            return false;
        }
        if (!resolve(texts[n], &ret_places[n], error))
            return false;
    }
    share_ports(ret_places, n);
    *ret_n_places = n;
    return true;
}

/* ---- sockets ---- */

typedef enum Sharing { SHARING_NONE, SHARING_WORKERS } Sharing;

static void set_option(int fd, int level, int option) {
    int on = 1;
    setsockopt(fd, level, option, &on, sizeof on);
}

/* TCP_NODELAY is inherited by accepted sockets; without it hand-overs stall for 40 ms. */
static int bind_socket(const Place *place, Sharing sharing) {
    int fd = socket(place->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    set_option(fd, SOL_SOCKET, SO_REUSEADDR);
    set_option(fd, IPPROTO_TCP, TCP_NODELAY);
    if (place->is_v6_only)
        set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY);
    if (sharing == SHARING_WORKERS)
        set_option(fd, SOL_SOCKET, SO_REUSEPORT);
    if (bind(fd, (const struct sockaddr *)&place->address, place->length) == 0 &&
        listen(fd, LISTEN_BACKLOG) == 0)
        return fd;
    int saved_errno = errno;
    close(fd);
    errno = saved_errno;
    return -1;
}

static unsigned bound_port(int fd) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    getsockname(fd, (struct sockaddr *)&address, &length);
    return ntohs(*port_of(&address));
}

/* SO_REUSEPORT would let a second server of the same user share the port: an exclusive bind first
 * finds out. */
static bool is_port_free(const Place *place) {
    int fd = bind_socket(place, SHARING_NONE);
    if (fd < 0)
        return false;
    close(fd);
    return true;
}

static bool fail_to_listen(const char *text, int code, GError **error) {
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot listen on %s: %s", text,
                code == EADDRINUSE ? "the address is in use by another program" : g_strerror(code));
    return false;
}

static bool listen_at(GateListen *listen, unsigned index, Place *place, GError **error) {
    in_port_t *port = port_of(&place->address);
    if (*port != 0 && !is_port_free(place))
        return fail_to_listen(place->text, errno, error);
    for (unsigned k = 0; k < listen->n_workers; k++) {
        int fd = listen->fds[index][k] = bind_socket(place, SHARING_WORKERS);
        if (fd < 0)
            return fail_to_listen(place->text, errno, error);
        *port = htons((uint16_t)bound_port(fd));
    }
    listen->ports[index] = ntohs(*port);
    return true;
}

static void close_all(GateListen *listen) {
    for (unsigned i = 0; i < GATE_MAX_LISTENERS; i++)
        for (unsigned k = 0; k < GATE_MAX_WORKERS; k++)
            if (listen->fds[i][k] >= 0)
                close(listen->fds[i][k]);
}

bool gate_listen_open(GateListen *listen, const char *const *texts, unsigned n_workers,
                      GError **error) {
    Place places[GATE_MAX_LISTENERS];
    unsigned n_places;
    *listen = (GateListen){.n_workers = n_workers};
    memset(listen->fds, -1, sizeof listen->fds);
    if (!read_places(texts, places, &n_places, error))
        return false;
    for (unsigned i = 0; i < n_places; i++) {
        if (!listen_at(listen, i, &places[i], error)) {
            close_all(listen);
            return false;
        }
    }
    listen->n_listeners = n_places;
    return true;
}

void gate_listen_take(GateListen *listen, unsigned worker, int *ret_fds) {
    for (unsigned i = 0; i < listen->n_listeners; i++) {
        ret_fds[i] = listen->fds[i][worker];
        listen->fds[i][worker] = -1;
    }
}
