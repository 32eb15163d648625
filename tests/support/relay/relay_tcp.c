/* Streams: bytes cross the links in pieces of an MTU and are never dropped: a full queue is not
 * read into, so the sender's kernel slows down as it would before a narrow line. */
#include "tests/support/relay/relay.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Of one connection and direction, on the link and unsent together. */
#define WINDOW_BYTES (256u << 10)

typedef struct Pair Pair;

/* One end: what it sends goes on the link `direction`, what comes from the other waits in `unsent`.
 */
typedef struct End {
    RelayWatch watch;
    Pair *pair;
    LinkDirection direction;
    unsigned under_way; /* bytes read here that the other end has not sent on */
    GByteArray *unsent;
    bool has_ended;  /* its stream has: nothing more to read */
    bool is_closing; /* the other's end has crossed; shut down when `unsent` is empty */
    bool is_shut;
} End;

struct Pair {
    End ends[LINK_N_DIRECTIONS]; /* by the link that takes what it sends: LINK_UP is the client */
    unsigned n_packets;          /* of this pair on the links: it is freed after them */
    bool is_dead;
};

typedef struct Piece {
    Pair *pair;
    size_t length; /* 0: the end of the stream */
    uint8_t bytes[];
} Piece;

typedef struct Tcp {
    RelayWatch listener;
    GPtrArray *pairs;
} Tcp;

static uint32_t interest(Relay *relay, End *end) {
    LinkModel *link = relay->links[end->direction];
    bool may_read = !end->has_ended && end->under_way < WINDOW_BYTES &&
                    link_model_has_room(link, relay_now_us(relay), RELAY_STREAM_PACKET_BYTES);
    return (may_read ? EPOLLIN : 0u) | (end->unsent->len > 0 ? EPOLLOUT : 0u);
}

static void free_when_empty(Relay *relay, Pair *pair) {
    if (!pair->is_dead || pair->n_packets > 0)
        return;
    for (unsigned i = 0; i < LINK_N_DIRECTIONS; i++)
        g_byte_array_unref(pair->ends[i].unsent);
    relay_bury(relay, pair);
}

static void kill_pair(Relay *relay, Pair *pair) {
    Tcp *tcp = relay->state;
    if (pair->is_dead)
        return;
    pair->is_dead = true;
    for (unsigned i = 0; i < LINK_N_DIRECTIONS; i++)
        close(pair->ends[i].watch.fd);
    g_ptr_array_remove_fast(tcp->pairs, pair);
    relay->n_clients--;
    free_when_empty(relay, pair);
}

static void offer(Relay *relay, End *end, const uint8_t *bytes, size_t length) {
    Piece *piece = g_malloc(sizeof *piece + length);
    piece->pair = end->pair;
    piece->length = length;
    memcpy(piece->bytes, bytes, length);
    LinkModel *link = relay->links[end->direction];
    if (link_model_offer(link, relay_now_us(relay), (LinkPacket){piece, (uint32_t)length}) == 0) {
        g_free(piece);
        return;
    }
    end->pair->n_packets++;
    end->under_way += (unsigned)length;
}

static void read_end(Relay *relay, End *end) {
    uint8_t buffer[RELAY_STREAM_PACKET_BYTES];
    ssize_t n = recv(end->watch.fd, buffer, sizeof buffer, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n < 0) {
        kill_pair(relay, end->pair);
        return;
    }
    end->has_ended = n == 0;
    offer(relay, end, buffer, (size_t)n);
}

static void flush(Relay *relay, End *end) {
    while (end->unsent->len > 0) {
        ssize_t n = send(end->watch.fd, end->unsent->data, end->unsent->len, MSG_NOSIGNAL);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n < 0) {
            kill_pair(relay, end->pair);
            return;
        }
        g_byte_array_remove_range(end->unsent, 0, (unsigned)n);
        end->pair->ends[!end->direction].under_way -= (unsigned)n;
    }
    if (!end->is_closing || end->is_shut)
        return;
    end->is_shut = true;
    shutdown(end->watch.fd, SHUT_WR);
    if (end->pair->ends[!end->direction].is_shut)
        kill_pair(relay, end->pair);
}

