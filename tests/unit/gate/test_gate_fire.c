/* Requests that are held until a key fires: turns, timeouts, and clients that leave meanwhile. */
#include "base/gate/gate.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/support/gate_client.h"
#include "tests/support/gate_fixture.h"

#define END "Host: x\r\n\r\n"

static GateFixture fixture;

static void start(void) {
    gate_fixture_start(&fixture, NULL);
}

/* Sends "GET /hold?QUERY" and waits until the gate holds it. */
static GateClient *open_held(const char *query) {
    uint64_t held = gate_fixture_stats(&fixture).held;
    GateClient *client = gate_client_open(fixture.port);
    g_autofree char *request = g_strdup_printf("GET /hold?%s HTTP/1.1\r\n" END, query);
    gate_client_send(client, request);
    GATE_FIXTURE_WAIT(&fixture, stats.held == held + 1);
    return client;
}

static void fire(void) {
    gate_fire(fixture.gate, fixture.key);
}

static void expect_text(GateClient *client, const char *expected) {
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpuint(reply->status, ==, 200);
    g_assert_cmpstr(reply->body->str, ==, expected);
}

static void expect_bytes(GateClient *client, size_t length) {
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpuint(reply->body->len, ==, length);
    g_assert_true(gate_fixture_is_pattern(reply->body->str, 0, length));
}

/* ---- turns ---- */

static void test_fires(void) {
    start();
    g_autoptr(GateClient) client = open_held("tag=7");
    gate_fire(fixture.gate, gate_new_key(fixture.gate)); /* nobody's */
    fire();
    expect_text(client, "fired");
    gate_fixture_expect_done(&fixture, 7, 5, GATE_COMPLETE);
    GateStats stats = gate_fixture_stats(&fixture);
    g_assert_cmpuint(stats.fired, ==, 1);
    g_assert_cmpuint(stats.holding, ==, 0);
    g_autoptr(GateReply) next = gate_client_ask(client, "GET /text HTTP/1.1\r\n" END);
    g_assert_cmpstr(next->body->str, ==, "hello\n");
    gate_fixture_stop(&fixture);
}

static void *fire_from_afar(void *data) {
    fire();
    return NULL;
}

static void test_thousands_at_once(void) {
    enum { N = 2000 };
    static GateClient *clients[N];
    GateOptions options = gate_fixture_options();
    options.n_workers = 2;
    gate_fixture_start(&fixture, &options);
    for (unsigned i = 0; i < N; i++) {
        clients[i] = gate_client_open(fixture.port);
        gate_client_send(clients[i],
                         i % 2 ? "GET /hold HTTP/1.1\r\n" END : "GET /hold?tag=1 HTTP/1.1\r\n" END);
    }
    GATE_FIXTURE_WAIT(&fixture, stats.holding == N);
    g_thread_join(g_thread_new("firer", fire_from_afar, NULL));
    for (unsigned i = 0; i < N; i++)
        expect_text(clients[i], "fired");
    for (unsigned i = 0; i < N / 2; i++)
        gate_fixture_expect_done(&fixture, 1, 5, GATE_COMPLETE);
    GATE_FIXTURE_WAIT(&fixture, stats.holding == 0);
    g_assert_cmpuint(gate_fixture_stats(&fixture).fired, ==, N);
    for (unsigned i = 0; i < N; i++)
        gate_client_free(clients[i]);
    gate_fixture_stop(&fixture);
}

static void test_holds_again(void) {
    start();
    g_autoptr(GateClient) twice = open_held("again=2");
    g_autoptr(GateClient) once = open_held("again=0");
    fire();
    expect_text(once, "fired");
    GATE_FIXTURE_WAIT(&fixture, stats.fired == 2);
    fire();
    GATE_FIXTURE_WAIT(&fixture, stats.fired == 3);
    fire();
    expect_text(twice, "fired");
    GateStats stats = gate_fixture_stats(&fixture);
    g_assert_cmpuint(stats.fired, ==, 4);
    g_assert_cmpuint(stats.held, ==, 2);
    gate_fixture_stop(&fixture);
}

static void test_times_out(void) {
    start();
    g_autoptr(GateClient) client = open_held("ms=30&tag=1");
    expect_text(client, "timed out");
    fire(); /* it waits no more */
    g_autoptr(GateReply) next = gate_client_ask(client, "GET /text HTTP/1.1\r\n" END);
    g_assert_cmpstr(next->body->str, ==, "hello\n");
    gate_fixture_expect_done(&fixture, 1, 9, GATE_COMPLETE);
    g_assert_cmpuint(gate_fixture_stats(&fixture).fired, ==, 0);
    gate_fixture_stop(&fixture);
}

