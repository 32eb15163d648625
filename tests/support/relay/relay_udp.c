/* Datagrams: each client's address has a socket of its own towards the server, as behind a NAT. */
#include "tests/support/relay/relay.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_DATAGRAM   65536u
#define READS_PER_TURN 64

typedef struct Client {
    RelayWatch watch; /* towards the server */
    struct sockaddr_in address;
} Client;

typedef struct Datagram {
    unsigned n_copies;
    Client *client;
    size_t length;
    uint8_t bytes[];
} Datagram;

typedef struct Udp {
    RelayWatch listener;
    GHashTable *clients; /* address and port → Client; they stay until the end */
    uint8_t buffer[MAX_DATAGRAM];
} Udp;

static void drop(Relay *relay, LinkPacket packet) {
    Datagram *datagram = packet.data;
    if (--datagram->n_copies == 0)
        g_free(datagram);
}

static void offer(Relay *relay, LinkDirection direction, Client *client, size_t length) {
    Udp *udp = relay->state;
    Datagram *datagram = g_malloc(sizeof *datagram + length);
    datagram->client = client;
    datagram->length = length;
    memcpy(datagram->bytes, udp->buffer, length);
    LinkPacket packet = {datagram, (uint32_t)length};
    datagram->n_copies = link_model_offer(relay->links[direction], relay_now_us(relay), packet);
    if (datagram->n_copies == 0)
        g_free(datagram);
}

static void on_server(Relay *relay, RelayWatch *watch, uint32_t events) {
    Udp *udp = relay->state;
    for (int i = 0; i < READS_PER_TURN; i++) {
        ssize_t n = recv(watch->fd, udp->buffer, sizeof udp->buffer, 0);
        if (n < 0) /* nothing more, or the server's port was closed: both are silence here */
            return;
        offer(relay, LINK_DOWN, (Client *)watch, (size_t)n);
    }
}

static Client *find_client(Relay *relay, const struct sockaddr_in *address) {
    Udp *udp = relay->state;
    gint64 key = ((gint64)address->sin_addr.s_addr << 16) | address->sin_port;
    Client *client = g_hash_table_lookup(udp->clients, &key);
    if (client)
        return client;
    int fd = relay->n_clients < RELAY_MAX_CLIENTS
                 ? relay_socket(SOCK_DGRAM, NULL, &relay->server, NULL)
                 : -1;
    if (fd < 0) {
        relay->refused++;
        return NULL;
    }
    client = g_new0(Client, 1);
    client->watch = (RelayWatch){fd, on_server, 0};
    client->address = *address;
    relay_watch(relay, &client->watch, EPOLLIN);
    g_hash_table_insert(udp->clients, g_memdup2(&key, sizeof key), client);
    relay->n_clients++;
    return client;
}

static void on_clients(Relay *relay, RelayWatch *watch, uint32_t events) {
    Udp *udp = relay->state;
    for (int i = 0; i < READS_PER_TURN; i++) {
        struct sockaddr_in from;
        socklen_t size = sizeof from;
        ssize_t n = recvfrom(watch->fd, udp->buffer, sizeof udp->buffer, 0,
                             (struct sockaddr *)&from, &size);
        if (n < 0)
            return;
        Client *client = find_client(relay, &from);
        if (client)
            offer(relay, LINK_UP, client, (size_t)n);
    }
}

/* A datagram that the kernel does not take is lost, as on any line. */
static void deliver(Relay *relay, LinkDirection direction, LinkPacket packet) {
    Udp *udp = relay->state;
    const Datagram *datagram = packet.data;
    const Client *client = datagram->client;
    if (direction == LINK_UP)
        (void)!send(client->watch.fd, datagram->bytes, datagram->length, 0);
    else
        (void)!sendto(udp->listener.fd, datagram->bytes, datagram->length, 0,
                      (const struct sockaddr *)&client->address, sizeof client->address);
    drop(relay, packet);
}

static void free_client(void *data) {
    Client *client = data;
    close(client->watch.fd);
    g_free(client);
}

static bool open_udp(Relay *relay, GError **error) {
    int fd = relay_socket(SOCK_DGRAM, &relay->listen_at, NULL, error);
    if (fd < 0)
        return false;
    Udp *udp = relay->state = g_new0(Udp, 1);
    udp->listener = (RelayWatch){fd, on_clients, 0};
    udp->clients = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_client);
    relay_watch(relay, &udp->listener, EPOLLIN);
    return true;
}

static void cut(Relay *relay) {
    Udp *udp = relay->state;
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, udp->clients);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Client *client = value;
        int fd = relay_socket(SOCK_DGRAM, NULL, &relay->server, NULL);
        if (fd < 0) {
            relay->refused++;
            continue;
        }
        close(client->watch.fd);
        client->watch = (RelayWatch){fd, on_server, 0};
        relay_watch(relay, &client->watch, EPOLLIN);
    }
}

static void close_udp(Relay *relay) {
    Udp *udp = relay->state;
    if (!udp)
        return;
    g_hash_table_unref(udp->clients);
    close(udp->listener.fd);
    g_free(udp);
}

const RelayKind RELAY_UDP = {.medium = LINK_DATAGRAMS,
                             .open = open_udp,
                             .deliver = deliver,
                             .drop = drop,
                             .cut = cut,
                             .close = close_udp};
