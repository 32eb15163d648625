/* Stopping: what is idle ends at once, what is being answered ends well, what takes too long ends.
 */
#include "base/gate/gate.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/support/gate_client.h"
#include "tests/support/gate_fixture.h"

#define END "Host: x\r\n\r\n"

static GateFixture fixture;

/* gate_stop() waits: it runs on a thread of its own while the test plays the clients. */
static void *stop(void *data) {
    gate_stop(fixture.gate, *(const int64_t *)data);
    return NULL;
}

typedef struct Stopping {
    GThread *thread;
    int64_t grace_us;
} Stopping;

static void begin_stop(Stopping *stopping, int64_t grace_us) {
    stopping->grace_us = grace_us;
    stopping->thread = g_thread_new("stopper", stop, &stopping->grace_us);
}

static void finish_stop(Stopping *stopping) {
    g_thread_join(stopping->thread);
    gate_fixture_clear(&fixture);
}

/* Waits until nobody can connect any more. */
static void await_closed_port(unsigned port) {
    int64_t until_us = clock_monotonic_us() + 60 * CLOCK_US_PER_S;
    for (;;) {
        struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int result = connect(fd, (struct sockaddr *)&to, sizeof to);
        close(fd);
        if (result != 0)
            return;
        g_assert_cmpint(clock_monotonic_us(), <, until_us);
        g_usleep(1000);
    }
}

static void expect_text(GateClient *client, const char *expected) {
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpstr(reply->body->str, ==, expected);
}

/* ---- what is idle ---- */

static void test_idle(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) fresh = gate_client_open(fixture.port);
    g_autoptr(GateClient) served = gate_client_open(fixture.port);
    g_autoptr(GateReply) reply = gate_client_ask(served, "GET /text HTTP/1.1\r\n" END);
    g_autoptr(GateClient) partial = gate_client_open(fixture.port);
    gate_client_send(partial, "GET /text HT");
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 3);
    Stopping stopping;
    begin_stop(&stopping, 60 * CLOCK_US_PER_S);
    gate_client_expect_clean_end(fresh);
    gate_client_expect_clean_end(served);
    gate_client_expect_end(partial);
    finish_stop(&stopping);
}

static void test_nobody(void) {
    for (unsigned i = 0; i < 100; i++) {
        gate_fixture_start(&fixture, NULL);
        gate_fixture_stop(&fixture);
    }
    gate_fixture_start(&fixture, NULL);
    gate_stop(fixture.gate, 0);
    gate_stop(fixture.gate, 0); /* again */
    gate_fixture_clear(&fixture);
    gate_free(NULL);
    gate_stop(NULL, 0);
}

/* ---- what is being answered ---- */

static void test_answers_finish(void) {
    gate_fixture_start(&fixture, NULL);
    unsigned port = fixture.port;
    g_autoptr(GateClient) client = gate_client_open(port);
    gate_client_send(client,
                     "GET /bytes?n=30000000&tag=1 HTTP/1.1\r\n" END "GET /text HTTP/1.1\r\n" END);
    g_autoptr(GateReply) head = gate_client_read_head(client);
    Stopping stopping;
    begin_stop(&stopping, 60 * CLOCK_US_PER_S);
    await_closed_port(port);
    g_autofree uint8_t *body = g_malloc(30000000);
    gate_client_read_exactly(client, body, 30000000);
    g_assert_true(gate_fixture_is_pattern(body, 0, 30000000));
    gate_fixture_expect_done(&fixture, 1, 30000000, GATE_COMPLETE);
    finish_stop(&stopping);
}

/* The answers went into the kernel before the gate stopped; requests that it did not read any more
 * must not take them back (closing with unread bytes is a reset). */