/* A turn that timed out may hold again, for the same key among others that wait for it. */
static void test_times_out_and_holds_again(void) {
    start();
    g_autoptr(GateClient) other = open_held("again=0");
    g_autoptr(GateClient) client = open_held("ms=20&again=3");
    g_autoptr(GateClient) third = open_held("again=0");
    expect_text(client, "timed out");
    fire();
    expect_text(other, "fired");
    expect_text(third, "fired");
    g_assert_cmpuint(gate_fixture_stats(&fixture).fired, ==, 2);
    gate_fixture_stop(&fixture);
}

/* ---- a held request that has got its turn waits for nothing else any more ---- */

#define LARGE "20000000"

static void test_timeout_while_sending(void) {
    start();
    g_autoptr(GateClient) client = open_held("ms=100&tag=1&n=" LARGE);
    fire();
    gate_client_free(open_held("ms=150")); /* longer than the other's hold: it is closed here */
    g_autoptr(GateClient) later = open_held("ms=300");
    expect_text(later, "timed out");
    expect_bytes(client, 20000000);
    gate_fixture_expect_done(&fixture, 1, 20000000, GATE_COMPLETE);
    gate_fixture_stop(&fixture);
}

static void test_fire_while_sending(void) {
    start();
    g_autoptr(GateClient) client = open_held("ms=20&tag=1&n=" LARGE);
    g_autoptr(GateReply) head = gate_client_read_head(client); /* its time was up */
    fire();
    g_autoptr(GateClient) other = gate_client_open(fixture.port);
    g_autoptr(GateReply) next = gate_client_ask(other, "GET /text HTTP/1.1\r\n" END);
    g_autofree uint8_t *body = g_malloc(20000000);
    gate_client_read_exactly(client, body, 20000000);
    g_assert_true(gate_fixture_is_pattern(body, 0, 20000000));
    gate_fixture_expect_done(&fixture, 1, 20000000, GATE_COMPLETE);
    g_assert_cmpuint(gate_fixture_stats(&fixture).fired, ==, 0);
    gate_fixture_stop(&fixture);
}

/* Half-closed after its turn: the answer is still wanted. */
static void test_finishes_while_sending(void) {
    start();
    g_autoptr(GateClient) client = open_held("ms=20&tag=1&n=" LARGE);
    g_autoptr(GateReply) head = gate_client_read_head(client);
    gate_client_finish(client);
    g_autofree uint8_t *body = g_malloc(20000000);
    gate_client_read_exactly(client, body, 20000000);
    gate_client_expect_clean_end(client);
    gate_fixture_expect_done(&fixture, 1, 20000000, GATE_COMPLETE);
    gate_fixture_stop(&fixture);
}

/* What is holding is what waits for a key, not what is being sent. */
static void test_counts_holding(void) {
    start();
    g_autoptr(GateClient) client = open_held("n=" LARGE);
    g_assert_cmpuint(gate_fixture_stats(&fixture).holding, ==, 1);
    fire();
    g_autoptr(GateReply) head = gate_client_read_head(client);
    GATE_FIXTURE_WAIT(&fixture, stats.holding == 0);
    gate_client_reset(g_steal_pointer(&client));
    gate_fixture_stop(&fixture);
}

static void test_hands_over(void) {
    start();
    g_autoptr(GateClient) client = open_held("hand=1");
    fire();
    int upstream = gate_fixture_await_upstream(&fixture);
    GATE_FIXTURE_WAIT(&fixture, stats.holding == 0 && stats.relaying == 1);
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    g_assert_cmpint(send(upstream, answer, sizeof answer - 1, MSG_NOSIGNAL), >, 0);
    expect_text(client, "ok");
    close(upstream);
    gate_fixture_stop(&fixture);
}

/* ---- clients that leave ---- */

static void test_leaves_while_held(void) {
    start();
    gate_client_free(open_held("tag=5"));
    gate_fixture_expect_done(&fixture, 5, 0, GATE_ABORTED);
    gate_client_reset(open_held("tag=6"));
    gate_fixture_expect_done(&fixture, 6, 0, GATE_ABORTED);
    gate_client_free(open_held("again=1")); /* without a tag nobody is told */
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0);
    fire();
    g_autoptr(GateClient) last = open_held("tag=8");
    fire();
    expect_text(last, "fired");
    gate_fixture_expect_done(&fixture, 8, 5, GATE_COMPLETE);
    g_assert_cmpuint(gate_fixture_stats(&fixture).fired, ==, 1);
    gate_fixture_stop(&fixture);
}

