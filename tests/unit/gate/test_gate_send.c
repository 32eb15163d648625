/* Long answers: slow readers, readers that stop, many at a time. */
#include "base/gate/gate.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/gate/gate_worker.h"
#include "tests/support/gate_client.h"
#include "tests/support/gate_fixture.h"

#define END          "Host: x\r\n\r\n"
#define FILE_BYTES   (100u << 20)
#define BUFFER_BYTES (50u << 20)
#define NARROW_BYTES 8192 /* of the client's receive buffer */
#define MIB          (1024u * 1024)
/* What a hundred slow readers may cost the gate; the sanitizers keep freed and shadow memory
 * besides.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GROWTH_MAX_KIB (64 * 1024)
#else
#define GROWTH_MAX_KIB (8 * 1024)
#endif

static GateFixture fixture;

static long resident_kib(void) {
    long size = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    g_assert_cmpint(fscanf(file, "%ld %ld", &size, &resident), ==, 2);
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static GateClient *ask(GateClient *take_client, const char *path, unsigned length) {
    g_autofree char *request = g_strdup_printf("GET %s?tag=1&n=%u HTTP/1.1\r\n" END, path, length);
    gate_client_send(take_client, request);
    g_autoptr(GateReply) reply = gate_client_read_head(take_client);
    g_assert_cmpuint(reply->status, ==, 200);
    return take_client;
}

static void read_pattern(GateClient *client, uint64_t at, uint64_t end) {
    g_autofree uint8_t *piece = g_malloc(MIB);
    while (at < end) {
        size_t n = (size_t)MIN(end - at, MIB);
        gate_client_read_exactly(client, piece, n);
        g_assert_true(gate_fixture_is_pattern(piece, at, n));
        at += n;
    }
}

/* ---- whole ---- */

static void test_large_bodies(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    ask(client, "/file", FILE_BYTES);
    read_pattern(client, 0, FILE_BYTES);
    gate_fixture_expect_done(&fixture, 1, FILE_BYTES, GATE_COMPLETE);
    ask(client, "/bytes", BUFFER_BYTES);
    read_pattern(client, 0, BUFFER_BYTES);
    gate_fixture_expect_done(&fixture, 1, BUFFER_BYTES, GATE_COMPLETE);
    gate_fixture_stop(&fixture);
}

/* Slow readers of one file cost the gate nothing but their place in the kernel. */
static void test_memory_of_slow_readers(void) {
    enum { N = 100 };
    GateClient *clients[N];
    gate_fixture_start(&fixture, NULL);
    gate_client_free(ask(gate_client_open(fixture.port), "/file", FILE_BYTES)); /* made here */
    gate_fixture_await_done(&fixture);
    long before = resident_kib();
    for (unsigned i = 0; i < N; i++)
        clients[i] = ask(gate_client_open_narrow(fixture.port, NARROW_BYTES), "/file", FILE_BYTES);
    for (unsigned i = 0; i < N; i++)
        read_pattern(clients[i], 0, 100000);
    g_assert_cmpint(resident_kib() - before, <, GROWTH_MAX_KIB);
    for (unsigned i = 0; i < N; i++) {
        gate_client_reset(clients[i]);
        GateDone done = gate_fixture_await_done(&fixture);
        g_assert_cmpint(done.outcome, ==, GATE_ABORTED);
        g_assert_cmpuint(done.body_bytes, >=, 100000);
        g_assert_cmpuint(done.body_bytes, <, FILE_BYTES);
    }
    gate_fixture_stop(&fixture);
}

/* ---- readers that stop ---- */

static void check_stopped_reader(const char *path, unsigned length) {
    GateOptions options = gate_fixture_options();
    options.write_timeout_us = 200 * CLOCK_US_PER_MS;
    gate_fixture_start(&fixture, &options);
    g_autoptr(GateClient) client =
        ask(gate_client_open_narrow(fixture.port, NARROW_BYTES), path, length);
    GateDone done = gate_fixture_await_done(&fixture);
    g_assert_cmpint(done.outcome, ==, GATE_ABORTED);
    g_assert_cmpuint(done.body_bytes, <, length);
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0);
    g_assert_cmpuint(gate_fixture_stats(&fixture).timeouts, ==, 1);
    gate_fixture_stop(&fixture);
}

static void test_stopped_readers(void) {
    check_stopped_reader("/file", FILE_BYTES);
    check_stopped_reader("/bytes", BUFFER_BYTES);
}

#define HASTY_US (300 * CLOCK_US_PER_MS)

/* Reads a little again and again for several write timeouts; false when this thread itself was kept
 * from it for so long that the gate was right to give up. */
static bool read_steadily(GateClient *client) {
    int64_t at_us = clock_monotonic_us(), until_us = at_us + 5 * HASTY_US;
    for (uint64_t at = 0; at_us < until_us; at += 4096) {
        char piece[4096];
        for (size_t n_read = 0; n_read < sizeof piece;) {
            ssize_t n = gate_client_read_some(client, piece + n_read, sizeof piece - n_read);
            if (n <= 0)
                g_error("cut after %" G_GUINT64_FORMAT " bytes", at);
            n_read += (size_t)n;
        }
        g_assert_true(gate_fixture_is_pattern(piece, at, sizeof piece));
        g_usleep(5000); /* this is what slow means */
        int64_t gap_us = clock_monotonic_us() - at_us;
        at_us += gap_us;
        if (gap_us > HASTY_US / 4)
            return false;
    }
    return true;
}