static void test_last_answers_arrive(void) {
    for (unsigned round = 0; round < 20; round++) {
        gate_fixture_start(&fixture, NULL);
        g_autoptr(GateClient) blocker = gate_client_open(fixture.port);
        g_autoptr(GateClient) client = gate_client_open(fixture.port);
        gate_client_send(blocker, "GET /block HTTP/1.1\r\n" END);
        GATE_FIXTURE_WAIT(&fixture, stats.connections == 2 && stats.requests == 1);
        g_autoptr(GString) requests = g_string_new(NULL);
        for (unsigned i = 0; i < 1000; i++) /* more than one turn and one read */
            g_string_append(requests, "GET /text HTTP/1.1\r\n" END);
        gate_client_send_bytes(client, requests->str, requests->len);
        Stopping stopping;
        begin_stop(&stopping, 60 * CLOCK_US_PER_S);
        gate_fixture_release(&fixture);
        expect_text(blocker, "released");
        char piece[65536];
        ssize_t n;
        while ((n = gate_client_read_some(client, piece, sizeof piece)) > 0) {
        }
        g_assert_cmpint(n, ==, 0); /* not reset */
        gate_client_free(g_steal_pointer(&client));
        finish_stop(&stopping);
    }
}

/* ---- what is held ---- */

static void test_held(void) {
    gate_fixture_start(&fixture, NULL);
    static const char *const queries[] = {"tag=1", "tag=2&stay=1", "tag=3&n=5000000"};
    GateClient *clients[3];
    for (unsigned i = 0; i < 3; i++) {
        g_autofree char *request = g_strdup_printf("GET /hold?%s HTTP/1.1\r\n" END, queries[i]);
        clients[i] = gate_client_open(fixture.port);
        gate_client_send(clients[i], request);
        GATE_FIXTURE_WAIT(&fixture, stats.holding == i + 1);
    }
    Stopping stopping;
    begin_stop(&stopping, 60 * CLOCK_US_PER_S);
    expect_text(clients[0], "stopping");
    gate_client_expect_clean_end(clients[0]);
    g_autoptr(GateReply) refused = gate_client_read_reply(clients[1]);
    g_assert_cmpuint(refused->status, ==, 503);
    g_assert_true(gate_reply_has(refused, "retry-after", "1"));
    g_assert_true(gate_reply_has(refused, "connection", "close"));
    gate_client_expect_clean_end(clients[1]);
    g_autoptr(GateReply) large = gate_client_read_reply(clients[2]);
    g_assert_true(gate_fixture_is_pattern(large->body->str, 0, 5000000));
    for (unsigned i = 0; i < 3; i++) {
        gate_client_free(clients[i]);
        GateDone done = gate_fixture_await_done(&fixture);
        g_assert_cmpint(done.outcome, ==, GATE_COMPLETE);
        g_assert_cmpuint(done.tag, >=, 1);
        g_assert_cmpuint(done.tag, <=, 3);
    }
    finish_stop(&stopping);
}

/* ---- what was handed over ---- */

static void test_hand_over_finishes(void) {
    gate_fixture_start(&fixture, NULL);
    unsigned port = fixture.port;
    g_autoptr(GateClient) client = gate_client_open(port);
    gate_client_send(client, "GET /relay HTTP/1.1\r\n" END);
    int fd = gate_fixture_await_upstream(&fixture);
    Stopping stopping;
    begin_stop(&stopping, 60 * CLOCK_US_PER_S);
    await_closed_port(port);
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    g_assert_cmpint(send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL), >, 0);
    expect_text(client, "ok");
    gate_client_expect_clean_end(client);
    finish_stop(&stopping);
    close(fd);
}

/* ---- the deadline ---- */

static void test_deadline(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) stopped = gate_client_open_narrow(fixture.port, 8192);
    gate_client_send(stopped, "GET /bytes?n=30000000&tag=1 HTTP/1.1\r\n" END);
    g_autoptr(GateReply) head = gate_client_read_head(stopped);
    g_autoptr(GateClient) waiting = gate_client_open(fixture.port);
    gate_client_send(waiting, "GET /relay HTTP/1.1\r\n" END);
    int fd = gate_fixture_await_upstream(&fixture);
    gate_stop(fixture.gate, 100 * CLOCK_US_PER_MS);
    gate_fixture_expect_done(&fixture, 1, gate_fixture_stats(&fixture).body_bytes, GATE_ABORTED);
    gate_client_expect_end(waiting);
    close(fd);
    gate_fixture_clear(&fixture);
}

/* A worker that is busy when it is told to stop still keeps to the grace, whatever it has seen of
 * it first. */
