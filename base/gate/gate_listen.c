#include "base/gate/gate_listen.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/listen_address.h"

#define LISTEN_BACKLOG 4096 /* cut to net.core.somaxconn by the kernel */

/* Where to listen. */
typedef struct Place {
    const char *text;
    ListenAddress address;
} Place;

/* ---- reading addresses ---- */

static bool is_family(const Place *place, sa_family_t family) {
    return place->address.storage.ss_family == family;
}

/* "[::]:80" serves IPv4, too; beside "0.0.0.0:80" it must leave that alone. */
static void share_ports(Place *places, unsigned n_places) {
    for (unsigned i = 0; i < n_places; i++)
        for (unsigned k = 0; k < n_places; k++)
            if (is_family(&places[i], AF_INET6) && is_family(&places[k], AF_INET) &&
                listen_address_port(&places[i].address) == listen_address_port(&places[k].address))
                places[i].address.is_v6_only = true;
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
        ret_places[n].text = texts[n];
        if (!listen_address_parse(texts[n], &ret_places[n].address, error))
            return false;
    }
    share_ports(ret_places, n);
    *ret_n_places = n;
    return true;
}

/* ---- sockets ---- */

/* SO_REUSEPORT would let a second server of the same user share the port: an exclusive bind first
 * finds out. */
static bool is_port_free(const Place *place) {
    int fd = listen_address_open(&place->address, LISTEN_ALONE, LISTEN_BACKLOG);
    if (fd < 0)
        return false;
    close(fd);
    return true;
}

static bool fail_to_listen(const char *text, int code, GError **error) {
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot listen on %s: %s", text,
                listen_address_reason(code));
    return false;
}

static bool listen_at(GateListen *listen, unsigned index, Place *place, GError **error) {
    ListenAddress *address = &place->address;
    if (listen_address_port(address) != 0 && !is_port_free(place))
        return fail_to_listen(place->text, errno, error);
    for (unsigned k = 0; k < listen->n_workers; k++) {
        int fd = listen->fds[index][k] =
            listen_address_open(address, LISTEN_SHARED, LISTEN_BACKLOG);
        if (fd < 0)
            return fail_to_listen(place->text, errno, error);
        listen_address_set_port(address, listen_address_bound_port(fd));
    }
    listen->ports[index] = listen_address_port(address);
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