static void on_end(Relay *relay, RelayWatch *watch, uint32_t events) {
    End *end = (End *)watch;
    if (end->pair->is_dead)
        return;
    if (events & EPOLLERR)
        kill_pair(relay, end->pair);
    else if (events & EPOLLOUT)
        flush(relay, end);
    if (!end->pair->is_dead && (events & (EPOLLIN | EPOLLHUP)) && (interest(relay, end) & EPOLLIN))
        read_end(relay, end);
}

static void settle(Relay *relay) {
    Tcp *tcp = relay->state;
    for (unsigned i = 0; i < tcp->pairs->len; i++) {
        Pair *pair = tcp->pairs->pdata[i];
        for (unsigned j = 0; j < LINK_N_DIRECTIONS; j++)
            relay_watch(relay, &pair->ends[j].watch, interest(relay, &pair->ends[j]));
    }
}

static void add_pair(Relay *relay, int client, int server) {
    Tcp *tcp = relay->state;
    Pair *pair = g_new0(Pair, 1);
    const int fds[LINK_N_DIRECTIONS] = {client, server};
    int on = 1;
    for (unsigned i = 0; i < LINK_N_DIRECTIONS; i++) {
        pair->ends[i] = (End){.watch = {fds[i], on_end, 0},
                              .pair = pair,
                              .direction = i,
                              .unsent = g_byte_array_new()};
        (void)!setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        relay_watch(relay, &pair->ends[i].watch, EPOLLIN);
    }
    g_ptr_array_add(tcp->pairs, pair);
    relay->n_clients++;
}

static void on_listener(Relay *relay, RelayWatch *watch, uint32_t events) {
    int client = accept4(watch->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client < 0)
        return;
    int server = relay->n_clients < RELAY_MAX_CLIENTS
                     ? relay_socket(SOCK_STREAM, NULL, &relay->server, NULL)
                     : -1;
    if (server < 0) {
        relay->refused++;
        close(client);
        return;
    }
    add_pair(relay, client, server);
}

static void drop(Relay *relay, LinkPacket packet) {
    Piece *piece = packet.data;
    piece->pair->n_packets--;
    free_when_empty(relay, piece->pair);
    g_free(piece);
}

static void deliver(Relay *relay, LinkDirection direction, LinkPacket packet) {
    Piece *piece = packet.data;
    End *target = &piece->pair->ends[!direction];
    if (!piece->pair->is_dead) {
        target->is_closing |= piece->length == 0;
        g_byte_array_append(target->unsent, piece->bytes, (unsigned)piece->length);
        flush(relay, target);
    }
    drop(relay, packet);
}

static bool open_tcp(Relay *relay, GError **error) {
    int fd = relay_socket(SOCK_STREAM, &relay->listen_at, NULL, error);
    if (fd < 0)
        return false;
    Tcp *tcp = relay->state = g_new0(Tcp, 1);
    tcp->listener = (RelayWatch){fd, on_listener, 0};
    tcp->pairs = g_ptr_array_new();
    relay_watch(relay, &tcp->listener, EPOLLIN);
    return true;
}

static void cut(Relay *relay) {
    Tcp *tcp = relay->state;
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    while (tcp->pairs->len > 0) {
        Pair *pair = tcp->pairs->pdata[0];
        for (unsigned i = 0; i < LINK_N_DIRECTIONS; i++)
            (void)!setsockopt(pair->ends[i].watch.fd, SOL_SOCKET, SO_LINGER, &at_once,
                              sizeof at_once);
        kill_pair(relay, pair);
    }
}

static void close_tcp(Relay *relay) {
    Tcp *tcp = relay->state;
    if (!tcp)
        return;
    while (tcp->pairs->len > 0)
        kill_pair(relay, tcp->pairs->pdata[0]);
    g_ptr_array_unref(tcp->pairs);
    close(tcp->listener.fd);
    g_free(tcp);
}

const RelayKind RELAY_TCP = {.medium = LINK_STREAMS,
                             .open = open_tcp,
                             .deliver = deliver,
                             .drop = drop,
                             .settle = settle,
                             .cut = cut,
                             .close = close_tcp};