static void test_busy_worker_keeps_the_grace(void) {
    for (unsigned round = 0; round < 20; round++) {
        gate_fixture_start(&fixture, NULL);
        g_autoptr(GateClient) blocker = gate_client_open(fixture.port);
        g_autoptr(GateClient) client = gate_client_open(fixture.port);
        gate_client_send(client, "GET /relay HTTP/1.1\r\n" END);
        int fd = gate_fixture_await_upstream(&fixture);
        uint64_t n_requests = gate_fixture_stats(&fixture).requests;
        gate_client_send(blocker, "GET /block HTTP/1.1\r\n" END);
        GATE_FIXTURE_WAIT(&fixture, stats.requests == n_requests + 1);
        Stopping stopping;
        begin_stop(&stopping, 60 * CLOCK_US_PER_S);
        g_usleep(2000); /* lets gate_stop() get further in some rounds; right in all */
        gate_fixture_release(&fixture);
        expect_text(blocker, "released");
        static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        g_assert_cmpint(send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL), >, 0);
        expect_text(client, "ok");
        finish_stop(&stopping);
        close(fd);
    }
}

/* Also when its mailbox has no room for being told. */
static void test_full_mailbox_keeps_the_grace(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) blocker = gate_client_open(fixture.port);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    gate_client_send(client, "GET /relay HTTP/1.1\r\n" END);
    int fd = gate_fixture_await_upstream(&fixture);
    uint64_t n_requests = gate_fixture_stats(&fixture).requests;
    gate_client_send(blocker, "GET /block HTTP/1.1\r\n" END);
    GATE_FIXTURE_WAIT(&fixture, stats.requests == n_requests + 1);
    for (unsigned i = 0; i < 100000; i++)
        gate_fire(fixture.gate, fixture.key);
    Stopping stopping;
    begin_stop(&stopping, 60 * CLOCK_US_PER_S);
    gate_fixture_release(&fixture);
    expect_text(blocker, "released");
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    g_assert_cmpint(send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL), >, 0);
    expect_text(client, "ok");
    finish_stop(&stopping);
    close(fd);
}

/* ---- under load ---- */

static void *keep_asking(void *data) {
    unsigned port = GPOINTER_TO_UINT(data);
    for (unsigned i = 0; i < 10000; i++) {
        struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int result = connect(fd, (struct sockaddr *)&to, sizeof to);
        static const char request[] = "GET /hold?ms=5&tag=1 HTTP/1.1\r\n" END;
        if (result == 0)
            send(fd, request, sizeof request - 1, MSG_NOSIGNAL);
        if (i % 2)
            recv(fd, (char[64]){0}, 64, 0);
        close(fd);
        if (result != 0)
            break;
    }
    return NULL;
}

static void test_under_load(void) {
    for (unsigned round = 0; round < 5; round++) {
        GateOptions options = gate_fixture_options();
        options.n_workers = 3;
        gate_fixture_start(&fixture, &options);
        GThread *askers[4];
        for (unsigned i = 0; i < G_N_ELEMENTS(askers); i++)
            askers[i] = g_thread_new("asker", keep_asking, GUINT_TO_POINTER(fixture.port));
        GATE_FIXTURE_WAIT(&fixture, stats.held > 100);
        gate_stop(fixture.gate, CLOCK_US_PER_S);
        for (unsigned i = 0; i < G_N_ELEMENTS(askers); i++)
            g_thread_join(askers[i]);
        gate_fixture_clear(&fixture);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gate_stop/idle", test_idle);
    g_test_add_func("/gate_stop/nobody", test_nobody);
    g_test_add_func("/gate_stop/answers-finish", test_answers_finish);
    g_test_add_func("/gate_stop/last-answers-arrive", test_last_answers_arrive);
    g_test_add_func("/gate_stop/held", test_held);
    g_test_add_func("/gate_stop/hand-over-finishes", test_hand_over_finishes);
    g_test_add_func("/gate_stop/deadline", test_deadline);
    g_test_add_func("/gate_stop/busy-worker-keeps-the-grace", test_busy_worker_keeps_the_grace);
    g_test_add_func("/gate_stop/full-mailbox-keeps-the-grace", test_full_mailbox_keeps_the_grace);
    g_test_add_func("/gate_stop/under-load", test_under_load);
    return g_test_run();
}
