/* Addresses, their table, and what is sent in runs and read in batches. */
#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib.h>

#include "media/rtc/net/address_map.h"
#include "media/rtc/net/send_batch.h"
#include "media/rtc/net/udp_port.h"

static NetAddress address_of(uint32_t ip, uint16_t port) {
    NetAddress address;
    struct sockaddr_in v4 = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(ip)};
    g_assert_true(net_address_from_sockaddr((struct sockaddr *)&v4, &address));
    return address;
}

/* ---- addresses ---- */

static void test_texts(void) {
    static const struct {
        const char *ip, *text;
        bool is_v4;
    } rows[] = {
        {"::ffff:10.8.0.5", "10.8.0.5:7000", true},
        {"2001:db8::5", "[2001:db8::5]:7000", false},
        {"::", "[::]:7000", false},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(7000)};
        char text[NET_ADDRESS_TEXT_BYTES];
        NetAddress address;
        g_assert_cmpint(inet_pton(AF_INET6, rows[i].ip, &v6.sin6_addr), ==, 1);
        g_assert_true(net_address_from_sockaddr((struct sockaddr *)&v6, &address));
        g_assert_true(net_address_is_v4(&address) == rows[i].is_v4);
        net_address_format(&address, text);
        g_assert_cmpstr(text, ==, rows[i].text);
        NetSocketAddress back;
        NetAddress again;
        g_assert_cmpuint(net_address_to_socket(&address, true, &back), ==, sizeof back.v6);
        g_assert_true(net_address_from_sockaddr(&back.any, &again));
        g_assert_true(net_address_equal(&address, &again));
    }
    struct sockaddr local = {.sa_family = AF_UNIX};
    NetAddress address;
    g_assert_false(net_address_from_sockaddr(&local, &address));
}

/* A socket of one family writes to what was read from one of the other. */
static void test_families(void) {
    NetAddress address = address_of(0x7f000001, 7000), again;
    NetSocketAddress name;
    g_assert_cmpuint(net_address_to_socket(&address, false, &name), ==, sizeof name.v4);
    g_assert_cmpuint(ntohl(name.v4.sin_addr.s_addr), ==, 0x7f000001);
    g_assert_true(net_address_from_sockaddr(&name.any, &again));
    g_assert_true(net_address_equal(&address, &again));
}

#define MAP_CAPACITY 500u

/* The same as a hash table of GLib after 200,000 random steps, with addresses that collide. */
static void test_map(void) {
    AddressMap *map = address_map_new(MAP_CAPACITY);
    g_autoptr(GHashTable) model = g_hash_table_new(NULL, NULL);
    for (unsigned step = 0; step < 200000; step++) {
        unsigned key = (unsigned)g_test_rand_int_range(1, 1200);
        NetAddress address = address_of(0x0a000000 + key / 40, (uint16_t)(1000 + key % 40));
        void *known = g_hash_table_lookup(model, GUINT_TO_POINTER(key));
        uint32_t expected = known ? GPOINTER_TO_UINT(known) : ADDRESS_MAP_NONE;
        g_assert_cmpuint(address_map_find(map, &address), ==, expected);
        if (g_test_rand_bit()) {
            bool is_full = !known && g_hash_table_size(model) == MAP_CAPACITY;
            g_assert_true(address_map_put(map, &address, step + 1) == !is_full);
            if (!is_full)
                g_hash_table_insert(model, GUINT_TO_POINTER(key), GUINT_TO_POINTER(step + 1));
        } else {
            address_map_remove(map, &address);
            g_hash_table_remove(model, GUINT_TO_POINTER(key));
        }
        g_assert_cmpuint(address_map_count(map), ==, g_hash_table_size(model));
    }
    address_map_free(map);
}

/* ---- sockets ---- */

typedef struct Net {
    UdpPort *port;
    NetAddress address;
} Net;

static void open_net(Net *net, const char *text) {
    g_autoptr(GError) error = NULL;
    ListenAddress listen;
    struct sockaddr_storage bound;
    socklen_t length = sizeof bound;
    g_assert_true(listen_address_parse(text, &listen, &error));
    net->port = udp_port_open(&listen, &error);
    g_assert_no_error(error);
    g_assert_cmpint(getsockname(udp_port_fd(net->port), (struct sockaddr *)&bound, &length), ==, 0);
    g_assert_true(net_address_from_sockaddr((struct sockaddr *)&bound, &net->address));
    g_assert_cmpuint(udp_port_number(net->port), ==, ntohs(net->address.port));
}

static void close_net(Net *net) {
    udp_port_close(net->port);
}

static void await_input(const Net *net) {
    struct pollfd wait = {.fd = udp_port_fd(net->port), .events = POLLIN};
    g_assert_cmpint(poll(&wait, 1, 20000), ==, 1);
}

/* Reads `n` packets, whose lengths and numbers (in their first two bytes) are those sent. */
static void expect_packets(Net *net, const Net *sender, const uint16_t *lengths, unsigned n) {
    for (unsigned at = 0; at < n;) {
        UdpDatagram read[UDP_PORT_BATCH_PACKETS];
        await_input(net);
        unsigned n_read = udp_port_read(net->port, read);
        for (unsigned i = 0; i < n_read; i++, at++) {
            g_assert_cmpuint(read[i].length, ==, lengths[at]);
            g_assert_cmpuint(read[i].bytes[0] << 8 | read[i].bytes[1], ==, at);
            g_assert_cmpuint(read[i].from.port, ==, sender->address.port);
            g_assert_true(net_address_is_v4(&read[i].from));
        }
    }
}

