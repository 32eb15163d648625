/* Addresses to listen on, how many may come, and how long they may take. */
#include "base/gate/gate.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "tests/support/gate_client.h"
#include "tests/support/gate_fixture.h"

#define END "Host: x\r\n\r\n"

static GateFixture fixture;

static void expect_text(GateClient *client) {
    g_autoptr(GateReply) reply = gate_client_ask(client, "GET /text HTTP/1.1\r\n" END);
    g_assert_cmpstr(reply->body->str, ==, "hello\n");
}

/* ---- listening ---- */

static void test_addresses(void) {
    static const char *const listen_texts[] = {"127.0.0.1:0", "[::1]:0", "127.0.0.2:0", NULL};
    GateOptions options = gate_fixture_options();
    options.listen = listen_texts;
    options.n_workers = 3;
    gate_fixture_start(&fixture, &options);
    static const char *const addresses[] = {"127.0.0.1", "::1", "127.0.0.2"};
    for (unsigned i = 0; i < 3; i++) {
        unsigned port = gate_port(fixture.gate, i);
        g_assert_cmpuint(port, >, 0);
        g_autoptr(GateClient) client = gate_client_open_at(addresses[i], port);
        expect_text(client);
        g_autofree char *expected =
            g_strdup_printf("%s plain", i == 2 ? "127.0.0.1" : addresses[i]);
        g_autoptr(GateReply) who = gate_client_ask(client, "GET /who HTTP/1.1\r\n" END);
        g_assert_cmpstr(who->body->str, ==, expected);
    }
    g_assert_cmpuint(gate_port(fixture.gate, 3), ==, 0);
    g_assert_cmpuint(gate_n_workers(fixture.gate), ==, 3);
    gate_fixture_stop(&fixture);
}

/* Both families on one port, as a machine with both is set up. */
static void test_both_families_on_one_port(void) {
    gate_fixture_start(&fixture, NULL); /* finds a port that is free now */
    g_autofree char *v4 = g_strdup_printf("0.0.0.0:%u", fixture.port);
    g_autofree char *v6 = g_strdup_printf("[::]:%u", fixture.port);
    gate_fixture_stop(&fixture);
    const char *const listen_texts[] = {v4, v6, NULL};
    GateOptions options = gate_fixture_options();
    options.listen = listen_texts;
    gate_fixture_start(&fixture, &options);
    g_autoptr(GateClient) over_v4 = gate_client_open_at("127.0.0.1", fixture.port);
    expect_text(over_v4);
    g_autoptr(GateClient) over_v6 = gate_client_open_at("::1", fixture.port);
    expect_text(over_v6);
    gate_fixture_stop(&fixture);
}

/* One address of IPv6 that means all also serves IPv4. */
static void test_all_addresses(void) {
    static const char *const listen_texts[] = {"[::]:0", NULL};
    GateOptions options = gate_fixture_options();
    options.listen = listen_texts;
    gate_fixture_start(&fixture, &options);
    g_autoptr(GateClient) client = gate_client_open_at("127.0.0.1", fixture.port);
    g_autoptr(GateReply) who = gate_client_ask(client, "GET /who HTTP/1.1\r\n" END);
    g_assert_cmpstr(who->body->str, ==, "127.0.0.1 plain");
    gate_fixture_stop(&fixture);
}

static void expect_no_gate(const char *listen_text, ErrorCode code, const char *message) {
    static const GateRoute none[] = {{NULL}};
    const char *const listen_texts[] = {listen_text, NULL};
    GateOptions options = gate_fixture_options();
    options.listen = listen_texts;
    options.routes = none;
    g_autoptr(GError) error = NULL;
    g_autoptr(Gate) gate = gate_start(&options, &error);
    if (gate)
        g_error("listens on '%s'", listen_text);
    g_assert_error(error, BASE_ERROR, (int)code);
    g_assert_cmpstr(error->message, ==, message);
}

