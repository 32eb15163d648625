/* A child process that was forked and has not called exec(2) yet holds copies of the server's
 * descriptors: what the gate has closed meanwhile must not come back to it. */
#include "base/gate/gate.h"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/support/gate_client.h"
#include "tests/support/gate_fixture.h"

#define END "Host: x\r\n\r\n"

static GateFixture fixture;

/* A copy of this process that does nothing. */
typedef struct Child {
    pid_t pid;
    int pipe; /* it ends when this is closed */
} Child;

static Child fork_child(void) {
    int ends[2];
    char byte;
    g_assert_cmpint(pipe(ends), ==, 0);
    pid_t pid = fork();
    g_assert_cmpint(pid, >=, 0);
    if (pid == 0) {
        close(ends[1]);
        while (read(ends[0], &byte, 1) > 0)
            continue;
        _exit(0);
    }
    close(ends[0]);
    return (Child){pid, ends[1]};
}

static void end_child(Child *child) {
    int status;
    close(child->pipe);
    g_assert_cmpint(waitpid(child->pid, &status, 0), ==, child->pid);
    g_assert_cmpint(status, ==, 0);
}

/* What happened before is dealt with when this is answered: there is one worker. */
static void expect_alive(void) {
    g_autoptr(GateReply) reply =
        gate_client_ask_once(fixture.port, "GET /text HTTP/1.1\r\nConnection: close\r\n" END, 200);
    g_assert_cmpstr(reply->body->str, ==, "hello\n");
}

/* ---- what was closed ---- */

static void test_connection(void) {
    GateOptions options = gate_fixture_options();
    options.header_timeout_us = 50 * CLOCK_US_PER_MS;
    gate_fixture_start(&fixture, &options);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    GATE_FIXTURE_WAIT(&fixture, stats.accepted == 1);
    Child child = fork_child();
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0 && stats.timeouts == 1);
    gate_client_send(client, "GET /text HTTP/1.1\r\n" END);
    expect_alive();
    end_child(&child);
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0);
    g_assert_cmpuint(gate_fixture_stats(&fixture).requests, ==, 1);
    gate_fixture_stop(&fixture);
}

static void test_upstream(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    gate_client_send(client, "GET /relay HTTP/1.1\r\n" END);
    int upstream = gate_fixture_await_upstream(&fixture);
    Child child = fork_child();
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    g_assert_cmpint(send(upstream, answer, sizeof answer - 1, MSG_NOSIGNAL), ==, sizeof answer - 1);
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpstr(reply->body->str, ==, "ok");
    GATE_FIXTURE_WAIT(&fixture, stats.relaying == 0);
    g_assert_cmpint(send(upstream, "late", 4, MSG_NOSIGNAL), ==, 4);
    expect_alive();
    end_child(&child);
    close(upstream);
    gate_fixture_stop(&fixture);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gate_fork/connection", test_connection);
    g_test_add_func("/gate_fork/upstream", test_upstream);
    return g_test_run();
}