static void write_packet(SendBatch *batch, const Net *to, unsigned number, size_t length) {
    uint8_t *room = send_batch_reserve(batch, &to->address, length);
    memset(room, (int)number, length);
    room[0] = (uint8_t)(number >> 8);
    room[1] = (uint8_t)number;
    send_batch_commit(batch, length);
}

/* Random lengths to two receivers by turns: everything comes, in order, also when a run is full,
 * its last packet is shorter, or the arena ends. */
static void test_runs(void) {
    enum { N = 3000, READ_EVERY = 200 };
    Net ours, receivers[2];
    uint16_t lengths[2][N];
    unsigned n[2] = {0}, read[2] = {0};
    open_net(&ours, "127.0.0.1:0");
    open_net(&receivers[0], "127.0.0.1:0");
    open_net(&receivers[1], "127.0.0.1:0");
    SendBatch *batch = send_batch_new(udp_port_fd(ours.port), udp_port_is_v6(ours.port));
    uint16_t usual = 1100;
    for (unsigned i = 0; i < N; i++) {
        unsigned to = (unsigned)g_test_rand_int_range(0, 10) == 0;
        if (g_test_rand_int_range(0, 20) == 0)
            usual = (uint16_t)g_test_rand_int_range(2, SEND_BATCH_PACKET_BYTES + 1);
        bool is_odd = g_test_rand_int_range(0, 6) == 0;
        uint16_t length = is_odd ? (uint16_t)g_test_rand_int_range(2, 1400) : usual;
        lengths[to][n[to]] = length;
        write_packet(batch, &receivers[to], n[to]++, length);
        if ((i + 1) % READ_EVERY != 0)
            continue;
        send_batch_flush(batch);
        for (unsigned k = 0; k < 2; k++) {
            for (; read[k] < n[k]; read[k]++) {
                uint8_t bytes[2000];
                await_input(&receivers[k]);
                ssize_t got = recv(udp_port_fd(receivers[k].port), bytes, sizeof bytes, 0);
                g_assert_cmpint(got, ==, lengths[k][read[k]]);
                g_assert_cmpuint(bytes[0] << 8 | bytes[1], ==, read[k]);
            }
        }
    }
    const SendBatchStats *stats = send_batch_stats(batch);
    g_assert_cmpuint(stats->packets + stats->dropped, ==, N);
    g_assert_cmpuint(stats->dropped, ==, 0);
    if (send_batch_has_segments(batch))
        g_assert_cmpuint(stats->messages, <, N);
    send_batch_free(batch);
    close_net(&ours);
    close_net(&receivers[0]);
    close_net(&receivers[1]);
}

static void test_reading(void) {
    Net ours, theirs;
    uint16_t lengths[150];
    open_net(&ours, "127.0.0.1:0");
    open_net(&theirs, "[::]:0");
    NetAddress to = address_of(0x7f000001, ntohs(theirs.address.port));
    for (unsigned i = 0; i < G_N_ELEMENTS(lengths); i++) {
        uint8_t bytes[UDP_PORT_MAX_BYTES] = {(uint8_t)(i >> 8), (uint8_t)i};
        lengths[i] = (uint16_t)(2 + i * 9);
        g_assert_true(udp_port_send(ours.port, &to, bytes, lengths[i]));
    }
    expect_packets(&theirs, &ours, lengths, G_N_ELEMENTS(lengths));
    g_assert_cmpuint(udp_port_stats(theirs.port)->packets, ==, G_N_ELEMENTS(lengths));
    close_net(&ours);
    close_net(&theirs);
}

/* What is too long is dropped and counted; what comes behind it is read. */
static void test_dropping(void) {
    Net ours, theirs;
    UdpDatagram read[UDP_PORT_BATCH_PACKETS];
    uint8_t bytes[UDP_PORT_MAX_BYTES + 1] = {0};
    open_net(&ours, "127.0.0.1:0");
    open_net(&theirs, "127.0.0.1:0");
    g_assert_true(udp_port_send(ours.port, &theirs.address, bytes, sizeof bytes));
    g_assert_true(udp_port_send(ours.port, &theirs.address, bytes, sizeof bytes - 1));
    unsigned n = 0;
    while (n == 0) {
        await_input(&theirs);
        n = udp_port_read(theirs.port, read);
    }
    g_assert_cmpuint(n, ==, 1);
    g_assert_cmpuint(read[0].length, ==, UDP_PORT_MAX_BYTES);
    g_assert_cmpuint(udp_port_stats(theirs.port)->too_long, ==, 1);
    close_net(&ours);
    close_net(&theirs);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rtc_net/texts", test_texts);
    g_test_add_func("/rtc_net/families", test_families);
    g_test_add_func("/rtc_net/map", test_map);
    g_test_add_func("/rtc_net/runs", test_runs);
    g_test_add_func("/rtc_net/reading", test_reading);
    g_test_add_func("/rtc_net/dropping", test_dropping);
    return g_test_run();
}