static void test_bad_addresses(void) {
    static const char *const texts[] = {
        "127.0.0.1",      "8080",           ":8080",
        "localhost:8080", "127.0.0.1:",     "127.0.0.1:70000",
        "127.0.0.1:-1",   "127.0.0.1:0x50", "127.0.0.1:80 ",
        "[::1]",          "[::1:80",        "",
        "300.0.0.1:80",
    };
    unsigned before = gate_fixture_count_fds();
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *message = g_strdup_printf(
            "cannot listen on '%s': write a numeric ADDR:PORT or [ADDR]:PORT", texts[i]);
        expect_no_gate(texts[i], ERROR_CONFIG, message);
    }
    expect_no_gate("192.0.2.1:8080", ERROR_IO,
                   "cannot listen on 192.0.2.1:8080: Cannot assign requested address");
    g_assert_cmpuint(gate_fixture_count_fds(), ==, before);
}

static void test_too_many(void) {
    const char *texts[10] = {NULL};
    GateRoute routes[GATE_MAX_ROUTES + 2] = {{NULL}};
    GateOptions options = gate_fixture_options();
    g_autoptr(GError) error = NULL;
    for (unsigned i = 0; i < 9; i++)
        texts[i] = "127.0.0.1:0";
    options.routes = routes;
    options.listen = texts;
    g_assert_null(gate_start(&options, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
    g_clear_error(&error);
    options = gate_fixture_options();
    for (unsigned i = 0; i < GATE_MAX_ROUTES + 1; i++)
        routes[i].prefix = "/";
    options.routes = routes;
    g_assert_null(gate_start(&options, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INTERNAL);
}

static void test_busy_port(void) {
    gate_fixture_start(&fixture, NULL);
    unsigned before = gate_fixture_count_fds();
    g_autofree char *text = g_strdup_printf("127.0.0.1:%u", fixture.port);
    g_autofree char *message =
        g_strdup_printf("cannot listen on %s: the address is in use by another program", text);
    expect_no_gate(text, ERROR_IO, message); /* another gate has it */
    g_assert_cmpuint(gate_fixture_count_fds(), ==, before);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    expect_text(client);
    gate_fixture_stop(&fixture);
}

/* ---- how many ---- */

/* Reads until the gate closes; true when it had answered. */
static bool is_served(GateClient *client) {
    static const char request[] = "GET /text HTTP/1.1\r\n" END;
    char piece[4096];
    return gate_client_try_send(client, request, sizeof request - 1) &&
           gate_client_read_some(client, piece, sizeof piece) > 0;
}

static void check_limit(unsigned limit) {
    GateClient *clients[8];
    for (unsigned i = 0; i < limit; i++) {
        clients[i] = gate_client_open(fixture.port);
        g_assert_true(is_served(clients[i]));
    }
    for (unsigned i = 0; i < 3; i++) {
        g_autoptr(GateClient) client = gate_client_open(fixture.port);
        g_assert_false(is_served(client));
    }
    g_assert_cmpuint(gate_fixture_stats(&fixture).connections, ==, limit);
    gate_client_free(clients[0]);
    GATE_FIXTURE_WAIT(&fixture, stats.connections == limit - 1);
    g_autoptr(GateClient) next = gate_client_open(fixture.port);
    g_assert_true(is_served(next));
    for (unsigned i = 1; i < limit; i++)
        gate_client_free(clients[i]);
}

static void test_limit_of_all(void) {
    GateOptions options = gate_fixture_options();
    options.max_connections = 5;
    gate_fixture_start(&fixture, &options);
    check_limit(5);
    GateStats stats = gate_fixture_stats(&fixture);
    g_assert_cmpuint(stats.refused_total, ==, 3);
    g_assert_cmpuint(stats.refused_address, ==, 0);
    g_assert_cmpuint(stats.accepted, ==, 6);
    gate_fixture_stop(&fixture);
}

static void test_limit_of_an_address(void) {
    static const char *const listen_texts[] = {"0.0.0.0:0", NULL};
    GateOptions options = gate_fixture_options();
    options.listen = listen_texts;
    options.max_connections_per_address = 4;
    gate_fixture_start(&fixture, &options);
    check_limit(4);
    GateStats stats = gate_fixture_stats(&fixture);
    g_assert_cmpuint(stats.refused_address, ==, 3);
    g_assert_cmpuint(stats.refused_total, ==, 0);
    gate_fixture_stop(&fixture);
}

/* A proxy's connections are those of many clients. */
static void test_proxy_has_no_limit_of_an_address(void) {
    static const char *const proxies[] = {"127.0.0.1", NULL};
    GateOptions options = gate_fixture_options();
    options.max_connections_per_address = 1;
    options.trusted_proxies = proxies;
    gate_fixture_start(&fixture, &options);
    for (unsigned i = 0; i < 3; i++) {
        GateClient *client = gate_client_open(fixture.port);
        expect_text(client);
        gate_client_free(client);
    }
    g_autoptr(GateClient) first = gate_client_open(fixture.port);
    expect_text(first);
    g_autoptr(GateClient) second = gate_client_open(fixture.port);
    expect_text(second);
    gate_fixture_stop(&fixture);
}

/* The numbers that the next `n` descriptors will have. */
static void find_free_numbers(int *ret_numbers, unsigned n) {
    for (unsigned i = 0; i < n; i++)
        ret_numbers[i] = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
    for (unsigned i = 0; i < n; i++)
        close(ret_numbers[i]);
}

static void test_descriptors_run_out(void) {
    struct rlimit before, few;
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) first = gate_client_open(fixture.port);
    expect_text(first);
    GateClient *clients[10];
    int numbers[G_N_ELEMENTS(clients)];
    find_free_numbers(numbers, G_N_ELEMENTS(clients));
    getrlimit(RLIMIT_NOFILE, &before);
    few = before;
    for (unsigned i = 0; i < G_N_ELEMENTS(clients); i++) {
        few.rlim_cur = (rlim_t)numbers[i] + 1; /* room for the client's end alone */
        setrlimit(RLIMIT_NOFILE, &few);
        clients[i] = gate_client_open(fixture.port);
        expect_text(first); /* it goes on serving those it has */
    }
    g_assert_cmpuint(gate_fixture_stats(&fixture).accepted, ==, 1);
    setrlimit(RLIMIT_NOFILE, &before);
    for (unsigned i = 0; i < G_N_ELEMENTS(clients); i++) {
        expect_text(clients[i]); /* who waited is served now */
        gate_client_free(clients[i]);
    }
    gate_fixture_stop(&fixture);
}

static void test_connect_and_close(void) {
    enum { N = 5000 };
    GateOptions options = gate_fixture_options();
    options.n_workers = 2;
    gate_fixture_start(&fixture, &options);
    unsigned before = gate_fixture_count_fds();
    for (unsigned i = 0; i < N; i++) {
        GateClient *client = gate_client_open(fixture.port);
        if (i % 4 == 1)
            gate_client_send(client, "GET /text HTTP/1.1\r\n");
        else if (i % 4 == 2)
            expect_text(client);
        else if (i % 4 == 3)
            gate_client_send(client, "GET /bytes?n=100000 HTTP/1.1\r\n" END);
        if (i % 3 == 0)
            gate_client_reset(client);
        else
            gate_client_free(client);
    }
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0 && stats.accepted == N);
    GATE_FIXTURE_WAIT(&fixture, stats.accepted && gate_fixture_count_fds() <= before);
    gate_fixture_stop(&fixture);
}

/* ---- how long ---- */

static void start_hasty(void) {
    GateOptions options = gate_fixture_options();
    options.header_timeout_us = 200 * CLOCK_US_PER_MS;
    options.idle_timeout_us = 300 * CLOCK_US_PER_MS;
    gate_fixture_start(&fixture, &options);
}

/* Sends byte by byte for as long as the gate takes them; returns its answer. */
static GateReply *drip(GateClient *client, const char *start, char more) {
    gate_client_try_send(client, start, strlen(start));
    struct timeval soon = {.tv_usec = 5000};
    setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
    char first;
    while (recv(client->fd, &first, 1, MSG_PEEK) < 0) /* nothing yet */
        gate_client_try_send(client, &more, 1);
    struct timeval long_time = {.tv_sec = GATE_CLIENT_TIMEOUT_S};
    setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &long_time, sizeof long_time);
    return gate_client_read_reply(client);
}