/* The kernel takes much at once and says nothing until a good part of it is gone: a client that
 * takes a little again and again is slow, not dead. */
static void test_slow_but_steady_reader(void) {
    GateOptions options = gate_fixture_options();
    options.write_timeout_us = HASTY_US;
    gate_fixture_start(&fixture, &options);
    bool is_tried = false;
    for (unsigned attempt = 0; attempt < 50 && !is_tried; attempt++) {
        GateClient *client =
            ask(gate_client_open_narrow(fixture.port, NARROW_BYTES), "/bytes", BUFFER_BYTES);
        is_tried = read_steadily(client);
        if (is_tried)
            g_assert_cmpuint(gate_fixture_stats(&fixture).connections, ==, 1);
        gate_client_reset(client);
        gate_fixture_await_done(&fixture);
    }
    if (!is_tried)
        g_test_skip("this machine is too busy to read steadily");
    gate_fixture_stop(&fixture);
}

/* ---- many at a time ---- */

/* Asks for a large body and then, on another connection, how much of it has gone already: both
 * requests are there before the one worker looks. */
static void check_turns(const char *path) {
    gate_fixture_start(&fixture, NULL);
    gate_client_free(ask(gate_client_open(fixture.port), path, BUFFER_BYTES)); /* made here */
    gate_fixture_await_done(&fixture);
    g_autoptr(GateClient) blocker = gate_client_open(fixture.port);
    g_autoptr(GateClient) reader = gate_client_open(fixture.port);
    g_autoptr(GateClient) other = gate_client_open(fixture.port);
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 3);
    uint64_t before = gate_fixture_stats(&fixture).body_bytes;
    uint64_t n_requests = gate_fixture_stats(&fixture).requests;
    gate_client_send(blocker, "GET /block HTTP/1.1\r\n" END);
    GATE_FIXTURE_WAIT(&fixture, stats.requests == n_requests + 1);
    g_autofree char *request = g_strdup_printf("GET %s?n=%u HTTP/1.1\r\n" END, path, BUFFER_BYTES);
    gate_client_send(reader, request);
    gate_client_send(other, "GET /sent HTTP/1.1\r\n" END);
    gate_fixture_release(&fixture);
    g_autoptr(GateReply) reply = gate_client_read_reply(other);
    g_assert_cmpuint(g_ascii_strtoull(reply->body->str, NULL, 10) - before, <=,
                     3 * GATE_TURN_BYTES);
    g_autoptr(GateReply) head = gate_client_read_head(reader);
    read_pattern(reader, 0, BUFFER_BYTES);
    gate_fixture_stop(&fixture);
}

static void test_turns(void) {
    check_turns("/bytes");
    check_turns("/file");
}

/* ---- clients that break off ---- */

/* sendfile(2) has no MSG_NOSIGNAL: the gate's threads must not let SIGPIPE end the process. */
static void test_resets_while_sending(void) {
    gate_fixture_start(&fixture, NULL);
    for (unsigned i = 0; i < 60; i++) {
        const char *path = i % 2 ? "/file" : "/bytes";
        GateClient *client = gate_client_open_narrow(fixture.port, NARROW_BYTES);
        ask(client, path, 5 * MIB);
        if (i % 3 == 0)
            gate_client_free(client); /* with bytes unread: that is a reset, too */
        else
            gate_client_reset(client);
        GateDone done = gate_fixture_await_done(&fixture);
        g_assert_cmpint(done.outcome, ==, GATE_ABORTED);
        g_assert_cmpuint(done.body_bytes, <, 5 * MIB);
    }
    gate_fixture_stop(&fixture);
}

/* Reset before the answer starts: there is no telling how far it got, but it ends once. */
static void test_resets_before_the_answer(void) {
    gate_fixture_start(&fixture, NULL);
    for (unsigned i = 0; i < 200; i++) {
        static const char *const requests[] = {
            "GET /bytes?tag=9&n=3000000 HTTP/1.1\r\n" END,
            "GET /status?tag=9&s=204 HTTP/1.1\r\n" END,
            "HEAD /file?tag=9&n=3000000 HTTP/1.1\r\n" END,
        };
        GateClient *client = gate_client_open(fixture.port);
        gate_client_send(client, requests[i % G_N_ELEMENTS(requests)]);
        gate_client_reset(client);
    }
    GATE_FIXTURE_WAIT(&fixture, stats.accepted == 200 && stats.connections == 0);
    uint64_t n_requests = gate_fixture_stats(&fixture).requests;
    for (uint64_t i = 0; i < n_requests; i++)
        g_assert_cmpuint(gate_fixture_await_done(&fixture).tag, ==, 9);
    gate_fixture_stop(&fixture);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gate_send/large-bodies", test_large_bodies);
    g_test_add_func("/gate_send/memory-of-slow-readers", test_memory_of_slow_readers);
    g_test_add_func("/gate_send/stopped-readers", test_stopped_readers);
    g_test_add_func("/gate_send/slow-but-steady-reader", test_slow_but_steady_reader);
    g_test_add_func("/gate_send/turns", test_turns);
    g_test_add_func("/gate_send/resets-while-sending", test_resets_while_sending);
    g_test_add_func("/gate_send/resets-before-the-answer", test_resets_before_the_answer);
    return g_test_run();
}