static void test_leaves_in_the_middle_of_many(void) {
    enum { N = 300 };
    start();
    GateClient *clients[N];
    for (unsigned i = 0; i < N; i++)
        clients[i] = open_held("");
    for (unsigned i = 0; i < N; i += 3)
        gate_client_reset(clients[i]);
    fire();
    for (unsigned i = 0; i < N; i++) {
        if (i % 3 == 0)
            continue;
        expect_text(clients[i], "fired");
        gate_client_free(clients[i]);
    }
    gate_fixture_stop(&fixture);
}

static void test_pipelined_behind_a_held_one(void) {
    start();
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    gate_client_send(client, "GET /hold HTTP/1.1\r\n" END "GET /text HTTP/1.1\r\n" END
                             "GET /hold HTTP/1.1\r\n" END);
    GATE_FIXTURE_WAIT(&fixture, stats.holding == 1);
    fire();
    expect_text(client, "fired");
    expect_text(client, "hello\n");
    GATE_FIXTURE_WAIT(&fixture, stats.holding == 1);
    fire();
    expect_text(client, "fired");
    gate_fixture_stop(&fixture);
}

/* Keys fire while requests come and go, over several workers. */
static void *keep_firing(void *data) {
    const bool *is_over = data;
    while (!__atomic_load_n(is_over, __ATOMIC_SEQ_CST))
        fire();
    return NULL;
}

static void test_storm(void) {
    GateOptions options = gate_fixture_options();
    options.n_workers = 3;
    gate_fixture_start(&fixture, &options);
    bool is_over = false;
    GThread *firer = g_thread_new("firer", keep_firing, &is_over);
    for (unsigned i = 0; i < 300; i++) {
        GateClient *client = gate_client_open(fixture.port);
        gate_client_send(client, "GET /hold?ms=10&again=3&tag=1 HTTP/1.1\r\n" END);
        if (i % 3 == 0) {
            gate_client_reset(client);
        } else {
            g_autoptr(GateReply) reply = gate_client_read_reply(client);
            g_assert_cmpuint(reply->status, ==, 200);
            gate_client_free(client);
        }
    }
    __atomic_store_n(&is_over, true, __ATOMIC_SEQ_CST);
    g_thread_join(firer);
    gate_fixture_stop(&fixture);
}

/* More fires than a mailbox holds, while the worker stands still: the last is not lost. */
static void test_full_mailbox(void) {
    enum { TOO_MANY = 70000 };
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) held = gate_client_open(fixture.port);
    gate_client_send(held, "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
    GATE_FIXTURE_WAIT(&fixture, stats.holding == 1);
    g_autoptr(GateClient) blocking = gate_client_open(fixture.port);
    gate_client_send(blocking, "GET /block HTTP/1.1\r\nHost: x\r\n\r\n");
    GATE_FIXTURE_WAIT(&fixture, stats.requests == 2);
    uint64_t nobody = gate_new_key(fixture.gate);
    for (unsigned i = 0; i < TOO_MANY; i++)
        gate_fire(fixture.gate, nobody);
    gate_fire(fixture.gate, fixture.key);
    gate_fixture_release(&fixture);
    g_autoptr(GateReply) reply = gate_client_read_reply(held);
    g_assert_cmpstr(reply->body->str, ==, "perhaps fired");
    gate_fixture_stop(&fixture);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gate_fire/fires", test_fires);
    g_test_add_func("/gate_fire/thousands-at-once", test_thousands_at_once);
    g_test_add_func("/gate_fire/holds-again", test_holds_again);
    g_test_add_func("/gate_fire/times-out", test_times_out);
    g_test_add_func("/gate_fire/times-out-and-holds-again", test_times_out_and_holds_again);
    g_test_add_func("/gate_fire/timeout-while-sending", test_timeout_while_sending);
    g_test_add_func("/gate_fire/fire-while-sending", test_fire_while_sending);
    g_test_add_func("/gate_fire/finishes-while-sending", test_finishes_while_sending);
    g_test_add_func("/gate_fire/counts-holding", test_counts_holding);
    g_test_add_func("/gate_fire/hands-over", test_hands_over);
    g_test_add_func("/gate_fire/leaves-while-held", test_leaves_while_held);
    g_test_add_func("/gate_fire/leaves-in-the-middle-of-many", test_leaves_in_the_middle_of_many);
    g_test_add_func("/gate_fire/pipelined-behind-a-held-one", test_pipelined_behind_a_held_one);
    g_test_add_func("/gate_fire/storm", test_storm);
    g_test_add_func("/gate_fire/full-mailbox", test_full_mailbox);
    return g_test_run();
}