static void expect_timeout(GateClient *client, const char *start) {
    g_autoptr(GateReply) reply = drip(client, start, 'x');
    g_assert_cmpuint(reply->status, ==, 408);
    g_assert_true(gate_reply_has(reply, "content-type", "application/problem+json"));
    g_assert_true(gate_reply_has(reply, "connection", "close"));
}

static void test_dripping_heads(void) {
    start_hasty();
    g_autoptr(GateClient) first = gate_client_open(fixture.port);
    expect_timeout(first, "GET /text HTTP/1.1\r\nX: ");
    g_autoptr(GateClient) second = gate_client_open(fixture.port);
    expect_text(second);
    expect_timeout(second, "G");
    g_autoptr(GateClient) third = gate_client_open(fixture.port);
    expect_timeout(third, "\r\nG");
    /* Behind a pipelined one. */
    g_autoptr(GateClient) fourth = gate_client_open(fixture.port);
    gate_client_send(fourth, "GET /text HTTP/1.1\r\n" END "GET /te");
    g_autoptr(GateReply) reply = gate_client_read_reply(fourth);
    expect_timeout(fourth, "");
    g_assert_cmpuint(gate_fixture_stats(&fixture).timeouts, ==, 4);
    gate_fixture_stop(&fixture);
}

static void test_silence(void) {
    start_hasty();
    g_autoptr(GateClient) silent = gate_client_open(fixture.port);
    gate_client_expect_clean_end(silent);
    g_autoptr(GateClient) idle = gate_client_open(fixture.port);
    expect_text(idle);
    gate_client_expect_clean_end(idle);
    g_assert_cmpuint(gate_fixture_stats(&fixture).timeouts, ==, 2);
    gate_fixture_stop(&fixture);
}

