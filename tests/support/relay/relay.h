/* What both kinds of relay share: the loop, the two links, the time. One thread. */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "tests/support/relay/link_rule.h"

/* One MTU: what a read from a stream puts on the link. Datagrams may be larger. */
#define RELAY_STREAM_PACKET_BYTES 1400u
#define RELAY_MAX_CLIENTS         1024u

typedef struct Relay Relay;
typedef struct RelayWatch RelayWatch;
typedef void (*RelayFn)(Relay *relay, RelayWatch *watch, uint32_t events);

/* A descriptor in the loop, embedded in what it belongs to. */
struct RelayWatch {
    int fd;
    RelayFn fn;
    uint32_t events; /* private */
};

/* What UDP and TCP each do in their way. */
typedef struct RelayKind {
    LinkMedium medium;
    bool (*open)(Relay *relay, GError **error); /* listens at relay->listen_at */
    /* A packet has crossed a link. */
    void (*deliver)(Relay *relay, LinkDirection direction, LinkPacket packet);
    void (*drop)(Relay *relay, LinkPacket packet); /* frees it */
    void (*settle)(Relay *relay); /* after packets were taken from the links; may be NULL */
    void (*cut)(Relay *relay);
    void (*close)(Relay *relay);
} RelayKind;

struct Relay {
    const RelayKind *kind;
    void *state; /* of the kind */
    LinkModel *links[LINK_N_DIRECTIONS];
    struct sockaddr_in listen_at, server;
    unsigned n_clients;
    uint64_t refused; /* clients beyond RELAY_MAX_CLIENTS, sockets that could not be made */
    bool is_manual;   /* time passes by `step` only */
    int64_t manual_us;
    int epoll;
    GPtrArray *dead; /* owners of watches, freed when no event can name them any more */
};

extern const RelayKind RELAY_UDP, RELAY_TCP;

int64_t relay_now_us(const Relay *relay);
/* Without events the descriptor leaves the loop, which otherwise would tell of a hang-up for ever.
 * A descriptor that was closed and replaced begins with `watch->events` 0. */
void relay_watch(Relay *relay, RelayWatch *watch, uint32_t events);
/* Freed with g_free() when this round of events is over. */
void relay_bury(Relay *relay, void *take_owner);

/* A socket that does not block, bound to `at` (NULL: not) and connected to `to` (NULL: not). -1
 * with an error. */
int relay_socket(int type, const struct sockaddr_in *at, const struct sockaddr_in *to,
                 GError **error);