/* The rest of a body that nobody wants has as long as a head. */
static void test_silence_in_a_body(void) {
    start_hasty();
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    gate_client_send(client, "POST /text HTTP/1.1\r\nContent-Length: 10\r\n" END "abc");
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    gate_client_expect_end(client);
    gate_fixture_stop(&fixture);
}

/* A client that neither takes the end nor closes is not waited for endlessly. */
static void test_lingering(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    g_autoptr(GateReply) reply =
        gate_client_ask(client, "GET /text HTTP/1.1\r\nConnection: close\r\n" END);
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0);

    g_autoptr(GateClient) flooding = gate_client_open(fixture.port);
    gate_client_send(flooding, "BREW / HTTP/1.1\r\n" END);
    static const char zeros[65536];
    while (gate_client_try_send(flooding, zeros, sizeof zeros)) {
    }
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0);
    g_assert_cmpuint(gate_fixture_stats(&fixture).timeouts, ==, 0);
    gate_fixture_stop(&fixture);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gate_limits/addresses", test_addresses);
    g_test_add_func("/gate_limits/both-families-on-one-port", test_both_families_on_one_port);
    g_test_add_func("/gate_limits/all-addresses", test_all_addresses);
    g_test_add_func("/gate_limits/bad-addresses", test_bad_addresses);
    g_test_add_func("/gate_limits/too-many", test_too_many);
    g_test_add_func("/gate_limits/busy-port", test_busy_port);
    g_test_add_func("/gate_limits/limit-of-all", test_limit_of_all);
    g_test_add_func("/gate_limits/limit-of-an-address", test_limit_of_an_address);
    g_test_add_func("/gate_limits/proxy-has-no-limit-of-an-address",
                    test_proxy_has_no_limit_of_an_address);
    g_test_add_func("/gate_limits/descriptors-run-out", test_descriptors_run_out);
    g_test_add_func("/gate_limits/connect-and-close", test_connect_and_close);
    g_test_add_func("/gate_limits/dripping-heads", test_dripping_heads);
    g_test_add_func("/gate_limits/silence", test_silence);
    g_test_add_func("/gate_limits/silence-in-a-body", test_silence_in_a_body);
    g_test_add_func("/gate_limits/lingering", test_lingering);
    return g_test_run();
}
